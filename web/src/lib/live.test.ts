import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Live, silenceMaxMs, type LiveHandlers } from "@/lib/live";
import type { LogEvent } from "@/lib/live-log";
import { tellWindow } from "@/testing/browser";
import { sampleConversation, sampleMessage } from "@/testing/samples";

type Listener = (...values: unknown[]) => void;

/** The client's side of a socket, whose server is the test. */
class FakeSocket {
    static all: FakeSocket[] = [];
    connected = false;
    readonly emitted: { name: string; data: unknown }[] = [];
    readonly #listeners = new Map<string, Listener>();
    #any: Listener = () => undefined;
    #acknowledge: (answer: unknown) => void = () => undefined;
    #failAcknowledgement: (error: Error) => void = () => undefined;

    constructor(readonly auth: Record<string, unknown>) {
        FakeSocket.all.push(this);
    }

    on(name: string, listener: Listener): void {
        this.#listeners.set(name, listener);
    }
    onAny(listener: Listener): void {
        this.#any = listener;
    }
    offAny(): void {
        this.#any = () => undefined;
    }
    removeAllListeners(): void {
        this.#listeners.clear();
    }
    disconnect(): void {
        this.connected = false;
    }
    emit(name: string, data: unknown): void {
        this.emitted.push({ name, data });
    }
    timeout(): this {
        return this;
    }
    emitWithAck(name: string, data: unknown): Promise<unknown> {
        this.emitted.push({ name, data });
        return new Promise((resolve, reject) => {
            this.#acknowledge = resolve;
            this.#failAcknowledgement = reject;
        });
    }

    // What the server does.
    accept(): void {
        this.connected = true;
        this.#listeners.get("connect")?.();
    }
    refuse(error: Error): void {
        this.#listeners.get("connect_error")?.(error);
    }
    drop(): void {
        this.connected = false;
        this.#listeners.get("disconnect")?.("transport close");
    }
    tell(name: string, data: unknown, sequence?: number): void {
        this.#any(name, data, sequence === undefined ? undefined : { epoch: "e", sequence, v: 1, at: "" });
    }
    tick(sequence: number, sent: number): void {
        this.tell("tick", { epoch: "e", sequence, sent });
    }
    async acknowledge(answer: unknown): Promise<void> {
        this.#acknowledge(answer);
        await vi.advanceTimersByTimeAsync(0);
    }
    async neverAcknowledge(): Promise<void> {
        this.#failAcknowledgement(new Error("operation has timed out"));
        await vi.advanceTimersByTimeAsync(0);
    }
}

vi.mock("socket.io-client", () => ({ io: (options: { auth: Record<string, unknown> }) => new FakeSocket(options.auth) }));

// The first attempt comes within this time.
const firstRetryMs = 700;
const aLongTimeMs = 60_000;
let told: string[];
let stop: () => void;
let live: Live;
const recover = vi.fn((rejected: string | null) => Promise.resolve(rejected));

const handlers: LiveHandlers = {
    apply: (epoch, event: LogEvent) => told.push(`apply ${epoch} ${String(event.sequence)}`),
    beginAt: ({ sequence }) => told.push(`in step at ${String(sequence)}`),
    house: (_event, sequence) => told.push(`house ${String(sequence)}`),
    resync: ({ sequence }) => told.push(`resync at ${String(sequence)}`),
    typing: ({ conversationId, typing }) => told.push(`typing ${conversationId} ${String(typing)}`),
    viewing: ({ users }) => told.push(`viewing ${String(users.length)}`),
};

function socket(): FakeSocket {
    const newest = FakeSocket.all.at(-1);
    if (!newest) throw new Error("nothing has connected");
    return newest;
}
const newMessage = { message: sampleMessage("m1"), conversation: sampleConversation("c1") };
const conversations = { conversation: sampleConversation("c1") };

async function connected(): Promise<FakeSocket> {
    await vi.advanceTimersByTimeAsync(0);
    socket().accept();
    return socket();
}

/** In step at sequence 10. */
async function inStep(): Promise<FakeSocket> {
    const open = await connected();
    open.tick(10, 0);
    told = [];
    return open;
}

beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.all = [];
    told = [];
    recover.mockClear();
    live = new Live({ fresh: () => Promise.resolve("token"), recover }, handlers);
    stop = live.start();
});

afterEach(() => {
    stop();
    vi.useRealTimers();
});

describe("ticks", () => {
    test("the first one says where the screen stands, and that it is live", async () => {
        const open = await connected();
        expect(live.state.kind).toBe("catching_up");
        open.tick(10, 0);
        expect(live.state.kind).toBe("live");
        expect(told).toEqual(["in step at 10"]);
    });

    test("equal counts move the cursor: the next connection asks from there", async () => {
        const open = await inStep();
        open.tell("new_message", newMessage, 12);
        open.tell("conversation_updated", conversations, 15);
        open.tick(20, 2);
        expect(told).toEqual(["apply e 12", "apply e 15", "in step at 20"]);
        open.drop();
        await vi.advanceTimersByTimeAsync(firstRetryMs);
        expect(socket()).not.toBe(open);
        expect(socket().auth).toEqual({ token: "token", epoch: "e", sequence: 20 });
    });

    test("events that are not shown count too", async () => {
        const open = await inStep();
        open.tell("alert", { anything: true }, 12);
        open.tick(12, 1);
        expect(told).toEqual(["in step at 12"]);
    });

    test("unequal counts ask for what came after the cursor, which stays", async () => {
        const open = await inStep();
        open.tell("new_message", newMessage, 12);
        open.tick(15, 2);
        expect(open.emitted).toEqual([{ name: "catch_up", data: { epoch: "e", sequence: 10 } }]);
        expect(live.state.kind).toBe("catching_up");
        expect(told).toEqual(["apply e 12"]);
    });

    test("of what is replayed only the new is applied, and both counts begin again", async () => {
        const open = await inStep();
        open.tell("new_message", newMessage, 12);
        open.tick(15, 2);
        open.tell("new_message", newMessage, 12);
        open.tell("new_message", newMessage, 14);
        await open.acknowledge({ success: true, epoch: "e", sequence: 15 });
        open.tell("new_message", newMessage, 16);
        open.tick(16, 1);
        expect(told).toEqual(["apply e 12", "apply e 14", "apply e 16", "in step at 16"]);
        expect(live.state.kind).toBe("live");
    });

    test("catching up that is refused, or not answered, ends the connection, and another is made", async () => {
        for (const end of ["refused", "unanswered"]) {
            const open = end === "refused" ? await inStep() : socket();
            if (end === "unanswered") {
                open.accept();
                open.tick(10, 0);
            }
            open.tick(15, 2);
            if (end === "refused") await open.acknowledge({ success: false, code: "live.replay_failed" });
            else await open.neverAcknowledge();
            expect(live.state.kind).toBe("waiting");
            await vi.advanceTimersByTimeAsync(firstRetryMs);
            expect(socket()).not.toBe(open);
        }
    });
});

describe("events", () => {
    test("one at or below the cursor is dropped by its sequence", async () => {
        const open = await inStep();
        open.tell("new_message", newMessage, 10);
        open.tell("new_message", newMessage, 9);
        open.tell("new_message", newMessage, 11);
        expect(told).toEqual(["apply e 11"]);
    });

    test("one that was applied is dropped when a new connection replays it", async () => {
        const open = await inStep();
        open.tell("new_message", newMessage, 12);
        open.drop();
        await vi.advanceTimersByTimeAsync(firstRetryMs);
        socket().accept();
        socket().tell("new_message", newMessage, 12);
        socket().tell("new_message", newMessage, 13);
        socket().tick(13, 0);
        expect(told).toEqual(["apply e 12", "apply e 13", "in step at 13"]);
    });

    test("resync reads everything again, and the screen goes on from there", async () => {
        const open = await inStep();
        open.tell("resync", { epoch: "e", sequence: 500 });
        open.tell("new_message", newMessage, 400);
        open.tell("new_message", newMessage, 501);
        open.tick(501, 2);
        expect(told).toEqual(["resync at 500", "apply e 501", "in step at 501"]);
    });

    test("one that cannot be read counts as a resync up to it", async () => {
        const open = await inStep();
        open.tell("new_message", { message: { id: 7 } }, 12);
        open.tick(12, 1);
        expect(told).toEqual(["resync at 12", "in step at 12"]);
    });

    test("who types and who looks is passed on, and moves no count", async () => {
        const open = await inStep();
        const user = { id: "u", name: "Ana" };
        open.tell("user_typing", { conversationId: "c1", user, typing: true });
        open.tell("user_viewing", { conversationId: "c1", users: [user] });
        open.tick(10, 0);
        expect(told).toEqual(["typing c1 true", "viewing 1", "in step at 10"]);
    });
});

describe("the line", () => {
    test("without a tick for long enough it is dead, whatever the socket believes", async () => {
        const open = await inStep();
        await vi.advanceTimersByTimeAsync(silenceMaxMs + 1);
        expect(open.connected).toBe(false);
        expect(live.state.kind).toBe("waiting");
    });

    test("a refused token is recovered before the next attempt", async () => {
        await vi.advanceTimersByTimeAsync(0);
        socket().refuse(Object.assign(new Error("expired"), { data: { code: "auth.token_invalid" } }));
        await vi.advanceTimersByTimeAsync(0);
        expect(recover).toHaveBeenCalledWith("token");
        expect(live.state.kind).toBe("waiting");
    });

    test("an attempt that found nobody recovers no token", async () => {
        await vi.advanceTimersByTimeAsync(0);
        socket().refuse(new Error("websocket error"));
        expect(recover).not.toHaveBeenCalled();
        expect(live.state.kind).toBe("waiting");
    });

    test("offline it waits for the network, and then connects at once", async () => {
        await inStep();
        const attempts = FakeSocket.all.length;
        tellWindow("offline");
        expect(live.state.kind).toBe("offline");
        await vi.advanceTimersByTimeAsync(aLongTimeMs);
        expect(FakeSocket.all).toHaveLength(attempts);
        tellWindow("online");
        await vi.advanceTimersByTimeAsync(0);
        expect(FakeSocket.all).toHaveLength(attempts + 1);
    });

    test("the conversation that is looked at is joined again by a new connection", async () => {
        const open = await inStep();
        live.join("c1");
        expect(open.emitted.at(-1)).toEqual({ name: "join_conversation", data: { conversationId: "c1" } });
        open.drop();
        await vi.advanceTimersByTimeAsync(firstRetryMs);
        socket().accept();
        expect(socket().emitted).toEqual([{ name: "join_conversation", data: { conversationId: "c1" } }]);
    });
});
