import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { ApiError } from "@/lib/api/client";
import { Outbox, type PendingMessage } from "@/lib/outbox";
import { sampleMessage } from "@/testing/samples";

const offline = new ApiError(0, "page.network", "");
const closed = new ApiError(409, "inbox.window_closed", "The window is closed.", "Wait for the customer.");

let kept: string | null;
let posts: string[];
let outcomes: (Error | null)[];
let stored: string[];

let ids: number;

function open(userId: string | null = "eva"): Outbox {
    const outbox = new Outbox({
        now: () => Date.now(),
        newId: () => `k${String((ids += 1))}`,
        schedule: (ms, work) => {
            const timer = setTimeout(work, ms);
            return () => {
                clearTimeout(timer);
            };
        },
        load: () => kept,
        save: (value) => {
            kept = value;
        },
        post: ({ clientId, conversationId, text }: PendingMessage) => {
            posts.push(clientId);
            const outcome = outcomes.shift();
            if (outcome) return Promise.reject(outcome);
            return Promise.resolve(sampleMessage(`m-${clientId}`, { clientId, conversationId, text }));
        },
        stored: (message) => stored.push(message.id),
    });
    outbox.actFor(userId);
    return outbox;
}

beforeEach(() => {
    vi.useFakeTimers();
    [kept, posts, outcomes, stored, ids] = [null, [], [], [], 0];
});
afterEach(() => {
    vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("the outbox", () => {
    test("shows what was written before the server has answered", () => {
        expect(open().add("c1", "Hola")).toMatchObject({ text: "Hola", state: "sending" });
    });

    test("sends in the order of writing, and lets go of what is stored", async () => {
        const outbox = open();
        outbox.add("c1", "one");
        outbox.add("c1", "two");
        await settle();
        expect(posts).toEqual(["k1", "k2"]);
        expect(stored).toEqual(["m-k1", "m-k2"]);
        expect(outbox.items).toEqual([]);
        expect(kept).toBeNull();
    });

    test("without a line it waits and tries again with the same client id", async () => {
        outcomes = [offline, offline, null];
        const outbox = open();
        outbox.add("c1", "one");
        await settle();
        expect(outbox.items[0]?.state).toBe("waiting");
        await vi.advanceTimersByTimeAsync(1_000);
        await vi.advanceTimersByTimeAsync(2_000);
        expect(posts).toEqual(["k1", "k1", "k1"]);
        expect(outbox.items).toEqual([]);
    });

    test("nothing overtakes what waits", async () => {
        outcomes = [offline];
        const outbox = open();
        outbox.add("c1", "one");
        await settle();
        outbox.add("c1", "two");
        await settle();
        expect(posts).toEqual(["k1", "k1", "k2"]);
    });

    test("a refusal keeps the text with its reason, and lets the next one through", async () => {
        outcomes = [closed];
        const outbox = open();
        outbox.add("c1", "one");
        outbox.add("c2", "two");
        await settle();
        expect(outbox.items).toMatchObject([
            { text: "one", state: "refused", reason: "The window is closed. Wait for the customer." },
        ]);
        outbox.retry("k1");
        await settle();
        expect(outbox.items).toEqual([]);
    });

    test("what waits survives a reload", async () => {
        outcomes = [offline];
        open().add("c1", "one");
        await settle();
        const reloaded = open();
        expect(reloaded.items).toMatchObject([{ clientId: "k1", text: "one", state: "waiting" }]);
        reloaded.flush();
        await settle();
        expect(stored).toEqual(["m-k1"]);
    });

    test("what one person left waiting is neither shown to the next nor sent by them", async () => {
        outcomes = [offline];
        const outbox = open("eva");
        outbox.add("c1", "Eva's");
        await settle();
        outbox.actFor(null);
        outbox.actFor("leo");
        expect(outbox.items).toEqual([]);
        outbox.add("c1", "Leo's");
        outbox.flush();
        await vi.advanceTimersByTimeAsync(60_000);
        expect(posts).toEqual(["k1", "k2"]);
        expect(stored).toEqual(["m-k2"]);

        const reloaded = open("leo");
        reloaded.flush();
        await settle();
        expect(posts).toEqual(["k1", "k2"]);
        reloaded.actFor("eva");
        reloaded.flush();
        await settle();
        expect(stored).toEqual(["m-k2", "m-k1"]);
    });

    test("who leaves takes only their own along", async () => {
        outcomes = [offline, offline];
        open("eva").add("c1", "Eva's");
        await settle();
        const outbox = open("leo");
        outbox.add("c1", "Leo's");
        await settle();
        outbox.clear();
        expect(open("leo").items).toEqual([]);
        expect(open("eva").items).toMatchObject([{ text: "Eva's" }]);
    });

    test("what somebody else left is let go after a day, one's own is not", async () => {
        outcomes = [offline, offline];
        open("eva").add("c1", "Eva's");
        await settle();
        vi.setSystemTime(Date.now() + 25 * 3_600_000);
        expect(open("eva").items).toHaveLength(1);
        open("leo");
        expect(kept).toBeNull();
    });

    test("what was kept without its writer's name is nobody's", () => {
        kept = JSON.stringify([{ clientId: "k", conversationId: "c1", text: "?", createdAt: "2026-01-01", state: "waiting" }]);
        expect(open().items).toEqual([]);
    });

    test("a broken store is an empty one", () => {
        kept = "{";
        expect(open().items).toEqual([]);
    });
});
