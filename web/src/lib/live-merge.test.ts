import { expect, test } from "vitest";

import { latestFirst, mergeConversationList, toPage } from "@/lib/live-merge";
import { sampleConversation, sampleMessage } from "@/testing/samples";

const pageOf = (sequence: number, ...ids: string[]) =>
    toPage({ items: ids.map((id) => sampleConversation(id)), before: null, after: null }, sequence);

test("conversations of the same moment stand in one order, however they came", () => {
    const ids = (...given: string[]) => latestFirst([pageOf(1, ...given)]).map(({ id }) => id);
    expect(ids("c1", "c2", "c3")).toEqual(["c3", "c2", "c1"]);
    expect(ids("c2", "c3", "c1")).toEqual(["c3", "c2", "c1"]);
});

test("the latest activity comes first", () => {
    const lastMessage = sampleMessage("m1", { sortAt: "2026-03-10T12:30:00.000Z" });
    const page = toPage({ items: [sampleConversation("c1", { lastMessage }), sampleConversation("c2")], before: null, after: null }, 1);
    expect(latestFirst([page]).map(({ id }) => id)).toEqual(["c1", "c2"]);
});

test("one that stands on two pages is shown once, as the newer page has it", () => {
    const older = toPage({ items: [sampleConversation("c1", { unread: 2 })], before: null, after: null }, 4);
    const newer = toPage({ items: [sampleConversation("c1", { unread: 0 })], before: null, after: null }, 7);
    expect(latestFirst([newer, older]).map(({ unread }) => unread)).toEqual([0]);
});

test("one that enters a view is shown down to where the loaded pages began, not to their oldest row now", () => {
    const at = (minute: string) => `2026-03-10T12:${minute}:00.000Z`;
    const mine = (id: string, updatedAt: string) =>
        sampleConversation(id, { updatedAt, assignee: { id: "me", name: "Eva" } });
    const event = (conversation: ReturnType<typeof mine>, sequence: number) => ({
        sequence,
        conversation,
        message: null,
        removedConversationId: null,
    });
    const loaded = toPage({ items: [mine("c1", at("10")), mine("c2", at("20"))], before: "cursor", after: null }, 1);
    // c1 moves up: the oldest row is c2 now, and the page still begins at 12:10.
    const moved = mergeConversationList({ pages: [loaded], pageParams: [null] }, "mine", "me", event(mine("c1", at("30")), 2));
    const idsAfter = (conversation: ReturnType<typeof mine>) =>
        latestFirst(mergeConversationList(moved, "mine", "me", event(conversation, 3)).pages).map(({ id }) => id);
    expect(idsAfter(mine("c3", at("15")))).toContain("c3");
    expect(idsAfter(mine("c4", at("05")))).not.toContain("c4");
});
