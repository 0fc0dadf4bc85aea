// @vitest-environment jsdom
import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test } from "vitest";

import { Alerts, alertsKey, isPressing } from "@/lib/alerts";
import { createApi } from "@/lib/api/client";
import { readHouseEvent } from "@/lib/live";
import type { Alert } from "@/lib/wire";

const full: Alert = {
    id: "a1",
    state: "firing",
    severity: "critical",
    message: "Memory is critical",
    runbook: "Look at what grows.",
    acknowledgedAt: null,
};

let queries: QueryClient;
let alerts: Alerts;
let asked: string[];

const ask = (items: Alert[], sequence: number) => {
    const api = createApi((request) => {
        asked.push(request.url);
        const body = { success: true, data: { items, before: null, after: null } };
        return Promise.resolve(Response.json(body, { headers: { "Chasqui-Sequence": `e/${String(sequence)}` } }));
    }, "http://test");
    return queries.fetchQuery({ ...alerts.options(api), staleTime: 0 });
};
const pressing = (): string[] =>
    (queries.getQueryData<{ value: readonly Alert[] }>(alertsKey)?.value ?? []).filter(isPressing).map(({ id }) => id);

beforeEach(() => {
    queries = new QueryClient();
    alerts = new Alerts(queries);
    asked = [];
});

test("what fires at the sign-in is asked for, and goes when it is resolved", async () => {
    await ask([full], 5);
    expect(asked).toEqual(["http://test/api/monitoring/alerts?state=firing&limit=100"]);
    expect(pressing()).toEqual(["a1"]);
    alerts.tell({ ...full, state: "resolved" }, 6);
    expect(pressing()).toEqual([]);
});

test("what begins to fire shows, and an older answer does not take it away", async () => {
    await ask([], 5);
    alerts.tell(full, 6);
    expect(pressing()).toEqual(["a1"]);
    await ask([], 5);
    expect(pressing()).toEqual(["a1"]);
    await ask([], 7);
    expect(pressing()).toEqual([]);
});

test.each<Partial<Alert>>([{ severity: "warning" }, { state: "pending" }, { state: "cleared" }, { acknowledgedAt: "2026-03-10T12:00:00.000Z" }])(
    "%o asks for nobody",
    (change) => {
        expect(isPressing({ ...full, ...change })).toBe(false);
    },
);

test("an event is read, and one of another shape is not", () => {
    expect(readHouseEvent("alert", { ...full, more: 1 })?.alert?.id).toBe("a1");
    expect(readHouseEvent("alert", { ...full, severity: 3 })).toBeNull();
    expect(readHouseEvent("metrics", { period: 60 })).toEqual({ connection: null, alert: null });
});
