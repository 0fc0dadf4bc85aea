// Compares what a page has cached with what the API says now, field by field.

import type { Query } from "@tanstack/react-query";

import { keys } from "@/lib/live-cache";
import { latestFirst, toPage, type Pages, type Row, type View } from "@/lib/live-merge";
import type { Conversation, Message } from "@/lib/wire";
import { call } from "../../../../tests/e2e/lib/house.mjs";
import type { Page } from "./page";

interface ApiPage<T> {
    items: T[];
    before: string | null;
    after: string | null;
}

export class Truth {
    compared = 0;

    constructor(private readonly url: string, private readonly page: Page) {}

    /** One line for each difference; none: the page shows what is so. */
    async differences(): Promise<string[]> {
        const found: string[] = [];
        for (const query of this.page.queries.getQueryCache().getAll()) {
            const [root, name] = query.queryKey as [string, string];
            // What is not looked at and known to be old is asked for when it is opened.
            if (!query.isActive() && query.state.isInvalidated) continue;
            const where = `${root} ${name}`;
            if (query.isActive() && (query.state.status !== "success" || query.state.isInvalidated))
                found.push(`${where}: ${query.state.status}${query.state.isInvalidated ? ", known to be old" : ""}`);
            if (query.state.data === undefined) continue;
            this.compared += 1;
            if (root === keys.lists[0]) found.push(...(await this.#ofList(where, query, name as View)));
            else if (root === "conversation") found.push(...(await this.#ofDetail(where, query, name)));
            else if (root === "messages") found.push(...(await this.#ofThread(where, query, name)));
        }
        return found;
    }

    async #get<T>(path: string): Promise<T | null> {
        const { status, body, text } = await call(this.url, "GET", path, { token: this.page.token });
        if (status === 404) return null;
        if (status !== 200) throw new Error(`${path}: ${String(status)} ${text}`);
        return body?.data as T;
    }

    /** The newest `count` items, or all where there are fewer. */
    async #newest<T>(path: string, count: number): Promise<{ items: T[]; isAll: boolean } | null> {
        let items: T[] = [];
        let before: string | null = null;
        do {
            const cursor: string = before === null ? "" : `&before=${encodeURIComponent(before)}`;
            const limit = Math.min(100, Math.max(1, count - items.length));
            const page: ApiPage<T> | null = await this.#get<ApiPage<T>>(`${path}limit=${String(limit)}${cursor}`);
            if (page === null) return null;
            items = [...page.items, ...items];
            before = page.before;
        } while (before !== null && items.length < count);
        return { items, isAll: before === null };
    }

    async #ofList(where: string, query: Query, view: View): Promise<string[]> {
        const { pages } = query.state.data as Pages<Conversation>;
        const cached = latestFirst(pages);
        const fresh = await this.#newest<Conversation>(`/api/conversations?view=${view}&`, cached.length);
        if (fresh === null) return [`${where}: not found`];
        const isAll = pages.at(-1)?.before === null;
        const asShown = latestFirst([toPage({ items: fresh.items, before: null, after: null }, 0)]);
        return [
            ...(isAll && !fresh.isAll ? [`${where}: there are more than the ${String(cached.length)} that it takes for all`] : []),
            ...differencesOf(where, cached, asShown),
        ];
    }

    async #ofDetail(where: string, query: Query, id: string): Promise<string[]> {
        const { value } = query.state.data as Row<Conversation | null>;
        return differencesIn(where, value, await this.#get<Conversation>(`/api/conversations/${id}`));
    }

    async #ofThread(where: string, query: Query, id: string): Promise<string[]> {
        const { pages } = query.state.data as Pages<Message>;
        const cached = pages.flatMap((page) => page.rows.map((row) => row.value));
        const fresh = await this.#newest<Message>(`/api/conversations/${id}/messages?`, cached.length + 1);
        // Whose conversation one may not see any more is not shown: its detail says so.
        if (fresh === null) return [];
        const isAll = pages[0]?.before === null;
        const items = isAll ? fresh.items : fresh.items.slice(-cached.length);
        return differencesOf(where, cached, items);
    }
}

function differencesOf(where: string, cached: { id: string }[], fresh: { id: string }[]): string[] {
    const ids = (items: { id: string }[]): string => items.map((item) => item.id).join(" ");
    if (ids(cached) !== ids(fresh)) {
        const missing = fresh.filter((item) => !cached.some(({ id }) => id === item.id)).map(({ id }) => id);
        const extra = cached.filter((item) => !fresh.some(({ id }) => id === item.id)).map(({ id }) => id);
        const order = missing.length + extra.length === 0 ? ", another order" : "";
        return [`${where}: of ${String(fresh.length)} it misses [${missing.join(" ")}], and has [${extra.join(" ")}] besides${order}`];
    }
    return cached.flatMap((item, index) => differencesIn(`${where} ${item.id}`, item, fresh[index]));
}

function differencesIn(where: string, cached: unknown, fresh: unknown): string[] {
    if (isRecord(cached) && isRecord(fresh)) {
        const names = new Set([...Object.keys(cached), ...Object.keys(fresh)]);
        return [...names].flatMap((name) => differencesIn(`${where}.${name}`, cached[name], fresh[name]));
    }
    const [ours, theirs] = [JSON.stringify(cached), JSON.stringify(fresh)];
    return ours === theirs ? [] : [`${where}: ${ours}, and it is ${theirs}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
