import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { MessageBubble } from "@/features/inbox/components/message-bubble";
import type { Services } from "@/lib/services";
import type { Message } from "@/lib/wire";
import { renderPage } from "@/testing/render";
import { sampleMessage } from "@/testing/samples";

const posted: string[] = [];
const services = {
    api: {
        POST: (path: string) => {
            posted.push(path);
            return Promise.resolve({ data: { data: {} }, response: new Response("{}") });
        },
    },
} as unknown as Services;

const draw = (fields: Partial<Message>) =>
    renderPage(<MessageBubble message={sampleMessage("m1", fields)} first mine />, services);

test.each([
    ["queued", "Queued"],
    ["accepted", "Accepted by WhatsApp"],
    ["delivered", "Delivered"],
    ["read", "Read"],
    ["unconfirmed", "Unconfirmed"],
] as const)("an outbound message that is %s says so to those who do not see its mark", async (status, words) => {
    await draw({ direction: "outbound", status });
    expect(screen.getByText(words)).toBeTruthy();
});

test("a failure gives its reason, its code and a new attempt", async () => {
    await draw({
        direction: "outbound",
        status: "failed",
        error: { code: "whatsapp.470", text: "The number cannot receive messages.", metaCode: 470 },
    });
    expect(screen.getByText(/cannot receive messages\./u).textContent).toContain("470");
    await userEvent.click(screen.getByRole("button", { name: "Send again" }));
    expect(posted.at(-1)).toContain("/send_again");
});

test.each([
    [{ code: "whatsapp.131026", text: "Undeliverable", metaCode: 131026 }, /cannot be delivered.*Check that they have WhatsApp/u],
    [{ code: "outbox.expired", text: "El mensaje no se pudo enviar a tiempo.", metaCode: null }, /could not be sent in time.*still needed/u],
])("a failure the page has words for is told in them, with what to do: %j", async (error, words) => {
    await draw({ direction: "outbound", status: "failed", error });
    expect(screen.getByText(words)).toBeTruthy();
    expect(screen.queryByText(new RegExp(error.text, "u"))).toBeNull();
});

test("an unconfirmed one explains itself and can be left", async () => {
    await draw({ direction: "outbound", status: "unconfirmed" });
    expect(screen.getByText(/not known whether it arrived/u)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Leave it" }));
    expect(posted.at(-1)).toContain("/leave");
});

test("what is received has no mark", async () => {
    const { container } = await draw({});
    expect(container.querySelector("[data-status]")).toBeNull();
});

test.each([
    ["image", { caption: "The roof" }, "Image", "The roof"],
    ["audio", { voice: true }, "Voice message", null],
    ["document", { filename: "bill.pdf" }, "Document", "bill.pdf"],
    ["contacts", [{ name: { formatted_name: "Ana" } }], "Contact", "Ana"],
    ["interactive", { type: "list_reply", list_reply: { title: "10:30" } }, "Interactive reply", "10:30"],
    ["hologram", { id: 7 }, "Message that cannot be shown here", null],
] as const)("a message of kind %s is a card that says what it is", async (type, content, kind, summary) => {
    await draw({ type, content: { [type]: content }, text: null });
    expect(screen.getByText(kind)).toBeTruthy();
    if (summary) expect(screen.getByText(summary)).toBeTruthy();
});

test("text that looks like HTML is text", async () => {
    const { container } = await draw({ text: "<b>x</b><script>alert(1)</script>" });
    expect(container.querySelector("b, script")).toBeNull();
    expect(screen.getByText("<b>x</b><script>alert(1)</script>")).toBeTruthy();
});
