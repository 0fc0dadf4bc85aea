// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Live, type LiveHandlers } from "@/lib/live";

type Listener = (...values: unknown[]) => void;

const line = vi.hoisted(() => ({ fetched: true, opened: 0, any: (() => undefined) as Listener, connect: () => undefined as unknown }));

vi.mock("socket.io-client", () => {
    if (!line.fetched) throw new TypeError("Failed to fetch dynamically imported module");
    const socket = {
        connected: true,
        on: (name: string, listener: () => void) => {
            if (name === "connect") line.connect = listener;
        },
        onAny: (listener: Listener) => {
            line.any = listener;
        },
        offAny: () => undefined,
        removeAllListeners: () => undefined,
        disconnect: () => undefined,
        emit: () => undefined,
    };
    return {
        io: () => {
            line.opened += 1;
            return socket;
        },
    };
});

const longestRetryMs = 40_000;
const apply = vi.fn<LiveHandlers["apply"]>();
let live: Live;
let stop: () => void;

beforeEach(() => {
    vi.useFakeTimers();
    line.fetched = true;
    line.opened = 0;
    apply.mockClear();
    const handlers = { apply, beginAt: vi.fn(), house: vi.fn(), resync: vi.fn(), typing: vi.fn(), viewing: vi.fn() };
    live = new Live({ fresh: () => Promise.resolve("token"), recover: (rejected) => Promise.resolve(rejected) }, handlers satisfies LiveHandlers);
});

afterEach(() => {
    stop();
    vi.useRealTimers();
});

const tick = (): void => {
    line.any("tick", { epoch: "e", sequence: 1, sent: 0 });
};

async function goLive(): Promise<void> {
    stop = live.start();
    await vi.waitFor(() => {
        expect(line.opened).toBe(1);
    });
    line.connect();
    tick();
    expect(live.state.kind).toBe("live");
}

test("a part of the page that could not be fetched is tried again, like a line that broke", async () => {
    line.fetched = false;
    stop = live.start();
    await vi.waitFor(() => {
        expect(live.state.kind).toBe("waiting");
    });
    line.fetched = true;
    await vi.advanceTimersByTimeAsync(longestRetryMs);
    await vi.waitFor(() => {
        expect(line.opened).toBeGreaterThan(0);
    });
});

test("a server that has stopped is known within 10 s, since the last tick, and ticks keep the line alive", async () => {
    await goLive();
    await vi.advanceTimersByTimeAsync(8_000);
    tick();
    const heardAt = Date.now();
    await vi.advanceTimersByTimeAsync(8_000);
    expect(live.state.kind).toBe("live");
    await vi.advanceTimersByTimeAsync(1_500);
    expect(live.state).toMatchObject({ since: heardAt });
});

test("a page that was frozen reads the ticks that waited before it calls the line dead", async () => {
    await goLive();
    // The clock goes on without the timers: the tab was frozen.
    vi.setSystemTime(Date.now() + 60_000);
    await vi.advanceTimersByTimeAsync(8_500);
    expect(live.state.kind).toBe("live");
    tick();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(live.state.kind).toBe("live");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(live.state.kind).not.toBe("live");
});

test("an event says what time it is on the server, unless it is replayed", async () => {
    stop = live.start();
    await vi.waitFor(() => {
        expect(line.opened).toBe(1);
    });
    line.connect();
    const tell = (sequence: number): void => {
        const at = "2026-03-10T12:00:00.000Z";
        line.any("conversation_removed", { id: "c1" }, { epoch: "e", sequence, v: 1, at });
    };
    tell(1);
    tick();
    tell(2);
    const at = Date.parse("2026-03-10T12:00:00.000Z");
    expect(apply.mock.calls.map(([, , moment]) => moment)).toEqual([{ at, fresh: false }, { at, fresh: true }]);
});
