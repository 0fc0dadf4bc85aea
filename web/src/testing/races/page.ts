// The page's own services, queries and socket, as a person uses them, without the drawing.

import { InfiniteQueryObserver, QueryObserver, type QueryClient } from "@tanstack/react-query";

import { conversationActions, conversationDetail, conversationList, messageThread } from "@/features/inbox/api/inbox-api";
import { tokenFrom } from "@/lib/auth-browser";
import { AuthRefresh, type User } from "@/lib/auth-refresh";
import { keys } from "@/lib/live-cache";
import type { Position } from "@/lib/live-cursor";
import type { Page as ApiPage, Pages, View } from "@/lib/live-merge";
import { createQueries } from "@/lib/queries";
import { createServices, type Services } from "@/lib/services";
import type { Conversation } from "@/lib/wire";
import { must } from "../../../../tests/e2e/lib/house.mjs";
import type { Chance } from "./chance";

export const views: readonly View[] = ["all", "mine", "unassigned", "unread"];
const openThreadsMax = 3;
// Between an answer and its arrival in the page: long enough for a dozen events.
const answerDelayMs = 600;

interface Thread {
    readonly observer: ReturnType<Page["watchThread"]>;
    close(): void;
}

export interface Person {
    readonly email: string;
    readonly password: string;
}

export class Page {
    readonly queries: QueryClient = createQueries();
    readonly services: Services;
    readonly token: string;
    readonly me: string;
    readonly #lists: ReturnType<Page["watchList"]>[];
    readonly #threads = new Map<string, Thread>();
    readonly #opened = new Set<string>();
    readonly #stops: (() => void)[] = [];
    #reached: Position | null = null;

    private constructor(grant: { accessToken: string; expiresIn: number; user: User }, private readonly chance: Chance) {
        this.token = grant.accessToken;
        this.me = grant.user.id;
        const auth = new AuthRefresh({
            now: () => Date.now(),
            wait: () => Promise.resolve(),
            // The token outlives the test.
            schedule: () => () => undefined,
            exclusive: (work) => work(),
            askPeers: () => Promise.resolve(null),
            request: () => Promise.resolve({ kind: "failed" }),
            publish: () => undefined,
        });
        auth.signIn(tokenFrom(grant, Date.now()));
        this.services = createServices(this.queries, { auth, send: (request) => this.#late(request) });
        this.#noteSteps();
        this.queries.mount();
        this.#stops.push(this.services.live.start(), () => {
            this.queries.unmount();
        });
        this.#lists = views.map((view) => this.watchList(view));
    }

    static async open(url: string, person: Person, chance: Chance): Promise<Page> {
        const grant = await must(url, "POST", "/api/auth/login", { body: person });
        return new Page(grant as { accessToken: string; expiresIn: number; user: User }, chance);
    }

    close(): void {
        for (const id of [...this.#threads.keys()]) this.#close(id);
        for (const stop of this.#stops) stop();
        this.queries.clear();
    }

    /** Whether all events up to `sequence` have come, nothing is asked for and nothing waits to be sent. */
    isInStep(sequence: number): boolean {
        const { live, outbox } = this.services;
        const reached = this.#reached !== null && this.#reached.sequence >= sequence && live.state.kind === "live";
        return reached && this.queries.isFetching() === 0 && outbox.items.every((item) => item.state === "refused");
    }

    /** Conversations that have been looked at. */
    get opened(): readonly string[] {
        return [...this.#opened];
    }

    /** One thing that a person does, or that the page does for them. */
    act(): void {
        const { chance } = this;
        const dice = chance.below(100);
        if (dice < 20) this.#openOne();
        else if (dice < 32) this.#readOn();
        else if (dice < 40) void this.queries.invalidateQueries({ queryKey: keys.lists });
        else if (dice < 50) this.#readThreadAgain();
        else if (dice < 70) this.#reply();
        else void this.#change();
    }

    async #late(request: Request): Promise<Response> {
        const response = await fetch(request);
        await new Promise((resolve) => setTimeout(resolve, this.chance.below(answerDelayMs)));
        return response;
    }

    #noteSteps(): void {
        const { cache } = this.services;
        const begin = cache.beginAt.bind(cache);
        cache.beginAt = (position) => {
            this.#reached = position;
            begin(position);
        };
    }

    watchList(view: View) {
        const observer = new InfiniteQueryObserver(this.queries, conversationList(this.services, view));
        this.#stops.push(observer.subscribe(() => undefined));
        return observer;
    }

    watchThread(id: string) {
        return new InfiniteQueryObserver(this.queries, messageThread(this.services, id));
    }

    #known(): Conversation[] {
        const data = this.queries.getQueryData<Pages<Conversation>>(keys.list("all"));
        return data?.pages.flatMap((page: ApiPage<Conversation>) => page.rows.map((row) => row.value)) ?? [];
    }

    #openOne(): void {
        const id = this.chance.pick(this.#known())?.id;
        if (id === undefined || this.#threads.has(id)) return;
        const [oldest] = this.#threads.keys();
        if (this.#threads.size >= openThreadsMax && oldest !== undefined) this.#close(oldest);
        const observer = this.watchThread(id);
        const detail = new QueryObserver(this.queries, {
            ...conversationDetail(this.services, id),
            placeholderData: () => this.services.cache.conversationFromLists(id),
        });
        const stops = [observer.subscribe(() => undefined), detail.subscribe(() => undefined)];
        this.#opened.add(id);
        this.#threads.set(id, {
            observer,
            close: () => {
                for (const stop of stops) stop();
            },
        });
        this.services.live.join(id);
    }

    #close(id: string): void {
        this.#threads.get(id)?.close();
        this.#threads.delete(id);
    }

    #readOn(): void {
        const list = this.chance.pick(this.#lists);
        if (list?.getCurrentResult().hasNextPage) void list.fetchNextPage();
        const thread = this.chance.pick([...this.#threads.values()])?.observer;
        if (thread?.getCurrentResult().hasPreviousPage) void thread.fetchPreviousPage();
    }

    #readThreadAgain(): void {
        void this.chance.pick([...this.#threads.values()])?.observer.refetch();
    }

    #reply(): void {
        const id = this.chance.pick([...this.#threads.keys()]);
        if (id !== undefined) this.services.outbox.add(id, `respuesta ${String(this.chance.below(1_000_000))}`);
    }

    async #change(): Promise<void> {
        const id = this.chance.pick(this.#known())?.id;
        if (id === undefined) return;
        const actions = conversationActions(this.services, id);
        const change = this.chance.pick([
            () => actions.read(),
            () => actions.read(),
            () => actions.resolve(),
            () => actions.assign(this.me),
            () => actions.assign(null),
            () => actions.lead("takeover"),
            () => actions.lead("ai_only"),
        ]);
        // Another has it, it is gone, or the wire is cut: a person would be told so.
        await change?.().catch(() => undefined);
        // As use-actions does.
        if (this.services.live.state.kind === "live") return;
        void this.queries.invalidateQueries({ queryKey: keys.conversation(id) });
        void this.queries.invalidateQueries({ queryKey: keys.lists });
    }
}
