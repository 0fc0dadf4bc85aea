// @vitest-environment jsdom
import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test } from "vitest";

import { createApi } from "@/lib/api/client";
import { Connections, connectionsKey, knownFault, troubled, type NumberConnection } from "@/lib/connections";
import type { Connection, ConnectionEvent } from "@/lib/wire";

const well: Connection = {
    state: "connected",
    fault: null,
    checkedAt: "2026-03-10T12:00:00.000Z",
    lastWebhookAt: "2026-03-10T11:59:00.000Z",
    lastSentAt: null,
    quality: "GREEN",
};
const expired: Connection = { ...well, state: "failing", fault: { code: "connection.token", detail: "code 190" } };

let queries: QueryClient;
let connections: Connections;
let answer: { rows: NumberConnection[]; sequence: number };

const event = (numberId: string, connection: Connection): ConnectionEvent => ({ numberId, display: "15550001111", connection });
const row = (numberId: string, connection: Connection): NumberConnection => event(numberId, connection);
const ask = () => {
    const api = createApi(() => {
        const body = { success: true, data: { items: answer.rows, before: null, after: null } };
        return Promise.resolve(Response.json(body, { headers: { "Chasqui-Sequence": `e/${String(answer.sequence)}` } }));
    }, "http://test");
    return queries.fetchQuery({ ...connections.options(api), staleTime: 0 });
};
const shown = (): readonly NumberConnection[] =>
    queries.getQueryData<{ value: readonly NumberConnection[] }>(connectionsKey)?.value ?? [];

beforeEach(() => {
    queries = new QueryClient();
    connections = new Connections(queries);
    answer = { rows: [row("n1", well)], sequence: 5 };
});

test("an event changes what was answered before it", async () => {
    await ask();
    connections.tell(event("n1", expired), 6);
    expect(shown()[0]?.connection.fault?.code).toBe("connection.token");
});

test("an answer does not overwrite an event that is newer, and does one that is older", async () => {
    connections.tell(event("n1", expired), 6);
    await ask();
    expect(shown()[0]?.connection.state).toBe("failing");
    answer.sequence = 7;
    await ask();
    expect(shown()[0]?.connection.state).toBe("connected");
});

test("a number that was not there before is shown", async () => {
    await ask();
    connections.tell(event("n2", expired), 6);
    expect(shown().map(({ numberId }) => numberId)).toEqual(["n1", "n2"]);
});

test("a customer's message is a webhook, and an older event does not set the time back", async () => {
    await ask();
    connections.heard("n1", "2026-03-10T12:05:00.000Z");
    connections.heard("n1", "2026-03-10T12:01:00.000Z");
    connections.heard("unknown", "2026-03-10T12:09:00.000Z");
    expect(shown()[0]?.connection.lastWebhookAt).toBe("2026-03-10T12:05:00.000Z");
    connections.tell(event("n1", expired), 6);
    expect(shown()[0]?.connection.lastWebhookAt).toBe("2026-03-10T12:05:00.000Z");
});

test("what fails stands before what is limited, and what is well is not told", () => {
    const limited: Connection = { ...well, state: "limited", fault: { code: "connection.rate_limited", detail: "" } };
    const all = [row("n1", well), row("n2", limited), row("n3", expired)];
    expect(troubled(all).map(({ numberId }) => numberId)).toEqual(["n3", "n2"]);
});

test("a fault that the page has no words for is told as unexpected", () => {
    expect(knownFault("connection.token")).toBe("token");
    expect(knownFault("connection.of_tomorrow")).toBe("unexpected");
});
