// Where this screen stands in the event log, by the rules of ticks and catching up. Sans-I/O.
//
// The server says with each tick how many log events it sent live; the screen counts too. Equal counts
// mean that nothing was lost on the way, and the cursor moves up; else the screen asks for what came after its cursor.

export interface Position {
    readonly epoch: string;
    readonly sequence: number;
}

export interface Tick extends Position {
    readonly sent: number;
}

export type TickVerdict =
    | { readonly kind: "in_step" }
    | { readonly kind: "catching_up" }
    | { readonly kind: "ask"; readonly after: Position };

export class LiveCursor {
    #position: Position | null = null;
    #counted = 0;
    #catchingUp = false;
    // The connection's opening replay is not in the server's count and ends with its first tick.
    #opening = true;
    // Sequences above the cursor that were applied, so that a replay does not apply them twice.
    #applied = new Set<number>();

    /** What to send on connecting; null before the first tick. */
    get position(): Position | null {
        return this.#position;
    }

    /** What comes now may have happened long ago. */
    get isReplaying(): boolean {
        return this.#opening || this.#catchingUp;
    }

    connected(): void {
        this.#counted = 0;
        this.#catchingUp = false;
        this.#opening = true;
    }

    /** Counts a log event and says whether it is new to this screen. */
    accepts(event: Position): boolean {
        if (!this.#catchingUp) this.#counted += 1;
        if (this.#position && event.epoch === this.#position.epoch) {
            if (event.sequence <= this.#position.sequence) return false;
        }
        if (this.#applied.has(event.sequence)) return false;
        this.#applied.add(event.sequence);
        return true;
    }

    ticked(tick: Tick): TickVerdict {
        if (this.#catchingUp) return { kind: "catching_up" };
        const opening = this.#opening;
        this.#opening = false;
        const inStep = opening ? this.#counted >= tick.sent : this.#counted === tick.sent;
        const sameLog = this.#position === null || this.#position.epoch === tick.epoch;
        if (inStep && sameLog) {
            this.#counted = tick.sent;
            this.#moveTo(tick);
            return { kind: "in_step" };
        }
        this.#catchingUp = true;
        return { kind: "ask", after: this.#position ?? { epoch: tick.epoch, sequence: 0 } };
    }

    /** The server has acknowledged `catch_up`, after the last replayed event: both counts begin again. */
    caughtUp(): void {
        this.#catchingUp = false;
        this.#counted = 0;
    }

    /** The log cannot be replayed; what this screen shows is read from the API anew. */
    resynced(position: Position): void {
        this.#applied.clear();
        this.#position = { epoch: position.epoch, sequence: position.sequence };
    }

    #moveTo(position: Position): void {
        this.#position = { epoch: position.epoch, sequence: position.sequence };
        for (const sequence of this.#applied) {
            if (sequence <= position.sequence) this.#applied.delete(sequence);
        }
    }
}
