import { describe, expect, test } from "vitest";

import { LiveCursor } from "@/lib/live-cursor";

const at = (sequence: number) => ({ epoch: "e", sequence });
const tick = (sequence: number, sent: number) => ({ epoch: "e", sequence, sent });

function connected(sequence = 10): LiveCursor {
    const cursor = new LiveCursor();
    cursor.connected();
    cursor.ticked(tick(sequence, 0));
    return cursor;
}

describe("the cursor", () => {
    test("is where the first tick says", () => {
        expect(connected(10).position).toEqual(at(10));
    });

    test("does not move with an event, only with a tick whose count agrees", () => {
        const cursor = connected(10);
        cursor.accepts(at(12));
        expect(cursor.position).toEqual(at(10));
        expect(cursor.ticked(tick(15, 1))).toEqual({ kind: "in_step" });
        expect(cursor.position).toEqual(at(15));
    });

    test("a gap in the sequences alone is no loss: they have holes by right", () => {
        const cursor = connected(10);
        cursor.accepts(at(11));
        cursor.accepts(at(400));
        expect(cursor.ticked(tick(500, 2)).kind).toBe("in_step");
    });

    test("a lost event is seen at the next tick, and what came after the cursor is asked for", () => {
        const cursor = connected(10);
        cursor.accepts(at(12));
        expect(cursor.ticked(tick(15, 2))).toEqual({ kind: "ask", after: at(10) });
        expect(cursor.position).toEqual(at(10));
    });

    test("a replay brings only what is new, and both counts begin again at its end", () => {
        const cursor = connected(10);
        cursor.accepts(at(12));
        cursor.ticked(tick(15, 2));
        expect(cursor.accepts(at(12))).toBe(false);
        expect(cursor.accepts(at(14))).toBe(true);
        expect(cursor.ticked(tick(15, 2)).kind).toBe("catching_up");
        cursor.caughtUp();
        cursor.accepts(at(16));
        expect(cursor.ticked(tick(16, 1))).toEqual({ kind: "in_step" });
        expect(cursor.position).toEqual(at(16));
    });

    test("after a reconnection the replay before the first tick does not disturb the count", () => {
        const cursor = connected(10);
        cursor.accepts(at(11));
        cursor.connected();
        expect(cursor.accepts(at(11))).toBe(false);
        expect(cursor.accepts(at(13))).toBe(true);
        expect(cursor.ticked(tick(13, 0)).kind).toBe("in_step");
        cursor.accepts(at(14));
        expect(cursor.ticked(tick(14, 1)).kind).toBe("in_step");
    });

    test("an event at or below the cursor is not applied again", () => {
        expect(connected(10).accepts(at(10))).toBe(false);
    });

    test("resync puts the cursor where the server says, also in another log", () => {
        const cursor = connected(10);
        cursor.resynced({ epoch: "f", sequence: 3 });
        expect(cursor.position).toEqual({ epoch: "f", sequence: 3 });
        expect(cursor.accepts({ epoch: "f", sequence: 4 })).toBe(true);
    });

    test("a tick of another log never moves the cursor", () => {
        const cursor = connected(10);
        expect(cursor.ticked({ epoch: "f", sequence: 2, sent: 0 })).toEqual({ kind: "ask", after: at(10) });
    });
});
