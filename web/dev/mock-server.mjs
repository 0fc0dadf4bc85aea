// A stand-in for the server, for working on the page alone: the same routes, event log, ticks and catching up, in memory.
//   node dev/mock-server.mjs [--port N] [--conversations N] [--long N]   (serves dist/ too; any password but "wrong" signs in)
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { parseArgs } from "node:util";

import { Server } from "socket.io";

import { crowd, message, piece, scenario, users } from "./mock-data.mjs";

const { values: flags } = parseArgs({
    options: { port: { type: "string", default: "8080" }, conversations: { type: "string", default: "0" }, long: { type: "string", default: "0" } },
});
const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const dist = new URL("../dist/", import.meta.url);

const data = scenario(Date.now());
if (Number(flags.conversations) > 0 || Number(flags.long) > 0) crowd(data, Date.now(), Number(flags.conversations), Number(flags.long));
const state = { epoch: "mock", sequence: 1_000, log: [], refreshes: 0, viewing: new Map() };
const find = (id) => data.conversations.find((one) => one.id === id);

class Failure extends Error {
    constructor(status, code, text, hint) {
        super(text);
        Object.assign(this, { status, code, hint });
    }
}

// --- the event log
function append(name, body) {
    state.sequence += 1;
    const event = { name, body: structuredClone(body), meta: { epoch: state.epoch, sequence: state.sequence, at: new Date().toISOString(), v: 1 } };
    state.log.push(event);
    for (const socket of io.sockets.sockets.values()) {
        if (!socket.data.ready) continue;
        socket.data.sent += 1;
        if (socket.data.lose > 0) socket.data.lose -= 1;
        else socket.emit(event.name, event.body, event.meta);
    }
}
const replay = (socket, after) => {
    for (const event of state.log) if (event.meta.sequence > after) socket.emit(event.name, event.body, event.meta);
};
const tick = (socket) => socket.emit("tick", { epoch: state.epoch, sequence: state.sequence, sent: socket.data.sent });

function changed(conversation, name = "conversation_updated") {
    conversation.updatedAt = new Date().toISOString();
    append(name, { conversation });
}

function receive(conversation, fields) {
    const added = message(conversation.id, Date.now(), fields);
    data.messages.get(conversation.id).push(added);
    Object.assign(conversation, { lastMessage: added, unread: conversation.unread + 1, waitingSince: conversation.waitingSince ?? added.sortAt, windowClosesAt: new Date(Date.now() + 86_400_000).toISOString(), case: piece(`k-${conversation.id}`, "open", added.sortAt) });
    append("new_message", { message: added, conversation });
    return added;
}

function advance(sent, statuses) {
    const [next, ...rest] = statuses;
    if (!next) return;
    setTimeout(() => {
        sent.status = next;
        append(next === "failed" ? "message_failed" : "message_status_update", { message: sent });
        advance(sent, rest);
    }, 400);
}

// --- the routes
const page = (items, { before, after, limit = "50" }) => {
    const end = before ? Number(before) : after ? Math.min(items.length, Number(after) + Number(limit)) : items.length;
    const start = after && !before ? Number(after) : Math.max(0, end - Number(limit));
    return { items: items.slice(start, end), before: start > 0 ? String(start) : null, after: end < items.length ? String(end) : null };
};
const session = (user) => ({ accessToken: `token-${user.id}-${(state.refreshes += 1)}`, expiresIn: 900, user });

const routes = {
    "GET /api/meta": () => ({ version: "0.1.0", demo: true, language: "es", logLevel: "debug", environment: "development" }),
    "GET /api/auth/setup": () => ({ open: true }),
    "POST /api/auth/setup": () => ({ user: users[0] }),
    "GET /api/agents": () => ({ items: users.map(({ id, name }) => ({ id, name })), before: null, after: null }),
    "GET /api/conversations": ({ query, user }) => {
        const views = { mine: (one) => one.assignee?.id === user.id, unassigned: (one) => one.assignee === null, unread: (one) => one.unread > 0 };
        const chosen = data.conversations.filter(views[query.view] ?? (() => true));
        return page(chosen.sort((a, b) => (a.lastMessage.sortAt < b.lastMessage.sortAt ? -1 : 1)), query);
    },
    "GET /api/conversations/:id": ({ conversation }) => conversation,
    "GET /api/conversations/:id/messages": ({ conversation, query }) => page(data.messages.get(conversation.id), query),
    "POST /api/conversations/:id/messages": ({ conversation, body, user }) => {
        const list = data.messages.get(conversation.id);
        const known = list.find((one) => one.clientId === body.clientId);
        if (known) return known;
        if (body.text === "refuse") throw new Failure(409, "inbox.window_closed", "La ventana de 24 horas está cerrada.", "Espera a que el cliente escriba.");
        const sent = message(conversation.id, Date.now(), { direction: "outbound", clientId: body.clientId, text: body.text, status: "queued", author: { id: user.id, name: user.name } });
        list.push(sent);
        Object.assign(conversation, { lastMessage: sent, unread: 0, waitingSince: null });
        append("new_message", { message: sent, conversation });
        if (body.text === "fail") sent.error = { code: "whatsapp.undeliverable", text: "El número no puede recibir mensajes.", metaCode: 131026 };
        advance(sent, body.text === "fail" ? ["accepted", "failed"] : ["dispatching", "accepted", "sent", "delivered", "read"]);
        return sent;
    },
    "POST /api/conversations/:id/read": ({ conversation }) => {
        if (conversation.unread > 0) {
            conversation.unread = 0;
            changed(conversation);
        }
        return conversation;
    },
    "POST /api/conversations/:id/assign": ({ conversation, body }) => {
        const user = users.find((one) => one.id === body.userId);
        conversation.assignee = user ? { id: user.id, name: user.name } : null;
        changed(conversation);
        return conversation;
    },
    "POST /api/conversations/:id/takeover": ({ conversation, body, user }) => {
        const taken = conversation.mode === "takeover" && conversation.assignee && conversation.assignee.id !== user.id;
        if (taken) throw new Failure(409, "inbox.taken", `${conversation.assignee.name} la tiene`);
        conversation.mode = body.mode ?? "takeover";
        if (conversation.mode === "takeover") conversation.assignee = { id: user.id, name: user.name };
        changed(conversation, "conversation_taken");
        return conversation;
    },
    "POST /api/conversations/:id/resolve": ({ conversation }) => {
        conversation.case.state = "resolved";
        changed(conversation);
        return conversation;
    },
    "POST /api/conversations/:id/snooze": ({ conversation }) => {
        conversation.case.state = "snoozed";
        changed(conversation);
        return conversation;
    },
    "POST /_sim/messages": ({ body }) => {
        const conversation = data.conversations.find((one) => one.contact.phone?.slice(1) === body.from) ?? data.conversations[0];
        return receive(conversation, { type: body.type, text: typeof body.text === "string" ? body.text : (body.text?.body ?? null) });
    },
    // For tests of the page: loses the next `count` live events, or cuts every line.
    "POST /_mock/lose": ({ body }) => {
        for (const socket of io.sockets.sockets.values()) socket.data.lose = body.count;
        return {};
    },
    "POST /_mock/cut": () => {
        for (const socket of io.sockets.sockets.values()) socket.conn.close();
        return {};
    },
    "POST /_mock/presence": ({ body }) => {
        io.emit(body.name, body.data);
        return {};
    },
};

function matchRoute(method, path) {
    const parts = path.split("/");
    const conversationId = parts[2] === "conversations" ? parts[3] : undefined;
    const pattern = conversationId ? ["", "api", "conversations", ":id", ...parts.slice(4)].join("/") : path;
    return { handler: routes[`${method} ${pattern}`], conversationId };
}

function sessionRoutes(request, path, body) {
    const cookie = /chasqui_refresh=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
    if (path === "/api/auth/login") {
        const user = users.find((one) => one.email === body.email) ?? users[0];
        if (body.password === "wrong") throw new Failure(401, "auth.bad_credentials", "El correo o la contraseña no son correctos.");
        return { data: session(user), cookie: user.id };
    }
    if (path === "/api/auth/refresh") {
        const user = users.find((one) => one.id === cookie);
        if (!user) throw new Failure(401, "auth.no_session", "La sesión terminó.");
        return { data: session(user), cookie: user.id };
    }
    return path === "/api/auth/logout" ? { data: {}, cookie: "" } : null;
}

async function answer(request, url) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    const own = sessionRoutes(request, url.pathname, body);
    if (own) return own;
    const { handler, conversationId } = matchRoute(request.method, url.pathname);
    if (!handler) throw new Failure(404, "http.not_found", "No existe.");
    const userId = /^Bearer token-(.+)-\d+$/.exec(request.headers.authorization ?? "")?.[1];
    const user = users.find((one) => one.id === userId);
    const open = /^\/(api\/(meta|auth)|_sim|_mock)/.test(url.pathname);
    if (!user && !open) throw new Failure(401, "auth.no_session", "La sesión terminó.");
    const conversation = conversationId ? find(conversationId) : undefined;
    if (conversationId && !conversation) throw new Failure(404, "inbox.not_found", "Esa conversación no existe.");
    return { data: handler({ conversation, body, user, query: Object.fromEntries(url.searchParams) }) };
}

async function serveFile(path, response) {
    const name = extname(path) ? path.slice(1) : "index.html";
    const file = await readFile(new URL(name, dist)).catch(() => null);
    response.writeHead(file ? 200 : 404, { "Content-Type": types[extname(name)] ?? "application/octet-stream", "Content-Security-Policy": policy });
    response.end(file ?? "");
}

const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    if (!/^\/(api|_sim|_mock)\//.test(url.pathname)) return serveFile(url.pathname, response);
    try {
        const { data: body, cookie } = await answer(request, url);
        const headers = { "Content-Type": "application/json", "Chasqui-Sequence": `${state.epoch}/${state.sequence}` };
        if (cookie !== undefined) headers["Set-Cookie"] = `chasqui_refresh=${cookie}; HttpOnly; SameSite=Strict; Path=/${cookie ? "" : "; Max-Age=0"}`;
        response.writeHead(200, headers);
        response.end(JSON.stringify({ success: true, data: body }));
    } catch (error) {
        response.writeHead(error.status ?? 500, { "Content-Type": "application/json" });
        response.end(JSON.stringify({ success: false, error: error.message, code: error.code ?? "mock.error", hint: error.hint }));
    }
});

// --- the sockets
const io = new Server(server, { transports: ["websocket"] });
io.use((socket, next) => {
    const userId = /^token-(.+)-\d+$/.exec(socket.handshake.auth.token ?? "")?.[1];
    socket.data.user = users.find((one) => one.id === userId);
    next(socket.data.user ? undefined : Object.assign(new Error("unauthorized"), { data: { code: "auth.no_session" } }));
});
io.on("connection", (socket) => {
    Object.assign(socket.data, { sent: 0, lose: 0, ready: true });
    const { epoch, sequence } = socket.handshake.auth;
    if (epoch === state.epoch) replay(socket, sequence);
    else if (epoch) socket.emit("resync", { epoch: state.epoch, sequence: state.sequence });
    tick(socket);
    const timer = setInterval(() => tick(socket), 5_000);
    socket.on("disconnect", () => clearInterval(timer));
    socket.on("catch_up", (from, done) => {
        replay(socket, from.sequence);
        socket.data.sent = 0;
        done({ success: true });
    });
    for (const name of ["join_conversation", "leave_conversation", "typing"]) socket.on(name, (_data, done) => done?.({ success: true }));
});

server.listen(Number(flags.port), "127.0.0.1", () => console.log(`mock ready on http://127.0.0.1:${server.address().port}`));
