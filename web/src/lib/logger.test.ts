import { describe, expect, it } from "vitest";

import { bufferedMax, PageLog, type LogEntry, type LogLevel } from "@/lib/logger";

function setUp() {
    const shown: string[] = [];
    const log = new PageLog(({ event }) => shown.push(event));
    const write = (level: LogLevel, event: string): void => {
        log.write({ level, component: "live", event, fields: {}, at: "2026-03-10T12:00:00.000Z" });
    };
    return { log, shown, write, kept: () => log.buffered.map(({ event }: LogEntry) => event) };
}

describe("the page's log", () => {
    it("shows in development what the level lets through", () => {
        const { log, shown, write, kept } = setUp();
        log.configure({ level: "info", environment: "development" });
        write("error", "a");
        write("info", "b");
        write("debug", "c");
        expect(shown).toEqual(["a", "b"]);
        expect(kept()).toEqual([]);
    });

    it("keeps in production, and shows nothing", () => {
        const { log, shown, write, kept } = setUp();
        log.configure({ level: "debug", environment: "production" });
        write("debug", "a");
        write("warn", "b");
        expect(shown).toEqual([]);
        expect(kept()).toEqual(["a", "b"]);
    });

    it("keeps warnings until the server has said where they go, then shows them", () => {
        const { log, shown, write, kept } = setUp();
        write("warn", "early");
        write("info", "too quiet");
        expect(shown).toEqual([]);
        log.configure({ level: "warn", environment: "development" });
        expect(shown).toEqual(["early"]);
        expect(kept()).toEqual([]);
    });

    it("lets the oldest that is no error go when the buffer is full, and counts it", () => {
        const { log, write, kept } = setUp();
        write("error", "first");
        for (let at = 1; at < bufferedMax; at += 1) write("warn", `warning ${String(at)}`);
        expect(log.dropped).toBe(0);
        write("warn", "last");
        expect(kept()).toHaveLength(bufferedMax);
        expect(kept().slice(0, 2)).toEqual(["first", "warning 2"]);
        expect(kept().at(-1)).toBe("last");
        expect(log.dropped).toBe(1);
    });

    it("lets the oldest error go when there are only errors", () => {
        const { write, kept } = setUp();
        for (let at = 0; at <= bufferedMax; at += 1) write("error", `error ${String(at)}`);
        expect(kept()[0]).toBe("error 1");
        expect(kept()).toHaveLength(bufferedMax);
    });
});
