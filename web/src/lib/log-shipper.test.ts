import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { backOffMaxMs, flushAfterMs, flushGapMs, LogShipper, type ShipAnswer } from "@/lib/log-shipper";
import { bufferedMax, PageLog, type LogBatch, type LogLevel } from "@/lib/logger";

beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
    vi.useRealTimers();
});

class Tab {
    stored: string | null = null;
    signedIn = true;
    answer: ShipAnswer | "lost" = { kind: "taken" };
    readonly sent: string[][] = [];
    readonly left: string[][] = [];
    readonly dropped: number[] = [];
    log = new PageLog(() => undefined);
    shipper: LogShipper;

    constructor() {
        this.shipper = this.#open();
        this.configure();
    }

    configure(environment: "production" | "development" = "production"): void {
        this.log.configure({ level: "info", environment });
    }

    /** The page is loaded anew in the same tab. */
    reload(): void {
        vi.clearAllTimers();
        this.log = new PageLog(() => undefined);
        this.shipper = this.#open();
        this.configure();
    }

    write(event: string, level: LogLevel = "warn", fields: Record<string, string> = {}): void {
        this.log.write({ level, component: "test", event, fields, at: "2026-03-10T12:00:00.000Z" });
    }

    async passes(ms: number): Promise<void> {
        await vi.advanceTimersByTimeAsync(ms);
    }

    #open(): LogShipper {
        const take = (into: string[][], batch: LogBatch): Promise<ShipAnswer> => {
            into.push(batch.entries.map(({ event }) => event));
            this.dropped.push(batch.dropped);
            return this.answer === "lost" ? Promise.reject(new TypeError()) : Promise.resolve(this.answer);
        };
        return new LogShipper(this.log, {
            now: () => Date.now(),
            schedule: (ms, work) => {
                const timer = setTimeout(work, ms);
                return () => {
                    clearTimeout(timer);
                };
            },
            load: () => this.stored,
            save: (value) => {
                this.stored = value;
            },
            canSend: () => this.signedIn,
            send: (batch) => take(this.sent, batch),
            sendLeaving: (batch) => take(this.left, batch),
        });
    }
}

describe("when the log goes to the server", () => {
    it("warnings wait for company, and go in one batch", async () => {
        const tab = new Tab();
        tab.write("a");
        await tab.passes(flushAfterMs - 1);
        tab.write("b");
        expect(tab.sent).toEqual([]);
        await tab.passes(1);
        expect(tab.sent).toEqual([["a", "b"]]);
    });

    it("an error goes at once, with what waits", async () => {
        const tab = new Tab();
        tab.write("a");
        tab.write("b", "error");
        await tab.passes(0);
        expect(tab.sent).toEqual([["a", "b"]]);
    });

    it("a full buffer goes at once", async () => {
        const tab = new Tab();
        for (let at = 0; at < bufferedMax; at += 1) tab.write("a");
        await tab.passes(0);
        expect(tab.sent[0]).toHaveLength(bufferedMax);
    });

    it("a storm of errors is at most one request in the gap", async () => {
        const tab = new Tab();
        for (let second = 0; second < 60; second += 1) {
            tab.write("storm", "error");
            await tab.passes(1_000);
        }
        expect(tab.sent.length).toBeLessThanOrEqual(60_000 / flushGapMs + 1);
        expect(tab.sent.flat().length).toBeGreaterThanOrEqual(55);
    });

    it("an idle tab makes no request and holds no timer", async () => {
        const tab = new Tab();
        tab.write("a");
        await tab.passes(flushAfterMs);
        expect(tab.sent).toHaveLength(1);
        await tab.passes(3_600_000);
        expect(tab.sent).toHaveLength(1);
        expect(vi.getTimerCount()).toBe(0);
    });

    it("in development nothing goes to the server", async () => {
        const tab = new Tab();
        tab.configure("development");
        tab.write("a", "error");
        await tab.passes(3_600_000);
        tab.shipper.leave();
        expect(tab.sent).toEqual([]);
        expect(tab.left).toEqual([]);
    });

    it("what was logged before the sign-in goes after it", async () => {
        const tab = new Tab();
        tab.signedIn = false;
        tab.write("a", "error");
        await tab.passes(600_000);
        expect(tab.sent).toEqual([]);
        tab.signedIn = true;
        tab.shipper.wake();
        await tab.passes(0);
        expect(tab.sent).toEqual([["a"]]);
    });
});

describe("when the server does not take it", () => {
    it("it is kept in the tab's store, and sent again in order", async () => {
        const tab = new Tab();
        tab.answer = "lost";
        tab.write("a", "error");
        await tab.passes(0);
        expect(tab.stored).toContain('"a"');
        tab.write("b");
        tab.answer = { kind: "taken" };
        await tab.passes(flushGapMs);
        expect(tab.sent).toEqual([["a"], ["a", "b"]]);
        expect(tab.stored).toBeNull();
    });

    it("it is sent by the page that is loaded next", async () => {
        const tab = new Tab();
        tab.answer = "lost";
        tab.write("a", "error");
        await tab.passes(0);
        tab.answer = { kind: "taken" };
        tab.reload();
        await tab.passes(0);
        expect(tab.sent).toEqual([["a"], ["a"]]);
        expect(tab.stored).toBeNull();
    });

    it("the waits double, up to five minutes", async () => {
        const tab = new Tab();
        tab.answer = { kind: "later" };
        tab.write("a", "error");
        await tab.passes(0);
        for (const ms of [5_000, 10_000, 20_000]) {
            const before = tab.sent.length;
            await tab.passes(ms - 1);
            expect(tab.sent).toHaveLength(before);
            await tab.passes(1);
            expect(tab.sent).toHaveLength(before + 1);
        }
        await tab.passes(3_600_000);
        const inAnHour = tab.sent.length;
        await tab.passes(backOffMaxMs);
        expect(tab.sent).toHaveLength(inAnHour + 1);
    });

    it("it is not asked before the time that the server names", async () => {
        const tab = new Tab();
        tab.answer = { kind: "later", retryAfterMs: 120_000 };
        tab.write("a", "error");
        await tab.passes(119_999);
        expect(tab.sent).toHaveLength(1);
        await tab.passes(1);
        expect(tab.sent).toHaveLength(2);
    });

    it("what it cannot read is counted as dropped, and not sent again", async () => {
        const tab = new Tab();
        tab.answer = { kind: "refused" };
        tab.write("a", "error");
        await tab.passes(600_000);
        expect(tab.sent).toEqual([["a"]]);
        tab.answer = { kind: "taken" };
        tab.write("b", "error");
        await tab.passes(0);
        expect(tab.sent.at(-1)).toEqual(["b"]);
        expect(tab.dropped.at(-1)).toBe(1);
    });

    it("beyond a hundred the oldest that is no error goes, and the next batch says how many", async () => {
        const tab = new Tab();
        tab.answer = "lost";
        tab.write("first", "error");
        await tab.passes(0);
        for (let at = 0; at < bufferedMax; at += 1) tab.write(`warning ${String(at)}`);
        tab.answer = { kind: "taken" };
        await tab.passes(flushGapMs);
        const batch = tab.sent.at(-1) ?? [];
        expect(batch).toHaveLength(bufferedMax);
        expect(batch.slice(0, 2)).toEqual(["first", "warning 1"]);
        expect(tab.dropped.at(-1)).toBe(1);
    });
});

describe("when the page is left", () => {
    it("what waits goes with it", () => {
        const tab = new Tab();
        tab.write("a");
        tab.shipper.leave();
        expect(tab.left).toEqual([["a"]]);
        expect(tab.stored).toBeNull();
    });

    it("nothing goes where nothing waits", () => {
        const tab = new Tab();
        tab.shipper.leave();
        expect(tab.left).toEqual([]);
    });

    it("without a session it waits in the tab's store", () => {
        const tab = new Tab();
        tab.signedIn = false;
        tab.write("a");
        tab.shipper.leave();
        expect(tab.left).toEqual([]);
        expect(tab.stored).toContain('"a"');
    });

    it("what a last request may not carry waits in the tab's store", async () => {
        const tab = new Tab();
        const stack = "at f (x.js) ".repeat(80);
        for (let at = 0; at < 99; at += 1) tab.write(`e${String(at)}`, "warn", { stack });
        tab.shipper.leave();
        await tab.passes(0);
        const [last = []] = tab.left;
        expect(last.length).toBeGreaterThan(10);
        expect(last.length).toBeLessThan(99);
        expect(last.at(-1)).toBe("e98");
        expect(tab.stored).toContain('"e0"');
        expect(tab.stored).not.toContain('"e98"');
    });
});
