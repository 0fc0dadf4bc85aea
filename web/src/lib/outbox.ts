// What was written here and is not yet stored by the server. Kept through a reload; tried again until the server answers.
// The client id makes a repeated request one message. A browser may be shared: each person sees and sends only their own.

import { ApiError } from "@/lib/api/client";
import { createLogger } from "@/lib/logger";
import type { Message } from "@/lib/wire";

const log = createLogger("outbox");

export interface PendingMessage {
    /** Who wrote it. */
    readonly userId: string;
    readonly clientId: string;
    readonly conversationId: string;
    readonly text: string;
    readonly createdAt: string;
    readonly state: "sending" | "waiting" | "refused";
    /** Why the server refused it, in the reader's language. */
    readonly reason: string | null;
}

export interface OutboxSeams {
    now(): number;
    newId(): string;
    schedule(ms: number, work: () => void): () => void;
    load(): string | null;
    save(value: string | null): void;
    post(pending: PendingMessage): Promise<Message>;
    stored(message: Message): void;
}

// What somebody else has left is let go after this time: the customer's 24-hour window is over by then.
const othersKeptMs = 24 * 3_600_000;
const retryDelaysMs = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

export class Outbox {
    #userId: string | null = null;
    #items: readonly PendingMessage[];
    #own: readonly PendingMessage[] = [];
    #failures = 0;
    #cancelRetry: (() => void) | null = null;
    #running = false;
    readonly #listeners = new Set<() => void>();

    constructor(private readonly seams: OutboxSeams) {
        this.#items = readKept(seams.load());
    }

    /** Those of the person who is signed in. */
    get items(): readonly PendingMessage[] {
        return this.#own;
    }

    /** Who is signed in from now on; null is nobody. What the others wrote waits for them, unseen. */
    actFor(userId: string | null): void {
        if (userId === this.#userId) return;
        this.#userId = userId;
        this.#failures = 0;
        this.#cancelRetry?.();
        this.#cancelRetry = null;
        const oldest = this.seams.now() - othersKeptMs;
        this.#set(this.#items.filter((item) => item.userId === userId || Date.parse(item.createdAt) > oldest));
    }

    subscribe(listener: () => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    add(conversationId: string, text: string): PendingMessage {
        if (this.#userId === null) throw new Error("nobody is signed in");
        const pending: PendingMessage = {
            userId: this.#userId,
            clientId: this.seams.newId(),
            conversationId,
            text,
            createdAt: new Date(this.seams.now()).toISOString(),
            state: "sending",
            reason: null,
        };
        this.#set([...this.#items, pending]);
        this.flush();
        return pending;
    }

    /** Sends what waits, now: the network is back, or a person asked. */
    flush(): void {
        this.#cancelRetry?.();
        this.#cancelRetry = null;
        if (!this.#running) void this.#run();
    }

    retry(clientId: string): void {
        this.#change(clientId, { state: "sending", reason: null });
        this.flush();
    }

    discard(clientId: string): void {
        this.#set(this.#items.filter((item) => item.clientId !== clientId));
    }

    /** Forgets what this person has written: they leave. */
    clear(): void {
        this.#cancelRetry?.();
        this.#set(this.#items.filter((item) => item.userId !== this.#userId));
    }

    /** One after the other, so that they arrive in the order they were written. */
    async #run(): Promise<void> {
        this.#running = true;
        for (let next = this.#next(); next; next = this.#next()) {
            if (!(await this.#send(next))) break;
        }
        this.#running = false;
    }

    #next(): PendingMessage | undefined {
        return this.#own.find((item) => item.state !== "refused");
    }

    async #send(pending: PendingMessage): Promise<boolean> {
        this.#change(pending.clientId, { state: "sending" });
        try {
            const message = await this.seams.post(pending);
            this.#failures = 0;
            this.seams.stored(message);
            this.discard(pending.clientId);
            return true;
        } catch (error) {
            if (error instanceof ApiError && !error.isTemporary && error.status !== 401) {
                const reason = [error.message, error.hint].filter(Boolean).join(" ");
                this.#change(pending.clientId, { state: "refused", reason });
                log.warn("message_refused", { code: error.code, requestId: error.requestId });
                return true;
            }
            this.#wait();
            return false;
        }
    }

    #wait(): void {
        this.#set(
            this.#items.map((item) => (item.state === "sending" ? { ...item, state: "waiting" } : item)),
        );
        const delay = retryDelaysMs[Math.min(this.#failures, retryDelaysMs.length - 1)] ?? 30_000;
        this.#failures += 1;
        log.info("messages_wait", { count: this.#own.length, failures: this.#failures });
        this.#cancelRetry = this.seams.schedule(delay, () => {
            this.flush();
        });
    }

    #change(clientId: string, change: Partial<PendingMessage>): void {
        this.#set(
            this.#items.map((item) => (item.clientId === clientId ? { ...item, ...change } : item)),
        );
    }

    #set(items: readonly PendingMessage[]): void {
        this.#items = items;
        this.#own = items.filter((item) => item.userId === this.#userId);
        this.seams.save(items.length > 0 ? JSON.stringify(items) : null);
        for (const listener of this.#listeners) listener();
    }
}

function readKept(kept: string | null): PendingMessage[] {
    if (kept === null) return [];
    try {
        const items: unknown = JSON.parse(kept);
        if (!Array.isArray(items)) return [];
        return items.filter(isPending).map((item) => ({
            ...item,
            state: item.state === "refused" ? "refused" : "waiting",
        }));
    } catch {
        return [];
    }
}

function isPending(value: unknown): value is PendingMessage {
    if (typeof value !== "object" || value === null) return false;
    const item = value as Record<string, unknown>;
    return ["userId", "clientId", "conversationId", "text", "createdAt", "state"].every(
        (key) => typeof item[key] === "string",
    );
}
