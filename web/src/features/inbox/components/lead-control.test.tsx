import { useQuery } from "@tanstack/react-query";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { conversationDetail } from "@/features/inbox/api/inbox-api";
import { ContextPane } from "@/features/inbox/components/context-pane";
import { LeadControl } from "@/features/inbox/components/lead-control";
import { useActions } from "@/features/inbox/hooks/use-actions";
import { useServices } from "@/hooks/use-services";
import { Presence } from "@/lib/presence";
import type { Services } from "@/lib/services";
import { toaster } from "@/lib/toasts";
import type { Conversation } from "@/lib/wire";
import { renderPage } from "@/testing/render";
import { sampleConversation } from "@/testing/samples";

const me = "me";
const marcos = { id: "marcos", name: "Marcos Toledo" };

/** The conversation as the server has it, which may be newer than what the screen knows. */
let onServer: Conversation;
let posted: unknown[];
let refusal: object | null;

const services = {
    live: { state: { kind: "live" } },
    cache: { sequenceOf: () => 1, mendConversation: () => true },
    api: {
        GET: () => Promise.resolve({ data: { data: onServer }, response: new Response("{}") }),
        POST: (_path: string, { body }: { body: unknown }) => {
            posted.push(body);
            if (refusal) return Promise.resolve({ error: refusal, response: new Response("{}", { status: 409 }) });
            return Promise.resolve({ data: { data: onServer }, response: new Response("{}") });
        },
    },
} as unknown as Services;

function Control({ known }: { known: Conversation }) {
    const actions = useActions("c1");
    const { data } = useQuery({ ...conversationDetail(useServices(), "c1"), initialData: { value: known, sequence: 0 }, staleTime: Infinity });
    return data.value && <LeadControl conversation={data.value} me={me} actions={actions} />;
}

const draw = (known: Partial<Conversation>) => {
    posted = [];
    refusal = null;
    onServer = sampleConversation("c1", known);
    return renderPage(<Control known={sampleConversation("c1", known)} />, services);
};

test("what nobody has can be taken", async () => {
    await draw({ assignee: null, mode: "spectator" });
    await userEvent.click(screen.getByRole("button", { name: "Take" }));
    expect(posted).toEqual([{ mode: "takeover" }]);
});

test("what I have can be released", async () => {
    await draw({ assignee: { id: me, name: "Eva Ríos" }, mode: "takeover" });
    expect(screen.getByText("You have it")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Release" }));
    expect(posted).toEqual([{ mode: "ai_only" }]);
});

test("what a colleague has is theirs: there is nothing to press", async () => {
    await draw({ assignee: marcos, mode: "takeover" });
    expect(screen.getByText("Marcos Toledo has it")).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
});

test("who takes it second is told, and sees who has it", async () => {
    await draw({ assignee: null });
    refusal = { code: "inbox.taken", error: "Marcos Toledo has it.", hint: null };
    onServer = sampleConversation("c1", { assignee: marcos, mode: "takeover" });
    await userEvent.click(screen.getByRole("button", { name: "Take" }));
    await waitFor(() => {
        expect(screen.getByText("Marcos Toledo has it")).toBeTruthy();
    });
    expect(toaster.get().at(-1)?.text).toBe("Marcos Toledo has it.");
});

test.each([
    [{ name: "Ana", phone: null, username: "ana.p" }, "Ana"],
    [{ name: " ", phone: "+525512345678", username: "@ana.p" }, "@ana.p"],
    [{ name: "", phone: "+525512345678", username: null }, /^\+52/u],
    [{ name: "", phone: null, username: null }, "Contact without a name"],
])("a contact %j has a title", async (contact, title) => {
    const conversation = sampleConversation("c1", { contact: { id: "p", ...contact } });
    const { container } = await renderPage(<ContextPane conversation={conversation} me={me} />, { presence: new Presence() });
    expect(container.querySelector("p")?.textContent).toMatch(title);
});
