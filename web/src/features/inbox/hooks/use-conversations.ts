import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { conversationList } from "@/features/inbox/api/inbox-api";
import { useServices } from "@/hooks/use-services";
import { activityOf, type View } from "@/lib/live-merge";
import type { Conversation } from "@/lib/wire";

/** The conversations of a view, newest first, each once. */
export function useConversations(view: View) {
    const query = useInfiniteQuery(conversationList(useServices(), view));
    const { data } = query;
    const conversations = useMemo(() => {
        const byId = new Map<string, { value: Conversation; sequence: number }>();
        // One that moved may stand on two pages until they are read again: the newer one counts.
        for (const row of data?.pages.flatMap((page) => page.rows) ?? []) {
            const known = byId.get(row.value.id);
            if (!known || known.sequence < row.sequence) byId.set(row.value.id, row);
        }
        return [...byId.values()]
            .map((row) => row.value)
            .sort((a, b) => (activityOf(a) < activityOf(b) ? 1 : -1));
    }, [data]);
    return { query, conversations };
}
