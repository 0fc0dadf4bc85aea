import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { messageThread } from "@/features/inbox/api/inbox-api";
import { useOutbox } from "@/hooks/use-live";
import { useServices } from "@/hooks/use-services";
import type { PendingMessage } from "@/lib/outbox";
import { daysBetween } from "@/lib/time";
import type { Message } from "@/lib/wire";

export type ThreadItem =
    | { readonly kind: "day"; readonly key: string; readonly at: number }
    | { readonly kind: "unread"; readonly key: string; readonly count: number }
    | { readonly kind: "message"; readonly key: string; readonly message: Message; readonly first: boolean }
    | { readonly kind: "pending"; readonly key: string; readonly pending: PendingMessage; readonly first: boolean };

function sameHand(a: Message, b: Message): boolean {
    return a.direction === b.direction && a.author?.id === b.author?.id;
}

/** Where the unread line stands: before the `count`-th inbound message from the end. */
export function firstUnread(messages: readonly Message[], count: number): string | null {
    let left = count;
    let found: string | null = null;
    for (let index = messages.length - 1; index >= 0 && left > 0; index -= 1) {
        const message = messages[index];
        if (message?.direction !== "inbound") continue;
        found = message.id;
        left -= 1;
    }
    return found;
}

export interface UnreadLine {
    readonly before: string;
    readonly count: number;
}

/** Messages with what stands between them. A message keeps its key from the first frame to its last tick. */
export function threadItems(
    messages: readonly Message[],
    pending: readonly PendingMessage[],
    unread: UnreadLine | null,
    now: number,
): ThreadItem[] {
    const items: ThreadItem[] = [];
    let previous: Message | null = null;
    for (const message of messages) {
        const at = Date.parse(message.sortAt);
        const newDay = previous === null || daysBetween(Date.parse(previous.sortAt), at) !== 0;
        if (newDay) items.push({ kind: "day", key: `day-${message.id}`, at });
        const line = unread !== null && unread.before === message.id;
        if (line) items.push({ kind: "unread", key: "unread", count: unread.count });
        const first = newDay || line || previous === null || !sameHand(previous, message);
        items.push({ kind: "message", key: message.clientId ?? message.id, message, first });
        previous = message;
    }
    const stored = new Set(messages.map((message) => message.clientId));
    for (const item of pending) {
        if (stored.has(item.clientId)) continue;
        if (previous === null || daysBetween(Date.parse(previous.sortAt), now) > 0) {
            if (!items.some((known) => known.kind === "day" && known.key === "day-now"))
                items.push({ kind: "day", key: "day-now", at: now });
        }
        const first = items.at(-1)?.kind !== "pending" && previous?.direction !== "outbound";
        items.push({ kind: "pending", key: item.clientId, pending: item, first });
    }
    return items;
}

export function useThread(conversationId: string, unread: UnreadLine | null, now: number) {
    const query = useInfiniteQuery(messageThread(useServices(), conversationId));
    const outbox = useOutbox();
    const { data } = query;
    const messages = useMemo(
        () => data?.pages.flatMap((page) => page.rows.map((row) => row.value)) ?? [],
        [data],
    );
    const items = useMemo(
        () =>
            threadItems(
                messages,
                outbox.filter((item) => item.conversationId === conversationId),
                unread,
                now,
            ),
        [messages, outbox, conversationId, unread, now],
    );
    return { query, messages, items };
}
