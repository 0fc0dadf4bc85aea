import { act, fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createRef } from "react";
import { beforeEach, expect, test } from "vitest";

import { Composer } from "@/features/inbox/components/composer";
import { ContextPane } from "@/features/inbox/components/context-pane";
import { Presence } from "@/lib/presence";
import { ServerClock } from "@/lib/server-clock";
import type { Services } from "@/lib/services";
import { hourMs } from "@/lib/time";
import { renderPage } from "@/testing/render";
import { sampleConversation } from "@/testing/samples";

let sent: string[];
const services = {
    outbox: { add: (_conversation: string, text: string) => sent.push(text) },
    live: { typing: () => undefined },
} as unknown as Services;

const draw = (closesInMs: number) =>
    renderPage(
        <Composer
            conversation={sampleConversation("c1", { windowClosesAt: new Date(Date.now() + closesInMs).toISOString() })}
            ref={createRef()}
        />,
        services,
    );

beforeEach(() => {
    sent = [];
    localStorage.clear();
});

test("Enter sends, Shift+Enter breaks the line", async () => {
    await draw(hourMs);
    await userEvent.type(screen.getByRole("textbox"), "one{Shift>}{Enter}{/Shift}two{Enter}");
    expect(sent).toEqual(["one\ntwo"]);
    expect(screen.getByRole("textbox")).toHaveProperty("value", "");
});

test("Enter that ends an input method's composition does not send", async () => {
    await draw(hourMs);
    await userEvent.type(screen.getByRole("textbox"), "にほん");
    fireEvent.keyDown(screen.getByRole("textbox"), { key: "Enter", isComposing: true });
    expect(sent).toEqual([]);
});

test("blanks alone are not sent", async () => {
    await draw(hourMs);
    await userEvent.type(screen.getByRole("textbox"), "   {Enter}");
    expect(sent).toEqual([]);
});

test("a draft survives a reload, and a sent one does not", async () => {
    const first = await draw(hourMs);
    await userEvent.type(screen.getByRole("textbox"), "half a sen");
    first.unmount();
    const second = await draw(hourMs);
    expect(screen.getByRole("textbox")).toHaveProperty("value", "half a sen");
    await userEvent.type(screen.getByRole("textbox"), "tence{Enter}");
    second.unmount();
    await draw(hourMs);
    expect(screen.getByRole("textbox")).toHaveProperty("value", "");
});

test("the window is counted on the server's clock, everywhere the same, and follows its jumps", async () => {
    const clock = new ServerClock();
    clock.shows(Date.now() + 3 * hourMs);
    const conversation = sampleConversation("c1", { windowClosesAt: new Date(Date.now() + 27 * hourMs).toISOString() });
    const page = (
        <>
            <Composer conversation={conversation} ref={createRef()} />
            <ContextPane conversation={conversation} me="me" />
        </>
    );
    await renderPage(page, { ...services, clock, presence: new Presence() });
    const said = (container: HTMLElement): string | undefined => /\d+ h(?: \d+ min)?/u.exec(container.textContent)?.[0];
    expect(said(screen.getByRole("region"))).toMatch(/^2[34] h$/u);
    expect(said(screen.getByRole("complementary"))).toBe(said(screen.getByRole("region")));

    act(() => {
        clock.shows(Date.now() + 28 * hourMs);
    });
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.getAllByText("The 24-hour window is closed")).toHaveLength(2);
});

test("a closed window says what can be done, and keeps the draft", async () => {
    localStorage.setItem("chasqui.draft.me.c1", "later then");
    await draw(-hourMs);
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.getByText(/until Contact c1 writes again/u)).toBeTruthy();
    expect(screen.getByText("later then")).toBeTruthy();
});
