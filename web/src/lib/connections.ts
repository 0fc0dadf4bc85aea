// How the business's numbers stand with Meta: asked for once, then kept by what the socket tells.

import { queryOptions, type QueryClient } from "@tanstack/react-query";

import { unwrap, type Api } from "@/lib/api/client";
import type { Row } from "@/lib/live-merge";
import type { Connection, ConnectionEvent } from "@/lib/wire";

export interface NumberConnection {
    readonly numberId: string;
    readonly display: string;
    readonly connection: Connection;
}

export const connectionsKey = ["connections"] as const;

type Rows = Row<readonly NumberConnection[]>;

const latest = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b > a) ? b : a);

/** The numbers after an event; one that was not there before has become this person's to see. */
function merged(rows: readonly NumberConnection[], { numberId, display, connection }: ConnectionEvent): NumberConnection[] {
    const before = rows.find((row) => row.numberId === numberId);
    const next: NumberConnection = {
        numberId,
        display,
        // The page may have seen a webhook's message that is newer than what the event was made of.
        connection: {
            ...connection,
            lastWebhookAt: latest(connection.lastWebhookAt, before?.connection.lastWebhookAt ?? null),
        },
    };
    return before ? rows.map((row) => (row === before ? next : row)) : [...rows, next];
}

/** Keeps the newest event of each number, so that an answer never overwrites what is newer. */
export class Connections {
    readonly #told = new Map<string, { event: ConnectionEvent; sequence: number }>();

    constructor(private readonly queries: QueryClient) {}

    options(api: Api) {
        return queryOptions({
            queryKey: connectionsKey,
            queryFn: async (): Promise<Rows> => {
                const { data, stamp } = await unwrap(api.GET("/api/whatsapp/connection"));
                const value = data.items.map(({ numberId, display, connection }) => ({ numberId, display, connection }));
                return { value, sequence: stamp?.sequence ?? 0 };
            },
            structuralSharing: (_old, next) => this.#mended(next as Rows),
        });
    }

    tell(event: ConnectionEvent, sequence: number): void {
        this.#told.set(event.numberId, { event, sequence });
        this.queries.setQueryData<Rows>(connectionsKey, (rows) => rows && this.#mended(rows));
    }

    /** A customer's message has come, by a webhook of this number. */
    heard(numberId: string, at: string): void {
        this.queries.setQueryData<Rows>(connectionsKey, (rows) => {
            if (!rows) return rows;
            const value = rows.value.map((row) => {
                const lastWebhookAt = latest(row.connection.lastWebhookAt, at);
                if (row.numberId !== numberId || lastWebhookAt === row.connection.lastWebhookAt) return row;
                return { ...row, connection: { ...row.connection, lastWebhookAt } };
            });
            return value.some((row, index) => row !== rows.value[index]) ? { ...rows, value } : rows;
        });
    }

    /** Events were missed: what is on the screen is asked for again. */
    askAgain(): void {
        this.#told.clear();
        void this.queries.invalidateQueries({ queryKey: connectionsKey });
    }

    forget(): void {
        this.#told.clear();
    }

    #mended(rows: Rows): Rows {
        return [...this.#told.values()]
            .filter(({ sequence }) => sequence > rows.sequence)
            .sort((a, b) => a.sequence - b.sequence)
            .reduce<Rows>(({ value }, { event, sequence }) => ({ value: merged(value, event), sequence }), rows);
    }
}

/** What the page has words for; everything else is told as `unexpected`. */
export const knownFaults = [
    "account",
    "graph_down",
    "master_key",
    "network",
    "no_status",
    "no_webhook",
    "not_registered",
    "number",
    "payment",
    "permission",
    "rate_limited",
    "signature",
    "token",
    "unexpected",
] as const;
export type KnownFault = (typeof knownFaults)[number];

export function knownFault(code: string): KnownFault {
    return knownFaults.find((fault) => code === `connection.${fault}`) ?? "unexpected";
}

const gravity = { unknown: 0, connected: 1, limited: 2, failing: 3 } as const;

/** The numbers that something is wrong with, the worst first. */
export function troubled(rows: readonly NumberConnection[]): NumberConnection[] {
    return rows
        .filter(({ connection }) => connection.fault !== null)
        .sort((a, b) => gravity[b.connection.state] - gravity[a.connection.state]);
}

export function lastWebhookAt(rows: readonly NumberConnection[]): string | null {
    return rows.reduce<string | null>((last, { connection }) => latest(last, connection.lastWebhookAt), null);
}
