import { InfiniteQueryObserver, QueryClient, type InfiniteData } from "@tanstack/react-query";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { keys, LiveCache } from "@/lib/live-cache";
import type { LogEvent } from "@/lib/live-log";
import { keptEventsMax, LiveLog } from "@/lib/live-log";
import { toPage, type Page, type Row, type View } from "@/lib/live-merge";
import type { Conversation, Message } from "@/lib/wire";
import { sampleConversation, sampleMessage } from "@/testing/samples";

const event = (sequence: number, fields: Partial<Omit<LogEvent, "sequence">>): LogEvent => ({
    sequence,
    message: null,
    conversation: null,
    removedConversationId: null,
    ...fields,
});

let queries: QueryClient;
let cache: LiveCache;

beforeEach(() => {
    queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    cache = new LiveCache(queries, () => "me");
});

/** Asks as the page does; the answer is given when the test says so. */
function ask<T>(queryKey: readonly unknown[], mend: (old: unknown, next: unknown) => unknown) {
    let answer: (page: T) => void = () => undefined;
    const done = queries.fetchInfiniteQuery({
        queryKey,
        queryFn: () => new Promise<T>((resolve) => { answer = resolve; }),
        initialPageParam: null,
        getNextPageParam: () => null,
        structuralSharing: mend,
        staleTime: 0,
    });
    return { answer: async (page: T) => { answer(page); await done; } };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A thread on a screen: each question waits for its answer. */
function watchMessages() {
    const asked: { resolve: (page: Page<Message>) => void; reject: (error: Error) => void }[] = [];
    const observer = new InfiniteQueryObserver<Page<Message>, Error, InfiniteData<Page<Message>>, readonly string[], null>(queries, {
        queryKey: keys.messages("c1"),
        queryFn: () => new Promise<Page<Message>>((resolve, reject) => { asked.push({ resolve, reject }); }),
        initialPageParam: null,
        getNextPageParam: () => null,
        structuralSharing: cache.mendMessages("c1"),
        staleTime: Number.POSITIVE_INFINITY,
    });
    observer.subscribe(() => undefined);
    // Once the answer is in, and once more for what it leads to.
    const ended = async (): Promise<void> => { await settled(); await settled(); };
    return {
        get asked() { return asked.length; },
        answer: async (page: Page<Message>) => { asked.at(-1)?.resolve(page); await ended(); },
        fail: async () => { asked.at(-1)?.reject(new Error("cut")); await ended(); },
    };
}

const askMessages = () => ask<Page<Message>>(keys.messages("c1"), cache.mendMessages("c1"));
const askList = (view: View) => ask<Page<Conversation>>(keys.list(view), cache.mendList(view));
const messagesAt = (sequence: number, ...items: Message[]) => toPage({ items, before: null, after: null }, sequence);
const listAt = (sequence: number, ...items: Conversation[]) => toPage({ items, before: null, after: null }, sequence);

function shown<T>(key: readonly unknown[]): T[] {
    const data = queries.getQueryData<{ pages: Page<T>[] }>(key);
    return data?.pages.flatMap((page) => page.rows.map((row: Row<T>) => row.value)) ?? [];
}
const statuses = () => shown<Message>(keys.messages("c1")).map((message) => `${message.id} ${message.status}`);

describe("an answer and events that race", () => {
    test("an event that came while the answer was on its way is not lost", async () => {
        const asked = askMessages();
        cache.apply("e", event(7, { message: sampleMessage("m2", { sortAt: "2026-03-10T12:01:00.000Z" }) }));
        await asked.answer(messagesAt(5, sampleMessage("m1")));
        expect(shown<Message>(keys.messages("c1")).map((message) => message.id)).toEqual(["m1", "m2"]);
    });

    test("an answer never overwrites what is newer", async () => {
        const sent = (status: Message["status"]) => sampleMessage("m1", { direction: "outbound", status });
        await askMessages().answer(messagesAt(5, sent("queued")));
        const again = askMessages();
        cache.apply("e", event(8, { message: sent("read") }));
        await again.answer(messagesAt(6, sent("sent")));
        expect(statuses()).toEqual(["m1 read"]);
    });

    test("an event that is older than the answer changes nothing", async () => {
        const sent = (status: Message["status"]) => sampleMessage("m1", { direction: "outbound", status });
        await askMessages().answer(messagesAt(9, sent("read")));
        cache.apply("e", event(8, { message: sent("sent") }));
        expect(statuses()).toEqual(["m1 read"]);
    });

    test("whatever the order of answer and events, the end is the same", async () => {
        const states = ["queued", "accepted", "sent", "delivered", "read"] as const;
        for (let answeredAfter = 0; answeredAfter <= states.length; answeredAfter += 1) {
            for (let snapshot = 0; snapshot < states.length; snapshot += 1) {
                queries.clear();
                cache = new LiveCache(queries, () => "me");
                await askMessages().answer(messagesAt(0, sampleMessage("m1", { status: "queued" })));
                const again = askMessages();
                for (const [index, status] of states.entries()) {
                    if (index === answeredAfter)
                        await again.answer(messagesAt(snapshot, sampleMessage("m1", { status: states[snapshot] ?? "queued" })));
                    cache.apply("e", event(index, { message: sampleMessage("m1", { status }) }));
                }
                if (answeredAfter === states.length)
                    await again.answer(messagesAt(snapshot, sampleMessage("m1", { status: states[snapshot] ?? "queued" })));
                expect(statuses()).toEqual(["m1 read"]);
            }
        }
    });

    test("an event is merged once, however many are kept", async () => {
        await askMessages().answer(messagesAt(0, sampleMessage("m1", { status: "queued" })));
        for (let sequence = 1; sequence <= 20; sequence += 1) cache.apply("e", event(sequence, { message: sampleMessage("m1") }));
        const read = vi.spyOn(LiveLog.prototype, "after");
        cache.apply("e", event(21, { message: sampleMessage("m1", { status: "read" }) }));
        expect(read).not.toHaveBeenCalled();
        read.mockRestore();
    });

    test("an answer from before what is kept is asked for again", () => {
        const log = new LiveLog();
        log.beginAt({ epoch: "e", sequence: 100 });
        expect(log.covers({ epoch: "e", sequence: 99 })).toBe(false);
        expect(log.covers({ epoch: "e", sequence: 100 })).toBe(true);
        for (let n = 0; n <= keptEventsMax; n += 1) log.append("e", event(101 + n, {}));
        expect(log.covers({ epoch: "e", sequence: 100 })).toBe(false);
        expect(log.covers({ epoch: "e", sequence: 101 })).toBe(true);
        expect(log.covers({ epoch: "other", sequence: 9_999 })).toBe(false);
    });
});

describe("what may lack events that nobody tells again", () => {
    const at = (sequence: number) => ({ epoch: "e", sequence });

    test("is asked for again when the socket is in step, where it is on a screen", async () => {
        const thread = watchMessages();
        await thread.answer(messagesAt(5, sampleMessage("m1")));
        cache.beginAt(at(9));
        expect(thread.asked).toBe(2);
        await thread.answer(messagesAt(9, sampleMessage("m1"), sampleMessage("m2")));
        cache.beginAt(at(12));
        expect(thread.asked).toBe(2);
        expect(shown<Message>(keys.messages("c1"))).toHaveLength(2);
    });

    test("is asked for again by the next tick where that has failed, whatever event came meanwhile", async () => {
        const thread = watchMessages();
        await thread.answer(messagesAt(5, sampleMessage("m1")));
        cache.resync(at(9));
        await thread.fail();
        cache.apply("e", event(10, { message: sampleMessage("m3") }));
        cache.beginAt(at(10));
        expect(thread.asked).toBe(3);
        await thread.answer(messagesAt(10, sampleMessage("m1"), sampleMessage("m2"), sampleMessage("m3")));
        expect(shown<Message>(keys.messages("c1"))).toHaveLength(3);
    });

    test("is forgotten where it is on no screen, and stays where it lacks nothing", async () => {
        await askMessages().answer(messagesAt(5, sampleMessage("m1")));
        await askList("all").answer(listAt(9));
        cache.beginAt(at(9));
        expect(queries.getQueryState(keys.messages("c1"))).toBeUndefined();
        expect(queries.getQueryState(keys.list("all"))).toBeDefined();
        cache.resync(at(11));
        expect(queries.getQueryState(keys.list("all"))).toBeUndefined();
    });

    test("is a thread whose conversation was out of sight: it is read again at its return", async () => {
        const thread = watchMessages();
        await thread.answer(messagesAt(5, sampleMessage("m1")));
        cache.apply("e", event(6, { removedConversationId: "c1" }));
        expect(thread.asked).toBe(1);
        cache.apply("e", event(9, { conversation: sampleConversation("c1") }));
        expect(thread.asked).toBe(2);
        await thread.answer(messagesAt(9, sampleMessage("m1"), sampleMessage("m2")));
        expect(shown<Message>(keys.messages("c1"))).toHaveLength(2);
    });

    test("is also an answer from before the loss that comes after the return", async () => {
        const thread = watchMessages();
        cache.apply("e", event(6, { removedConversationId: "c1" }));
        cache.apply("e", event(9, { conversation: sampleConversation("c1") }));
        await thread.answer(messagesAt(5, sampleMessage("m1")));
        expect(thread.asked).toBe(2);
        await thread.answer(messagesAt(9, sampleMessage("m1"), sampleMessage("m2")));
        expect(thread.asked).toBe(2);
    });
});

describe("messages", () => {
    test("a late one enters where it belongs", async () => {
        await askMessages().answer(
            messagesAt(1, sampleMessage("m1", { sortAt: "2026-03-10T12:00:00.000Z" }), sampleMessage("m3", { sortAt: "2026-03-10T12:02:00.000Z" })),
        );
        cache.apply("e", event(2, { message: sampleMessage("m2", { sortAt: "2026-03-10T12:01:00.000Z" }) }));
        expect(shown<Message>(keys.messages("c1")).map((message) => message.id)).toEqual(["m1", "m2", "m3"]);
    });

    test("one before the oldest page that is loaded waits for its page", async () => {
        await askMessages().answer({ ...messagesAt(1, sampleMessage("m5")), before: "cursor" });
        cache.apply("e", event(2, { message: sampleMessage("m1", { sortAt: "2026-03-01T00:00:00.000Z" }) }));
        expect(shown<Message>(keys.messages("c1")).map((message) => message.id)).toEqual(["m5"]);
    });

    test("the answer to a send shows at once and gives way to any event", async () => {
        await askMessages().answer(messagesAt(5, sampleMessage("m1")));
        const sent = (status: Message["status"]) =>
            sampleMessage("m2", { direction: "outbound", clientId: "k", status, sortAt: "2026-03-10T12:05:00.000Z" });
        cache.addSent(sent("queued"));
        expect(statuses()).toEqual(["m1 received", "m2 queued"]);
        cache.apply("e", event(6, { message: sent("accepted") }));
        cache.addSent(sent("queued"));
        expect(statuses()).toEqual(["m1 received", "m2 accepted"]);
    });
});

describe("lists", () => {
    const ids = (view: View) => shown<Conversation>(keys.list(view)).map((conversation) => conversation.id);

    test("a conversation enters and leaves the views that it is in", async () => {
        await askList("all").answer(listAt(1, sampleConversation("c1")));
        await askList("unassigned").answer(listAt(1, sampleConversation("c1")));
        await askList("mine").answer(listAt(1));
        const mine = sampleConversation("c1", { assignee: { id: "me", name: "Eva" } });
        cache.apply("e", event(2, { conversation: mine }));
        expect([ids("all"), ids("unassigned"), ids("mine")]).toEqual([["c1"], [], ["c1"]]);
    });

    test("one whose right is lost goes from every view and from its own page", async () => {
        await askList("all").answer(listAt(1, sampleConversation("c1"), sampleConversation("c2")));
        queries.setQueryData(keys.conversation("c1"), { value: sampleConversation("c1"), sequence: 1 });
        cache.apply("e", event(2, { removedConversationId: "c1" }));
        expect(ids("all")).toEqual(["c2"]);
        expect(queries.getQueryData(keys.conversation("c1"))).toEqual({ value: null, sequence: 2 });
    });

    test("a removal is not undone by an older answer", async () => {
        await askList("all").answer(listAt(1, sampleConversation("c1")));
        const again = askList("all");
        cache.apply("e", event(3, { removedConversationId: "c1" }));
        await again.answer(listAt(2, sampleConversation("c1")));
        expect(ids("all")).toEqual([]);
    });

    test("a status moves the tick of the last message on its row", async () => {
        const last = sampleMessage("m1", { direction: "outbound", status: "sent" });
        await askList("all").answer(listAt(1, sampleConversation("c1", { lastMessage: last })));
        cache.apply("e", event(2, { message: { ...last, status: "read" } }));
        expect(shown<Conversation>(keys.list("all"))[0]?.lastMessage?.status).toBe("read");
    });
});
