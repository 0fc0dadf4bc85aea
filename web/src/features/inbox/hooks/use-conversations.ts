import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { conversationList } from "@/features/inbox/api/inbox-api";
import { useServices } from "@/hooks/use-services";
import { latestFirst, type View } from "@/lib/live-merge";

/** The conversations of a view, newest first, each once. */
export function useConversations(view: View) {
    const query = useInfiniteQuery(conversationList(useServices(), view));
    const { data } = query;
    const conversations = useMemo(() => latestFirst(data?.pages ?? []), [data]);
    return { query, conversations };
}
