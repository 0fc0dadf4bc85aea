// Merges log events into what the page has cached of the API. Pure functions: the same data and events give the same result.
//
// Each row carries the sequence at which it was true, so an event touches only rows that are older than it.

import type { LogEvent } from "@/lib/live-log";
import type { Conversation, Message } from "@/lib/wire";

export interface Row<T> {
    readonly value: T;
    readonly sequence: number;
}

export interface Page<T> {
    readonly rows: readonly Row<T>[];
    /** Where the page began when it was answered: what lies before it is not here. Rows move on. */
    readonly first: T | null;
    /** Cursor of what lies before this page; null at the beginning. */
    readonly before: string | null;
    /** Cursor of what lies after this page; null on the newest. */
    readonly after: string | null;
    readonly sequence: number;
}

export interface Pages<T> {
    readonly pages: readonly Page<T>[];
    readonly pageParams: readonly unknown[];
}

export type View = "all" | "mine" | "unassigned" | "unread";

export function inView(conversation: Conversation, view: View, me: string): boolean {
    switch (view) {
        case "all":
            return true;
        case "mine":
            return conversation.assignee?.id === me;
        case "unassigned":
            return conversation.assignee === null;
        case "unread":
            return conversation.unread > 0;
    }
}

export function activityOf(conversation: Conversation): string {
    return conversation.lastMessage?.sortAt ?? conversation.updatedAt;
}

/** The conversations of a list, the latest activity first, each once. */
export function latestFirst(pages: readonly Page<Conversation>[]): Conversation[] {
    const byId = new Map<string, Row<Conversation>>();
    // One that moved may stand on two pages until they are read again: the newer one counts.
    for (const row of pages.flatMap((page) => page.rows)) {
        const known = byId.get(row.value.id);
        if (!known || known.sequence < row.sequence) byId.set(row.value.id, row);
    }
    return [...byId.values()].map((row) => row.value).sort(compareActivity);
}

function compareActivity(a: Conversation, b: Conversation): number {
    const [ofA, ofB] = [activityOf(a), activityOf(b)];
    if (ofA !== ofB) return ofA < ofB ? 1 : -1;
    return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** The order of every screen: (sortAt, id). */
export function compareMessages(a: Message, b: Message): number {
    if (a.sortAt !== b.sortAt) return a.sortAt < b.sortAt ? -1 : 1;
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

export function toPage<T>(
    answer: { items: T[]; before: string | null; after: string | null },
    sequence: number,
): Page<T> {
    return {
        rows: answer.items.map((value) => ({ value, sequence })),
        first: answer.items[0] ?? null,
        before: answer.before,
        after: answer.after,
        sequence,
    };
}

/** A conversation as an event leaves it, or null when the event says nothing about it. */
export function mergeConversation(
    row: Row<Conversation | null>,
    id: string,
    event: LogEvent,
): Row<Conversation | null> {
    if (event.sequence <= row.sequence) return row;
    if (event.removedConversationId === id) return { value: null, sequence: event.sequence };
    if (event.conversation?.id === id)
        return { value: event.conversation, sequence: event.sequence };
    const last = row.value?.lastMessage;
    if (row.value && last && event.message?.id === last.id)
        return { value: { ...row.value, lastMessage: event.message }, sequence: event.sequence };
    return row;
}

function mapRows<T>(data: Pages<T>, change: (row: Row<T>) => Row<T> | null): Pages<T> {
    let changed = false;
    const pages = data.pages.map((page) => {
        const rows: Row<T>[] = [];
        for (const row of page.rows) {
            const next = change(row);
            if (next !== row) changed = true;
            if (next) rows.push(next);
        }
        return rows.length === page.rows.length && rows.every((row, i) => row === page.rows[i])
            ? page
            : { ...page, rows };
    });
    return changed ? { ...data, pages } : data;
}

/** List pages run from the newest to the oldest. */
export function mergeConversationList(
    data: Pages<Conversation>,
    view: View,
    me: string,
    event: LogEvent,
): Pages<Conversation> {
    const id = event.conversation?.id ?? event.removedConversationId ?? event.message?.conversationId;
    if (id === undefined) return data;
    let present = false;
    const merged = mapRows(data, (row) => {
        if (row.value.id !== id) return row;
        present = true;
        const next = mergeConversation(row, id, event);
        if (next.value === null || !inView(next.value, view, me)) return null;
        return next === row ? row : { value: next.value, sequence: next.sequence };
    });
    if (present || !event.conversation || !inView(event.conversation, view, me)) return merged;
    return insertConversation(merged, event.conversation, event.sequence);
}

function insertConversation(
    data: Pages<Conversation>,
    value: Conversation,
    sequence: number,
): Pages<Conversation> {
    const [newest, ...older] = data.pages;
    if (!newest || sequence <= newest.sequence) return data;
    // Below what has been read it waits until that page is read. The API's order is by updatedAt.
    const last = data.pages.at(-1);
    if (last?.before && last.first && value.updatedAt < last.first.updatedAt) return data;
    return {
        ...data,
        pages: [{ ...newest, rows: [...newest.rows, { value, sequence }] }, ...older],
    };
}

/** Message pages run from the oldest to the newest, as they stand on the screen. */
export function mergeMessages(
    data: Pages<Message>,
    conversationId: string,
    event: LogEvent,
): Pages<Message> {
    const { message } = event;
    if (message?.conversationId !== conversationId) return data;
    let present = false;
    const merged = mapRows(data, (row) => {
        if (row.value.id !== message.id) return row;
        present = true;
        return event.sequence > row.sequence ? { value: message, sequence: event.sequence } : row;
    });
    return present ? merged : insertMessage(merged, message, event.sequence);
}

function pageFor(data: Pages<Message>, message: Message): number {
    for (let index = data.pages.length - 1; index >= 0; index -= 1) {
        const page = data.pages[index];
        const first = page?.rows[0]?.value;
        const startsBefore = !first || compareMessages(first, message) < 0;
        if (page && (startsBefore || (index === 0 && page.before === null))) return index;
    }
    return -1;
}

/** Puts a message where it belongs, unless its place has not been read yet. */
export function insertMessage(
    data: Pages<Message>,
    message: Message,
    sequence: number,
): Pages<Message> {
    const index = pageFor(data, message);
    const page = data.pages[index];
    if (!page || sequence <= page.sequence) return data;
    const at = page.rows.findIndex((row) => compareMessages(row.value, message) > 0);
    const newerPagesFollow = index === data.pages.length - 1 && page.after !== null;
    if (at === -1 && newerPagesFollow) return data;
    const rows = [...page.rows];
    rows.splice(at === -1 ? rows.length : at, 0, { value: message, sequence });
    return { ...data, pages: data.pages.map((old, i) => (i === index ? { ...old, rows } : old)) };
}
