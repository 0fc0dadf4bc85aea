import { describe, expect, test } from "vitest";

import { clockTime, listTime, weekdayTime } from "@/lib/time";

const at = (year: number, month: number, day: number, hour = 13, minute = 18): number =>
    new Date(year, month - 1, day, hour, minute).getTime();
// Some engines part the hour from AM and PM by a narrow space.
const plain = (text: string): string => text.replace(/\s/gu, " ");

describe("times", () => {
    test.each([
        ["en-US", 13, "1:18 PM"],
        ["es-MX", 13, "13:18"],
        ["es", 7, "07:18"],
        ["pt-BR", 13, "13:18"],
    ])("the clock in %s at %d h", (language, hour, shown) => {
        expect(plain(clockTime(at(2026, 3, 10, hour), language))).toBe(shown);
    });

    test("a weekday with its time has no leading zero in English either", () => {
        expect(plain(weekdayTime(at(2026, 3, 10, 9, 0), "en-US"))).toBe("Tue 9:00 AM");
    });

    test("a list gives the year of what is not of this one", () => {
        const now = at(2026, 11, 24);
        expect(listTime(at(2026, 1, 14), now, "es")).toBe("14 ene");
        expect(listTime(at(2025, 11, 14), now, "es")).toBe("14 nov 2025");
        expect(listTime(at(2025, 11, 14), now, "en")).toBe("Nov 14, 2025");
        expect(listTime(at(2025, 11, 14), now, "pt-BR")).toContain("2025");
    });
});
