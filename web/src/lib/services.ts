// What the page is made of, built once in app/ and handed down.

import type { QueryClient } from "@tanstack/react-query";

import { authorizedFetch, createApi, unwrap, type Api, type FetchLike } from "@/lib/api/client";
import { createBrowserAuth } from "@/lib/auth-browser";
import type { AuthRefresh } from "@/lib/auth-refresh";
import { readStored, writeStored } from "@/lib/browser-store";
import { currentLanguage } from "@/lib/i18n";
import { Live } from "@/lib/live";
import { LiveCache } from "@/lib/live-cache";
import { Outbox } from "@/lib/outbox";
import { Presence } from "@/lib/presence";

export interface Services {
    readonly api: Api;
    readonly auth: AuthRefresh;
    readonly cache: LiveCache;
    readonly live: Live;
    readonly outbox: Outbox;
    readonly presence: Presence;
}

const outboxKey = "chasqui.outbox";

function createOutbox(api: Api, cache: LiveCache): Outbox {
    return new Outbox({
        now: () => Date.now(),
        newId: () => crypto.randomUUID(),
        schedule: (ms, work) => {
            const timer = setTimeout(work, ms);
            return () => {
                clearTimeout(timer);
            };
        },
        load: () => readStored(outboxKey),
        save: (value) => {
            writeStored(outboxKey, value);
        },
        post: async ({ conversationId, clientId, text }) => {
            const answer = await unwrap(
                api.POST("/api/conversations/{id}/messages", {
                    params: { path: { id: conversationId } },
                    body: { clientId, type: "text", text },
                }),
            );
            return answer.data;
        },
        stored: (message) => {
            cache.addSent(message);
        },
    });
}

/** What is not a browser's own comes from whoever tests the page. */
export interface Outside {
    readonly auth?: AuthRefresh;
    readonly send?: FetchLike;
}

export function createServices(queries: QueryClient, outside: Outside = {}): Services {
    const auth = outside.auth ?? createBrowserAuth();
    const api = createApi(authorizedFetch(auth, currentLanguage, outside.send));
    const cache = new LiveCache(queries, () => auth.token?.user.id ?? "");
    const presence = new Presence();
    const live = new Live(auth, {
        apply: (epoch, event) => {
            cache.apply(epoch, event);
        },
        beginAt: (position) => {
            cache.beginAt(position);
        },
        resync: (position) => {
            cache.resync(position);
        },
        typing: (note) => {
            presence.typing(note);
        },
        viewing: (note) => {
            presence.viewing(note);
        },
    });
    return { api, auth, cache, live, outbox: createOutbox(api, cache), presence };
}
