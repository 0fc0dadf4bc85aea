// The one file that knows Socket.IO: connects, keeps the cursor, and hands parsed events on.

import type { Socket } from "socket.io-client";

import { createLogger } from "@/lib/logger";
import { LiveCursor, type Position } from "@/lib/live-cursor";
import type { LogEvent } from "@/lib/live-log";
import { acknowledgement, eventMeta, houseEvents, logEvents, position, tick, userTyping, userViewing, type Alert, type ConnectionEvent } from "@/lib/wire";

// Ticks come every 5 s; without one for this long the line is dead, whatever the socket believes. A screen must know
// within 10 s that it is stale.
export const silenceMaxMs = 8_500;
// A timer this late was held up with the whole page (a frozen tab, a busy machine): ticks may wait behind it unread.
const timerLateMs = 1_500;
const acknowledgementMaxMs = 8_000;
const retryDelaysMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

const log = createLogger("live");

export type LiveState =
    | { readonly kind: "off" }
    | { readonly kind: "live" }
    | { readonly kind: "connecting"; readonly since: number }
    | { readonly kind: "catching_up"; readonly since: number }
    | { readonly kind: "waiting"; readonly since: number; readonly retryAt: number }
    | { readonly kind: "offline"; readonly since: number };

/** When an event happened by the server's clock; `fresh` when that is now. */
export interface Moment {
    readonly at: number;
    readonly fresh: boolean;
}

export interface LiveHandlers {
    apply(epoch: string, event: LogEvent, moment: Moment): void;
    house(event: HouseEvent, sequence: number): void;
    beginAt(position: Position): void;
    /** What came up to `position` was not told, or not in words that this page can read: the API has to be asked. */
    resync(position: Position): void;
    typing(note: { conversationId: string; user: { id: string; name: string }; typing: boolean }): void;
    viewing(note: { conversationId: string; users: { id: string; name: string }[] }): void;
}

export interface LiveAuth {
    fresh(): Promise<string | null>;
    recover(rejected: string | null): Promise<string | null>;
}

/** How the house stands. */
export interface HouseEvent {
    readonly connection: ConnectionEvent | null;
    readonly alert: Alert | null;
}

type LogEventName = keyof typeof logEvents;

function isLogEvent(name: string): name is LogEventName {
    return name in logEvents;
}

/** What an event changes on a screen, or null when it cannot be read. */
export function readLogEvent(name: LogEventName, data: unknown, sequence: number): LogEvent | null {
    const parsed = logEvents[name].safeParse(data);
    if (!parsed.success) return null;
    const body = parsed.data;
    return {
        sequence,
        message: "message" in body ? (body.message as LogEvent["message"]) : null,
        conversation: "conversation" in body && body.conversation ? (body.conversation as LogEvent["conversation"]) : null,
        removedConversationId: name === "conversation_removed" && "id" in body ? (body.id as string) : null,
    };
}

/** What is told of the house, or null when it cannot be read. */
export function readHouseEvent(name: keyof typeof houseEvents, data: unknown): HouseEvent | null {
    const parsed = houseEvents[name].safeParse(data);
    if (!parsed.success) return null;
    return {
        connection: "connection" in parsed.data ? (parsed.data as ConnectionEvent) : null,
        alert: name === "alert" ? (parsed.data as unknown as Alert) : null,
    };
}

export class Live {
    #state: LiveState = { kind: "off" };
    #socket: Socket | null = null;
    #attempt = 0;
    #generation = 0;
    #brokenSince: number | null = null;
    #retryTimer: ReturnType<typeof setTimeout> | undefined;
    #silenceTimer: ReturnType<typeof setTimeout> | undefined;
    #joined: string | null = null;
    #heardAt = 0;
    #cursor = new LiveCursor();
    readonly #listeners = new Set<() => void>();

    constructor(
        private readonly auth: LiveAuth,
        private readonly handlers: LiveHandlers,
    ) {}

    get state(): LiveState {
        return this.#state;
    }

    subscribe(listener: () => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    start(): () => void {
        const checkAtOnce = (): void => {
            if (document.visibilityState === "visible") this.#check();
        };
        const goneOffline = (): void => {
            this.#break();
        };
        addEventListener("online", checkAtOnce);
        addEventListener("offline", goneOffline);
        document.addEventListener("visibilitychange", checkAtOnce);
        void this.#connect();
        return () => {
            removeEventListener("online", checkAtOnce);
            removeEventListener("offline", goneOffline);
            document.removeEventListener("visibilitychange", checkAtOnce);
            this.#close();
            this.#set({ kind: "off" });
        };
    }

    /** Tries again now, for a person who would rather not wait. */
    retryNow(): void {
        if (this.#state.kind === "waiting" || this.#state.kind === "offline") void this.#connect();
    }

    /** Somebody else is signed in: the line is theirs, and it begins where they begin. */
    forget(): void {
        this.#close();
        this.#cursor = new LiveCursor();
        this.#joined = null;
        this.#attempt = 0;
    }

    /** Who looks at a conversation and who types in it is told only there. */
    join(conversationId: string | null): void {
        if (this.#joined === conversationId) return;
        if (this.#joined !== null) this.#emit("leave_conversation", { conversationId: this.#joined });
        this.#joined = conversationId;
        if (conversationId !== null) this.#emit("join_conversation", { conversationId });
    }

    typing(conversationId: string, typing: boolean): void {
        this.#emit("typing", { conversationId, typing });
    }

    #emit(name: string, data: object): void {
        if (this.#socket?.connected) this.#socket.emit(name, data, () => undefined);
    }

    async #connect(): Promise<void> {
        this.#close();
        const generation = this.#generation;
        this.#brokenSince ??= Date.now();
        this.#set({ kind: "connecting", since: this.#brokenSince });
        const parts = await Promise.all([import("socket.io-client"), this.auth.fresh()]).catch((error: unknown) => {
            log.warn("connect_unprepared", { reason: error instanceof Error ? error.message : "" });
            return null;
        });
        if (generation !== this.#generation) return;
        if (!parts || parts[1] === null) {
            this.#scheduleRetry();
            return;
        }
        const [{ io }, token] = parts;
        const socket = io({
            path: "/socket.io/",
            transports: ["websocket"],
            reconnection: false,
            forceNew: true,
            auth: { token, ...(this.#cursor.position ?? {}) },
        });
        this.#socket = socket;
        this.#listen(socket, token);
        this.#armSilence();
    }

    #listen(socket: Socket, token: string): void {
        socket.on("connect", () => {
            this.#cursor.connected();
            this.#set({ kind: "catching_up", since: this.#brokenSince ?? Date.now() });
            this.#armSilence();
            if (this.#joined !== null) this.#emit("join_conversation", { conversationId: this.#joined });
        });
        socket.on("connect_error", (error) => {
            log.info("connect_failed", { reason: error.message });
            // A refused token shows as an error with data; the transport's own errors have none.
            const refused = "data" in error && error.data !== undefined;
            if (refused) void this.auth.recover(token).finally(() => this.#break(socket));
            else this.#break(socket);
        });
        socket.on("disconnect", (reason) => {
            log.info("disconnected", { reason });
            this.#break(socket);
        });
        socket.onAny((name: string, data: unknown, meta: unknown) => {
            this.#receive(socket, name, data, meta);
        });
    }

    #receive(socket: Socket, name: string, data: unknown, meta: unknown): void {
        if (name === "tick") this.#ticked(socket, data);
        else if (name === "resync") this.#resync(data);
        else if (name === "user_typing") {
            const note = userTyping.safeParse(data);
            if (note.success) this.handlers.typing(note.data);
        } else if (name === "user_viewing") {
            const note = userViewing.safeParse(data);
            if (note.success) this.handlers.viewing(note.data);
        } else this.#logged(name, data, meta);
    }

    #logged(name: string, data: unknown, meta: unknown): void {
        const at = eventMeta.safeParse(meta);
        if (!at.success) return;
        if (!this.#cursor.accepts(at.data)) return;
        if (name in houseEvents) this.#house(name as keyof typeof houseEvents, data, at.data.sequence);
        if (!isLogEvent(name)) return;
        const event = readLogEvent(name, data, at.data.sequence);
        const fresh = !this.#cursor.isReplaying && Date.now() - this.#heardAt <= silenceMaxMs;
        if (event) this.handlers.apply(at.data.epoch, event, { at: Date.parse(at.data.at ?? ""), fresh });
        else {
            log.warn("event_unreadable", { name, sequence: at.data.sequence });
            this.handlers.resync(at.data);
        }
    }

    #house(name: keyof typeof houseEvents, data: unknown, sequence: number): void {
        const event = readHouseEvent(name, data);
        if (event) this.handlers.house(event, sequence);
        else log.warn("event_unreadable", { name, sequence });
    }

    #ticked(socket: Socket, data: unknown): void {
        const parsed = tick.safeParse(data);
        if (!parsed.success) return;
        this.#armSilence();
        const verdict = this.#cursor.ticked(parsed.data);
        if (verdict.kind === "in_step") {
            this.handlers.beginAt(parsed.data);
            if (this.#state.kind !== "live")
                log.info("in_step", { attempts: this.#attempt, ms: Date.now() - (this.#brokenSince ?? Date.now()) });
            this.#attempt = 0;
            this.#brokenSince = null;
            this.#set({ kind: "live" });
        } else if (verdict.kind === "ask") this.#catchUp(socket, verdict.after);
    }

    #catchUp(socket: Socket, after: Position): void {
        this.#brokenSince ??= Date.now();
        this.#set({ kind: "catching_up", since: this.#brokenSince });
        socket
            .timeout(acknowledgementMaxMs)
            .emitWithAck("catch_up", { epoch: after.epoch, sequence: after.sequence })
            .then((answer: unknown) => {
                const parsed = acknowledgement.safeParse(answer);
                if (parsed.success && parsed.data.success) this.#cursor.caughtUp();
                else this.#break(socket);
            })
            .catch(() => {
                this.#break(socket);
            });
    }

    #resync(data: unknown): void {
        const parsed = position.safeParse(data);
        if (!parsed.success) return;
        log.info("resync");
        this.#cursor.resynced(parsed.data);
        this.handlers.resync(parsed.data);
    }

    #armSilence(): void {
        this.#heardAt = Date.now();
        this.#watchSilence(silenceMaxMs);
    }

    #watchSilence(ms: number): void {
        clearTimeout(this.#silenceTimer);
        const dueAt = Date.now() + ms;
        this.#silenceTimer = setTimeout(() => {
            if (Date.now() - dueAt > timerLateMs) {
                this.#watchSilence(timerLateMs);
                return;
            }
            log.info("silent");
            this.#brokenSince ??= this.#heardAt;
            this.#break();
        }, ms);
    }

    /** The network is back, or the tab is: a sleeping line is not waited for. */
    #check(): void {
        const broken = this.#state.kind === "waiting" || this.#state.kind === "offline";
        if (broken || Date.now() - this.#heardAt > silenceMaxMs) void this.#connect();
    }

    #break(socket: Socket | null = this.#socket): void {
        if (socket !== this.#socket || this.#state.kind === "off") return;
        this.#brokenSince ??= Date.now();
        this.#close();
        this.#scheduleRetry();
    }

    #scheduleRetry(): void {
        const since = this.#brokenSince ?? Date.now();
        if (!navigator.onLine) {
            this.#set({ kind: "offline", since });
            return;
        }
        const base = retryDelaysMs[Math.min(this.#attempt, retryDelaysMs.length - 1)] ?? 30_000;
        // Spread, so that a thousand pages do not come back in one instant.
        const delay = base * (0.75 + Math.random() / 2);
        this.#attempt += 1;
        this.#set({ kind: "waiting", since, retryAt: Date.now() + delay });
        this.#retryTimer = setTimeout(() => void this.#connect(), delay);
    }

    #close(): void {
        this.#generation += 1;
        clearTimeout(this.#retryTimer);
        clearTimeout(this.#silenceTimer);
        const socket = this.#socket;
        this.#socket = null;
        socket?.offAny();
        socket?.removeAllListeners();
        socket?.disconnect();
    }

    #set(state: LiveState): void {
        this.#state = state;
        for (const listener of this.#listeners) listener();
    }
}
