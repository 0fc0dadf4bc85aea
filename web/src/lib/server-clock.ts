// What time it is on the server, whatever the browser's clock says: deadlines are the server's. Sans-I/O.
//
// Two kinds of evidence. A time that the server has already passed (an answer's Date, a stored time) is a lower bound:
// the clock is at least there. A live event's own time is the clock itself. In the demo the server's clock can be moved
// forward; event and stored times follow it, the Date header does not, so a lower bound alone never moves it back.

// A live event this much behind what was believed means that the server's clock went back, or the browser's forward.
// It cannot be late by as much: a line that is silent for 8.5 s is cut.
const wentBackMs = 30_000;
// Smaller corrections wait for the next redrawing.
const jumpMs = 1_000;

export class ServerClock {
    #offset: number | null = null;
    readonly #listeners = new Set<() => void>();

    constructor(private readonly browserNow: () => number = Date.now) {}

    now(): number {
        return this.browserNow() + (this.#offset ?? 0);
    }

    /** Tells of jumps, which change what a screen says at once. */
    subscribe(listener: () => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    /** The server's clock has shown this time already; NaN says nothing. */
    atLeast(time: number): void {
        const offset = time - this.browserNow();
        if (this.#offset === null || offset > this.#offset) this.#set(offset);
    }

    /** The server's clock shows this time now, give or take the way here; NaN says nothing. */
    shows(time: number): void {
        const offset = time - this.browserNow();
        if (this.#offset !== null && this.#offset - offset > wentBackMs) this.#set(offset);
        else this.atLeast(time);
    }

    #set(offset: number): void {
        if (Number.isNaN(offset)) return;
        const moved = Math.abs(offset - (this.#offset ?? 0));
        this.#offset = offset;
        if (moved >= jumpMs) for (const listener of this.#listeners) listener();
    }
}
