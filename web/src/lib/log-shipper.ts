// Takes the page's log to the server: in batches, seldom, and never lost without being counted. Sans-I/O: the clock,
// the store and the request come from outside. Nothing kept means no timer and no request: an idle tab is silent.

import { bufferedMax, type LogBatch, type LogEntry, type PageLog } from "@/lib/logger";

// What is no error waits for company.
export const flushAfterMs = 30_000;
// Two flushes are never closer than this, whatever happens.
export const flushGapMs = 5_000;
export const backOffMaxMs = 300_000;
// A browser takes 64 KiB of bodies that outlive their page.
const leavingBytesMax = 60_000;

export type ShipAnswer =
    | { readonly kind: "taken" }
    // The server can read nothing of it: sending it again would change nothing.
    | { readonly kind: "refused" }
    | { readonly kind: "later"; readonly retryAfterMs?: number };

export interface ShipperSeams {
    now(): number;
    schedule(ms: number, work: () => void): () => void;
    load(): string | null;
    save(value: string | null): void;
    /** Whether somebody is signed in, in whose name it can be sent. */
    canSend(): boolean;
    send(batch: LogBatch): Promise<ShipAnswer>;
    /** The page may be gone before the answer. */
    sendLeaving(batch: LogBatch): Promise<ShipAnswer>;
}

export class LogShipper {
    #lastFlush = Number.NEGATIVE_INFINITY;
    #notBefore = Number.NEGATIVE_INFINITY;
    #failures = 0;
    #sending = false;
    #timer: { readonly dueAt: number; readonly cancel: () => void } | null = null;

    constructor(
        private readonly log: PageLog,
        private readonly seams: ShipperSeams,
    ) {
        const kept = readKept(seams.load());
        if (kept) log.putBack(kept);
        log.onKept(() => {
            this.#arm();
        });
        this.#arm();
    }

    /** Somebody has signed in: what waited for that may go. */
    wake(): void {
        this.#arm();
    }

    /** The page is being left, perhaps for good. */
    leave(): void {
        if (this.#isEmpty()) return;
        if (!this.log.isForServer || !this.seams.canSend()) {
            this.#remember();
            return;
        }
        // What does not fit into one last request waits for the next page in this tab.
        const fits = fitting(this.log.take());
        this.log.putBack(fits.rest);
        this.#remember();
        void this.#deliver(fits.batch, (batch) => this.seams.sendLeaving(batch));
    }

    #isEmpty(): boolean {
        return this.log.buffered.length === 0;
    }

    #isUrgent(): boolean {
        const { buffered } = this.log;
        return buffered.length >= bufferedMax || buffered.some(({ level }) => level === "error");
    }

    #arm(): void {
        if (this.#isEmpty() || this.#sending || !this.log.isForServer || !this.seams.canSend()) return;
        const now = this.seams.now();
        const earliest = Math.max(this.#lastFlush + flushGapMs, this.#notBefore);
        const dueAt = Math.max(now + (this.#isUrgent() ? 0 : flushAfterMs), earliest);
        if (this.#timer && this.#timer.dueAt <= dueAt) return;
        this.#timer?.cancel();
        const cancel = this.seams.schedule(dueAt - now, () => {
            this.#timer = null;
            this.#flush();
        });
        this.#timer = { dueAt, cancel };
    }

    #flush(): void {
        if (this.#isEmpty() || this.#sending || !this.seams.canSend()) return;
        this.#lastFlush = this.seams.now();
        void this.#deliver(this.log.take(), (batch) => this.seams.send(batch));
    }

    async #deliver(batch: LogBatch, send: (batch: LogBatch) => Promise<ShipAnswer>): Promise<void> {
        this.#sending = true;
        const answer = await send(batch).catch((): ShipAnswer => ({ kind: "later" }));
        this.#sending = false;
        if (answer.kind === "later") this.#failed(batch, answer.retryAfterMs ?? 0);
        else this.#failures = 0;
        // Nobody will ever read what was refused: it is as if there had been no room for it.
        if (answer.kind === "refused")
            this.log.putBack({ entries: [], dropped: batch.entries.length + batch.dropped });
        this.#remember();
        this.#arm();
    }

    #failed(batch: LogBatch, retryAfterMs: number): void {
        const backOff = Math.min(flushGapMs * 2 ** this.#failures, backOffMaxMs);
        this.#failures += 1;
        this.#notBefore = this.seams.now() + Math.max(backOff, retryAfterMs);
        this.log.putBack(batch);
    }

    // A reload must not lose what is still owed.
    #remember(): void {
        const { buffered: entries, dropped } = this.log;
        const nothing = entries.length === 0 && dropped === 0;
        this.seams.save(nothing ? null : JSON.stringify({ entries, dropped }));
    }
}

/** The newest entries that one last request may carry. */
function fitting({ entries, dropped }: LogBatch): { batch: LogBatch; rest: LogBatch } {
    let bytes = 0;
    let first = entries.length;
    for (; first > 0; first -= 1) {
        bytes += new TextEncoder().encode(JSON.stringify(entries[first - 1])).length + 1;
        if (bytes > leavingBytesMax) break;
    }
    return {
        batch: { entries: entries.slice(first), dropped },
        rest: { entries: entries.slice(0, first), dropped: 0 },
    };
}

function readKept(kept: string | null): LogBatch | null {
    if (kept === null) return null;
    try {
        const { entries, dropped } = JSON.parse(kept) as Partial<LogBatch>;
        if (!Array.isArray(entries) || typeof dropped !== "number") return null;
        return { entries: (entries as unknown[]).filter(isEntry), dropped };
    } catch {
        return null;
    }
}

function isEntry(value: unknown): value is LogEntry {
    if (typeof value !== "object" || value === null) return false;
    const entry = value as Record<string, unknown>;
    return (
        ["level", "component", "event", "at"].every((key) => typeof entry[key] === "string") &&
        typeof entry["fields"] === "object" &&
        entry["fields"] !== null
    );
}
