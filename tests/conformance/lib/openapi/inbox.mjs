// Conversations and messages, with simulated customers and a real Socket.IO client that waits for what happens.
import { createRequire } from "node:module";

import { check } from "./judge.mjs";
import { within } from "./server.mjs";

const { io } = createRequire(new URL("../../../../web/package.json", import.meta.url))("socket.io-client");
const kinds = ["image", "audio", "document", "location", "contacts", "order"];

/** Judges each event by the schemas of what it carries; `until(look)` resolves with the first that `look` takes. */
function listen(caller) {
    const socket = io(caller.url, { transports: ["websocket"], auth: { token: caller.token } });
    const past = [];
    const waiting = new Set();
    socket.onAny((name, data) => {
        if (name === "tick" || name === "resync") return;
        past.push({ name, data });
        for (const [part, schema] of [["message", "Message"], ["conversation", "Conversation"]]) {
            const faults = part in data ? caller.judge.component(schema, data[part]) : [];
            if (faults.length > 0) check(`the event ${name}: its ${part}`, false, { faults, data });
        }
        for (const look of waiting) look();
    });
    const until = (what, look) => within(what, (resolve) => {
        const attempt = () => {
            const found = past.find(({ name, data }) => look(name, data));
            if (!found) return;
            waiting.delete(attempt);
            resolve(found.data);
        };
        waiting.add(attempt);
        attempt();
    });
    return { until, connected: within("the socket", (resolve) => socket.on("connect", resolve)), close: () => socket.close() };
}

async function simulate(caller, path, body) {
    const response = await fetch(`${caller.url}/_sim${path}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
}

async function customersWrite(caller, live) {
    const { from, wamid } = await simulate(caller, "/messages", { type: "text", text: "¿Llegó?" });
    const written = (id) => (name, data) => name === "new_message" && data.message.wamid === id;
    const { conversation } = await live.until("the customer's message", written(wamid));
    for (const type of kinds) {
        const other = await simulate(caller, "/messages", { from, type });
        await live.until(`the customer's ${type}`, written(other.wamid));
    }
    const elsewhere = await simulate(caller, "/messages", { type: "text", text: "Otra persona" });
    await live.until("another customer's message", written(elsewhere.wamid));
    return conversation;
}

async function lists(caller, id) {
    for (const view of ["all", "mine", "unassigned", "unread"]) await caller.call("GET", "/api/conversations", { query: { view } });
    for (const state of ["open", "snoozed", "resolved"]) await caller.call("GET", "/api/conversations", { query: { state } });
    await caller.call("GET", "/api/conversations", { query: { view: "other" }, unlike: true, status: 400 });
    const newest = await caller.call("GET", "/api/conversations", { query: { limit: "1" } });
    const older = await caller.call("GET", "/api/conversations", { query: { before: newest.before } });
    await caller.call("GET", "/api/conversations", { query: { after: older.after } });
    await caller.call("GET", "/api/conversations/{id}", { parameters: { id } });
    await caller.call("GET", "/api/conversations/{id}", { parameters: { id: "none" }, status: 404 });
    const contacts = await caller.call("GET", "/api/contacts");
    await caller.call("GET", "/api/contacts/{id}", { parameters: { id: contacts.items[0].id } });
}

/** Every change of a conversation; resolves with the id of one that customers have written in. */
export async function conversations(caller) {
    const live = listen(caller);
    await live.connected;
    const { id } = await customersWrite(caller, live);
    live.close();
    await lists(caller, id);
    const change = (name, options) => caller.call("POST", `/api/conversations/{id}/${name}`, { parameters: { id }, ...options });
    const { user } = await caller.call("GET", "/api/auth/me");
    const team = await caller.call("POST", "/api/teams", { body: { name: "Sales" } });
    check("what is read has nothing unread", (await change("read")).unread === 0, "unread");
    check("it is given to a user", (await change("assign", { body: { userId: user.id } })).assignee?.id === user.id, "assignee");
    check("it is given to a team", (await change("assign", { body: { teamId: team.id } })).team === team.id, "team");
    await change("assign", { body: { userId: null, teamId: null } });
    await change("assign", { body: {}, unlike: true, status: 400 });
    check("it is taken over", (await change("takeover", { body: { mode: "takeover" } })).mode === "takeover", "mode");
    await change("snooze", { body: { until: new Date(Date.now() + 3_600_000).toISOString() } });
    await change("snooze", { body: { until: "tomorrow" }, unlike: true, status: 400 });
    check("its case is resolved", (await change("resolve")).case.state === "resolved", "case");
    return id;
}

/** Messages that arrive, fail, are not known to have arrived, and are stopped. */
export async function messages(caller, id) {
    const live = listen(caller);
    await live.connected;
    const path = "/api/conversations/{id}/messages";
    const send = (clientId) => caller.call("POST", path, { parameters: { id }, body: { clientId, type: "text", text: "Sí" } });
    const becomes = (message, ...statuses) => live.until(`${message.clientId} to be ${statuses}`, (_, data) =>
        data.message?.id === message.id && statuses.includes(data.message.status));
    const decide = (message, choice, options) => caller.call("POST", `${path}/{messageId}/${choice}`, { parameters: { id, messageId: message.id }, ...options });
    const fault = (target, mode, effect) => simulate(caller, "/faults", { target, mode, effect });

    await becomes(await send("arrives"), "delivered", "read");
    await fault("messages", "next", { code: 131026 });
    const refused = await send("refused");
    const { message } = await becomes(refused, "failed");
    check("a failure says why", message.error.metaCode === 131026, message);
    await decide(refused, "send_again");
    await becomes(refused, "sent", "delivered", "read");

    // Accepted, the answer cut, and no status ever comes: nobody knows.
    await fault("webhook", "always", { dropWebhook: true });
    await fault("messages", "next", { cutAfterAccept: true });
    const unknown = await send("unknown");
    await becomes(unknown, "unconfirmed");
    const behind = await send("behind");
    check("what is cancelled is cancelled", (await decide(behind, "cancel")).status === "cancelled", "status");
    check("what is left is failed", (await decide(unknown, "leave")).status === "failed", "status");
    await decide(unknown, "leave", { status: 409 });
    await decide({ id: "none" }, "cancel", { status: 404 });

    const newest = await caller.call("GET", path, { parameters: { id }, query: { limit: "3" } });
    const older = await caller.call("GET", path, { parameters: { id }, query: { before: newest.before, limit: "50" } });
    check("every kind was there to be judged", kinds.every((kind) => older.items.some(({ type }) => type === kind)), older.items.map(({ type }) => type));
    await caller.call("GET", path, { parameters: { id }, query: { after: older.after } });
    await caller.call("GET", path, { parameters: { id }, query: { limit: "0" }, unlike: true, status: 400 });
    await caller.call("POST", path, { parameters: { id }, body: { clientId: "x", type: "fax", text: "x" }, unlike: true, status: 400 });
    live.close();
}
