// The last log events this screen has seen, kept so that an API answer never overwrites what is newer. Sans-I/O.

import type { Position } from "@/lib/live-cursor";
import type { Conversation, Message } from "@/lib/wire";

export interface LogEvent {
    readonly sequence: number;
    readonly message: Message | null;
    readonly conversation: Conversation | null;
    readonly removedConversationId: string | null;
}

// As many as the server would replay; an answer older than the first kept one is asked for again.
export const keptEventsMax = 2_000;

export class LiveLog {
    #epoch: string | null = null;
    #began = 0;
    #floor: number | null = null;
    #events: LogEvent[] = [];

    /** Every event after `position` that this screen may see is going to be appended. True when that was not so before. */
    beginAt(position: Position): boolean {
        if (this.#epoch === position.epoch && this.#floor !== null) return false;
        this.restartAt(position);
        return true;
    }

    restartAt(position: Position): void {
        this.#events = this.#epoch === position.epoch ? this.after(position.sequence) : [];
        this.#epoch = position.epoch;
        this.#began = position.sequence;
        this.#floor = position.sequence;
    }

    /** Whether what was true at `sequence` may lack events that were never told here. */
    isOld(sequence: number): boolean {
        return sequence < this.#began;
    }

    append(epoch: string, event: LogEvent): void {
        if (this.#epoch !== null && epoch !== this.#epoch) return;
        this.#epoch = epoch;
        const last = this.#events.at(-1);
        this.#events.push(event);
        if (last && last.sequence > event.sequence)
            this.#events.sort((a, b) => a.sequence - b.sequence);
        if (this.#events.length > keptEventsMax) this.#floor = this.#events.shift()?.sequence ?? null;
    }

    after(sequence: number): LogEvent[] {
        let start = this.#events.length;
        while (start > 0 && (this.#events[start - 1]?.sequence ?? 0) > sequence) start -= 1;
        return this.#events.slice(start);
    }

    /** Whether `after(stamp)` is all that happened since; false means that the answer is too old to be mended. */
    covers(stamp: Position): boolean {
        if (this.#epoch === null || this.#floor === null) return true;
        return stamp.epoch === this.#epoch && stamp.sequence >= this.#floor;
    }
}
