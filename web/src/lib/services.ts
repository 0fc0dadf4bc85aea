// What the page is made of, built once in app/ and handed down.

import type { QueryClient } from "@tanstack/react-query";

import { Alerts } from "@/lib/alerts";
import { authorizedFetch, createApi, unwrap, type Api, type FetchLike } from "@/lib/api/client";
import { createBrowserAuth } from "@/lib/auth-browser";
import type { AuthRefresh } from "@/lib/auth-refresh";
import { readStored, writeStored } from "@/lib/browser-store";
import { currentLanguage } from "@/lib/i18n";
import { Live } from "@/lib/live";
import { Connections } from "@/lib/connections";
import { LiveCache } from "@/lib/live-cache";
import { createLogShipper } from "@/lib/log-browser";
import type { LogShipper } from "@/lib/log-shipper";
import { pageLog } from "@/lib/logger";
import { Outbox } from "@/lib/outbox";
import { Presence } from "@/lib/presence";
import { ServerClock } from "@/lib/server-clock";

export interface Services {
    readonly alerts: Alerts;
    readonly api: Api;
    readonly auth: AuthRefresh;
    readonly cache: LiveCache;
    readonly clock: ServerClock;
    readonly connections: Connections;
    readonly live: Live;
    readonly logShipper: LogShipper;
    readonly outbox: Outbox;
    readonly presence: Presence;
}

const outboxKey = "chasqui.outbox";

/** Every answer says how late it is on the server. */
function readingTime(clock: ServerClock, send: FetchLike): FetchLike {
    return async (request) => {
        const response = await send(request);
        clock.atLeast(Date.parse(response.headers.get("Date") ?? ""));
        return response;
    };
}

/** The tokens of one person alone: what they wrote is never sent with another's. */
function tokensOf(auth: AuthRefresh, userId: string): Pick<AuthRefresh, "fresh" | "recover"> {
    const own = (token: string | null): string | null => (auth.token?.user.id === userId ? token : null);
    return {
        fresh: async () => own(await auth.fresh()),
        recover: async (rejected) => own(await auth.recover(rejected)),
    };
}

function createOutbox(auth: AuthRefresh, cache: LiveCache, clock: ServerClock, send: FetchLike): Outbox {
    return new Outbox({
        now: () => clock.now(),
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
        post: async ({ userId, conversationId, clientId, text }) => {
            const api = createApi(authorizedFetch(tokensOf(auth, userId), currentLanguage, send));
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

/** What one person saw here is not shown to the next one, nor mixed with what they may see. */
function followUser(queries: QueryClient, { alerts, auth, cache, connections, live, outbox, presence }: Services): void {
    let last: string | null = null;
    const follow = (): void => {
        const userId = auth.token?.user.id ?? null;
        outbox.actFor(userId);
        if (userId === null || userId === last) return;
        if (last !== null) {
            live.forget();
            presence.forget();
            cache.forget();
            connections.forget();
            alerts.forget();
            queries.clear();
        }
        last = userId;
    };
    auth.subscribe(follow);
    follow();
}

/** What is not a browser's own comes from whoever tests the page. */
export interface Outside {
    readonly auth?: AuthRefresh;
    readonly send?: FetchLike;
}

export function createServices(queries: QueryClient, outside: Outside = {}): Services {
    const auth = outside.auth ?? createBrowserAuth();
    const clock = new ServerClock();
    const send = readingTime(clock, outside.send ?? ((request) => fetch(request)));
    const authorized = authorizedFetch(auth, currentLanguage, send);
    const api = createApi(authorized);
    const logShipper = createLogShipper(pageLog, auth, { authorized, bare: send });
    const cache = new LiveCache(queries, () => auth.token?.user.id ?? "");
    const alerts = new Alerts(queries);
    const connections = new Connections(queries);
    const presence = new Presence();
    const live = new Live(auth, {
        apply: (epoch, event, { at, fresh }) => {
            if (fresh) clock.shows(at);
            else clock.atLeast(at);
            cache.apply(epoch, event);
            if (event.message?.direction === "inbound" && event.conversation)
                connections.heard(event.conversation.numberId, event.message.createdAt);
        },
        beginAt: (position) => {
            cache.beginAt(position);
        },
        resync: (position) => {
            cache.resync(position);
            connections.askAgain();
            alerts.askAgain();
        },
        house: (event, sequence) => {
            if (event.connection) connections.tell(event.connection, sequence);
            if (event.alert) alerts.tell(event.alert, sequence);
        },
        typing: (note) => {
            presence.typing(note);
        },
        viewing: (note) => {
            presence.viewing(note);
        },
    });
    const outbox = createOutbox(auth, cache, clock, send);
    const services = { alerts, api, auth, cache, connections, live, logShipper, clock, outbox, presence };
    followUser(queries, services);
    return services;
}
