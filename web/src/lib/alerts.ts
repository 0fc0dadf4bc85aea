// The house's critical alerts, for its staff: asked for once, then kept by what the socket tells.

import { queryOptions, type QueryClient } from "@tanstack/react-query";

import { unwrap, type Api } from "@/lib/api/client";
import type { Row } from "@/lib/live-merge";
import type { Alert } from "@/lib/wire";

export const alertsKey = ["alerts"] as const;
type Rows = Row<readonly Alert[]>;

/** What asks for somebody now: it fires, it is critical, and nobody has said that they see to it. */
export function isPressing({ state, severity, acknowledgedAt }: Alert): boolean {
    return state === "firing" && severity === "critical" && acknowledgedAt === null;
}

/** Keeps the newest event of each alert, so that an answer never overwrites what is newer. */
export class Alerts {
    readonly #told = new Map<string, { alert: Alert; sequence: number }>();

    constructor(private readonly queries: QueryClient) {}

    options(api: Api) {
        return queryOptions({
            queryKey: alertsKey,
            queryFn: async (): Promise<Rows> => {
                const params = { query: { state: "firing", limit: 100 } } as const;
                const { data, stamp } = await unwrap(api.GET("/api/monitoring/alerts", { params }));
                return { value: data.items, sequence: stamp?.sequence ?? 0 };
            },
            structuralSharing: (_old, next) => this.#mended(next as Rows),
        });
    }

    tell(alert: Alert, sequence: number): void {
        this.#told.set(alert.id, { alert, sequence });
        this.queries.setQueryData<Rows>(alertsKey, (rows) => rows && this.#mended(rows));
    }

    /** Events were missed: what is on the screen is asked for again. */
    askAgain(): void {
        this.#told.clear();
        void this.queries.invalidateQueries({ queryKey: alertsKey });
    }

    forget(): void {
        this.#told.clear();
    }

    #mended(rows: Rows): Rows {
        return [...this.#told.values()]
            .filter(({ sequence }) => sequence > rows.sequence)
            .sort((a, b) => a.sequence - b.sequence)
            .reduce<Rows>(
                ({ value }, { alert, sequence }) => ({
                    value: [...value.filter(({ id }) => id !== alert.id), alert],
                    sequence,
                }),
                rows,
            );
    }
}
