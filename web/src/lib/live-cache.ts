// Binds the kept event log to the query cache: events patch what is cached, and every new answer is mended with them.

import type { InfiniteData, Query, QueryClient, QueryKey } from "@tanstack/react-query";

import type { Stamp } from "@/lib/api/client";
import type { Position } from "@/lib/live-cursor";
import { LiveLog, type LogEvent } from "@/lib/live-log";
import {
    insertMessage,
    mergeConversation,
    mergeConversationList,
    mergeMessages,
    type Page,
    type Pages,
    type Row,
    type View,
} from "@/lib/live-merge";
import type { Conversation, Message } from "@/lib/wire";

export const keys = {
    lists: ["conversations"] as const,
    list: (view: View) => ["conversations", view] as const,
    conversation: (id: string) => ["conversation", id] as const,
    messages: (conversationId: string) => ["messages", conversationId] as const,
};

const liveRoots: readonly QueryKey[] = [["conversations"], ["conversation"], ["messages"]];

export class LiveCache {
    #log = new LiveLog();
    // Conversations that this person may not see just now: nothing is told of them meanwhile.
    readonly #lost = new Set<string>();
    // What events have made: it passes through `structuralSharing` too, and has nothing to be mended.
    readonly #patched = new WeakSet<object>();

    constructor(
        private readonly queries: QueryClient,
        private readonly me: () => string,
    ) {}

    /** Of what was told to somebody else nothing is left. */
    forget(): void {
        this.#log = new LiveLog();
        this.#lost.clear();
    }

    apply(epoch: string, event: LogEvent): void {
        this.#log.append(epoch, event);
        this.#patch(keys.lists, (key, data) => this.#mergeList(key, data as Pages<Conversation>, [event]));
        const id = event.conversation?.id ?? event.removedConversationId ?? event.message?.conversationId;
        if (id === undefined) return;
        this.#patch(keys.conversation(id), (_key, data) =>
            mergeConversation(data as Row<Conversation | null>, id, event),
        );
        this.#patch(keys.messages(id), (_key, data) => mergeMessages(data as Pages<Message>, id, event));
        if (event.removedConversationId !== null) this.#lost.add(event.removedConversationId);
        else if (event.conversation && this.#lost.delete(id)) this.#askAgain(keys.messages(id), "restart");
    }

    /**
     * The socket is in step. What was answered before it was may miss events that nobody replays, and is asked for
     * again; also when that was tried before and failed.
     */
    beginAt(position: Position): void {
        this.#log.beginAt(position);
        for (const root of liveRoots) this.#askAgain(root, "leave", ({ state }) => this.#isOld(state.data));
    }

    /** What happened up to `position` cannot be replayed: read everything again. */
    resync(position: Position): void {
        this.#log.restartAt(position);
        this.#lost.clear();
        for (const root of liveRoots) this.#askAgain(root, "restart");
    }

    /** The sequence of an answer's snapshot. One that is too old to be mended is asked for again. */
    sequenceOf(stamp: Stamp | null, key: QueryKey): number {
        if (!stamp) return 0;
        if (!this.#log.covers(stamp)) this.#askSoon(key, "restart");
        return stamp.sequence;
    }

    // These three are `structuralSharing` of their queries: they run at the moment an answer enters the cache,
    // so that no event can slip between the two.
    readonly mendList = (view: View) =>
        this.#mend<Pages<Conversation>>((data) => this.#mergeList(keys.list(view), data, this.#log.after(oldestSequence(data))));

    readonly mendConversation = (id: string) =>
        this.#mend<Row<Conversation | null>>((row) =>
            this.#log.after(row.sequence).reduce((merged, event) => mergeConversation(merged, id, event), row),
        );

    readonly mendMessages = (id: string) =>
        this.#mend<Pages<Message>>((data) => {
            const events = this.#log.after(oldestSequence(data));
            // Between its loss and its return nothing was told of it. While it is lost, its return asks.
            const wasLost = events.some((event) => event.removedConversationId === id);
            if (wasLost && !this.#lost.has(id)) this.#askSoon(keys.messages(id), "leave");
            return events.reduce((merged, event) => mergeMessages(merged, id, event), data);
        });

    /** A conversation as the loaded lists have it. */
    conversationFromLists(id: string): Row<Conversation | null> | undefined {
        const lists = this.queries.getQueriesData<InfiniteData<Page<Conversation>>>({ queryKey: keys.lists });
        const rows = lists.flatMap(([, data]) => data?.pages.flatMap((page) => page.rows) ?? []);
        return rows
            .filter((row) => row.value.id === id)
            .reduce<Row<Conversation> | undefined>((best, row) => (best && best.sequence >= row.sequence ? best : row), undefined);
    }

    /** A message that the API has just answered with; any event about it is newer. */
    addSent(message: Message): void {
        this.queries.setQueryData<InfiniteData<Page<Message>>>(
            keys.messages(message.conversationId),
            (data) => {
                if (!data || holds(data, message.id)) return data;
                const newest = data.pages.at(-1);
                return insertMessage(data, message, (newest?.sequence ?? 0) + 0.5) as typeof data;
            },
        );
    }

    #mend<T extends object>(mend: (data: T) => T): (old: unknown, next: unknown) => unknown {
        return (_old, next) => (this.#patched.has(next as object) ? next : mend(next as T));
    }

    #mergeList(key: QueryKey, data: Pages<Conversation>, events: readonly LogEvent[]): Pages<Conversation> {
        const view = key[1] as View;
        const me = this.me();
        return events.reduce((merged, event) => mergeConversationList(merged, view, me, event), data);
    }

    /** What is on a screen is read anew; what is not, is forgotten, and read when it is opened. */
    #askAgain(queryKey: QueryKey, underWay: "restart" | "leave", isMeant: (query: Query) => boolean = () => true): void {
        const isIdle = (query: Query): boolean => query.state.fetchStatus === "idle" && isMeant(query);
        this.queries.removeQueries({ queryKey, type: "inactive", predicate: isIdle });
        void this.queries.invalidateQueries({ queryKey, predicate: underWay === "restart" ? isMeant : isIdle });
    }

    // An answer that is just being taken in cannot be asked for again in the same breath.
    #askSoon(queryKey: QueryKey, underWay: "restart" | "leave"): void {
        setTimeout(() => {
            this.#askAgain(queryKey, underWay);
        }, 0);
    }

    #isOld(data: unknown): boolean {
        if (data === undefined) return false;
        if ("pages" in (data as object)) return this.#log.isOld(oldestSequence(data as Pages<unknown>));
        const row = data as Row<unknown>;
        // That something is not there has no sequence.
        return row.value !== null && this.#log.isOld(row.sequence);
    }

    #patch(queryKey: QueryKey, change: (key: QueryKey, data: unknown) => object): void {
        for (const query of this.queries.getQueryCache().findAll({ queryKey })) {
            const { data, dataUpdatedAt } = query.state;
            if (data === undefined) continue;
            const next = change(query.queryKey, data);
            // Keeps its age: an event does not make the rest of the data newer.
            if (next === data) continue;
            this.#patched.add(next);
            this.queries.setQueryData(query.queryKey, next, { updatedAt: dataUpdatedAt });
        }
    }
}

function oldestSequence(data: Pages<unknown>): number {
    return data.pages.reduce((least, page) => Math.min(least, page.sequence), Number.MAX_SAFE_INTEGER);
}

function holds(data: Pages<Message>, id: string): boolean {
    return data.pages.some((page) => page.rows.some((row) => row.value.id === id));
}
