import { beforeEach, describe, expect, test, vi } from "vitest";

import { ServerClock } from "@/lib/server-clock";
import { hourMs } from "@/lib/time";

let browser: number;
let clock: ServerClock;

beforeEach(() => {
    browser = Date.parse("2026-03-10T12:00:00.000Z");
    clock = new ServerClock(() => browser);
});

describe("the server's clock", () => {
    test("is the browser's until the server has said something", () => {
        expect(clock.now()).toBe(browser);
    });

    test.each([hourMs, -hourMs])("is known from an answer, with a browser that is off by %d ms", (off) => {
        clock.atLeast(browser - off);
        browser += 5_000;
        expect(clock.now()).toBe(browser - off);
    });

    test("is not moved back by what is older than what was known", () => {
        clock.shows(browser);
        clock.atLeast(browser - 700);
        clock.atLeast(browser - 20 * hourMs);
        expect(clock.now()).toBe(browser);
    });

    test("follows a jump forward, and says so at once", () => {
        clock.shows(browser);
        const jumped = vi.fn();
        clock.subscribe(jumped);
        clock.shows(browser + 500);
        expect(jumped).not.toHaveBeenCalled();
        clock.shows(browser + hourMs);
        expect(clock.now()).toBe(browser + hourMs);
        expect(jumped).toHaveBeenCalledOnce();
        // An answer's Date stays where the machine's clock is.
        clock.atLeast(browser);
        expect(clock.now()).toBe(browser + hourMs);
    });

    test("follows a jump back once a live event tells of it, and does not take a late event for one", () => {
        clock.shows(browser + hourMs);
        clock.shows(browser + hourMs - 8_000);
        expect(clock.now()).toBe(browser + hourMs);
        clock.shows(browser);
        expect(clock.now()).toBe(browser);
    });

    test("what is no time says nothing", () => {
        clock.atLeast(Number.NaN);
        clock.shows(Number.NaN);
        expect(clock.now()).toBe(browser);
        clock.shows(browser + hourMs);
        clock.shows(Number.NaN);
        expect(clock.now()).toBe(browser + hourMs);
    });
});
