// The inbox's calls. Answers are checked at this edge and carry where they stand in the event log.

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { ApiError, unwrap } from "@/lib/api/client";
import { keys } from "@/lib/live-cache";
import { toPage, type Page, type Row, type View } from "@/lib/live-merge";
import type { Services } from "@/lib/services";
import { conversation, conversationPage, messagePage, personPage, type Conversation, type Message, type Person } from "@/lib/wire";

export const pageSize = 50;
// More is let go at the far end and read again on the way back: 400 messages are enough for any screen.
const threadPagesMax = 8;

export function conversationList({ api, cache, clock }: Services, view: View) {
    const queryKey = keys.list(view);
    return infiniteQueryOptions({
        queryKey,
        initialPageParam: null as string | null,
        queryFn: async ({ pageParam, signal }): Promise<Page<Conversation>> => {
            const query = { view, limit: pageSize, ...(pageParam === null ? {} : { before: pageParam }) };
            const { data, stamp } = await unwrap(api.GET("/api/conversations", { params: { query }, signal }));
            const parsed = conversationPage.parse(data);
            // In the demo these are ahead of the answer's Date when the clock was moved forward.
            for (const { updatedAt } of parsed.items) clock.atLeast(Date.parse(updatedAt));
            return toPage<Conversation>(parsed, cache.sequenceOf(stamp, queryKey));
        },
        getNextPageParam: (last) => last.before,
        structuralSharing: cache.mendList(view),
    });
}

/** One conversation; its value is null when this person may not see it or it does not exist. */
export function conversationDetail({ api, cache, clock }: Services, conversationId: string) {
    const queryKey = keys.conversation(conversationId);
    return queryOptions({
        queryKey,
        queryFn: async ({ signal }): Promise<Row<Conversation | null>> => {
            try {
                const { data, stamp } = await unwrap(
                    api.GET("/api/conversations/{id}", { params: { path: { id: conversationId } }, signal }),
                );
                const value = conversation.parse(data);
                clock.atLeast(Date.parse(value.updatedAt));
                return { value, sequence: cache.sequenceOf(stamp, queryKey) };
            } catch (error) {
                if (error instanceof ApiError && (error.status === 403 || error.status === 404))
                    return { value: null, sequence: 0 };
                throw error;
            }
        },
        structuralSharing: cache.mendConversation(conversationId),
    });
}

type ThreadCursor = { readonly before: string } | { readonly after: string } | null;

export function messageThread({ api, cache }: Services, conversationId: string) {
    const queryKey = keys.messages(conversationId);
    return infiniteQueryOptions({
        queryKey,
        initialPageParam: null as ThreadCursor,
        queryFn: async ({ pageParam, signal }): Promise<Page<Message>> => {
            const { data, stamp } = await unwrap(
                api.GET("/api/conversations/{id}/messages", {
                    params: { path: { id: conversationId }, query: { limit: pageSize, ...(pageParam ?? {}) } },
                    signal,
                }),
            );
            const parsed = messagePage.parse(data);
            // A page that was asked for without a cursor is the newest, and so is one that is not full on the way there.
            const forward = pageParam !== null && "after" in pageParam;
            const newest = pageParam === null || (forward && parsed.items.length < pageSize);
            return toPage<Message>(
                { ...parsed, after: newest ? null : parsed.after },
                cache.sequenceOf(stamp, queryKey),
            );
        },
        getPreviousPageParam: (first): ThreadCursor => (first.before === null ? null : { before: first.before }),
        getNextPageParam: (last): ThreadCursor => (last.after === null ? null : { after: last.after }),
        maxPages: threadPagesMax,
        structuralSharing: cache.mendMessages(conversationId),
    });
}

/** Who may be given a conversation. */
export function agentList({ api }: Services) {
    return queryOptions({
        queryKey: ["agents"],
        queryFn: async (): Promise<Person[]> => personPage.parse((await unwrap(api.GET("/api/agents"))).data).items,
    });
}

export type Lead = Conversation["mode"];

/** What a person does to a conversation; the change comes back as an event. */
export function conversationActions({ api }: Services, conversationId: string) {
    const params = { path: { id: conversationId } };
    return {
        read: () => unwrap(api.POST("/api/conversations/{id}/read", { params })),
        assign: (userId: string | null) =>
            unwrap(api.POST("/api/conversations/{id}/assign", { params, body: { userId } })),
        lead: (mode: Lead) =>
            unwrap(api.POST("/api/conversations/{id}/takeover", { params, body: { mode } })),
        resolve: () => unwrap(api.POST("/api/conversations/{id}/resolve", { params })),
        snooze: (until: Date) =>
            unwrap(
                api.POST("/api/conversations/{id}/snooze", {
                    params,
                    body: { until: until.toISOString() },
                }),
            ),
    };
}

export function messageActions({ api }: Services, conversationId: string, messageId: string) {
    const params = { path: { id: conversationId, messageId } };
    return {
        sendAgain: () => unwrap(api.POST("/api/conversations/{id}/messages/{messageId}/send_again", { params })),
        leave: () => unwrap(api.POST("/api/conversations/{id}/messages/{messageId}/leave", { params })),
    };
}
