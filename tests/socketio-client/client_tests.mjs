// What the client's own tests ask of a server, on the target's profile `client`.
import assert from "node:assert/strict";

import { client, connected, next, startTarget, test } from "./support.mjs";

const target = await startTarget("client");
process.once("exit", () => target.kill());
const { url } = target;
const bytes = Buffer.from("asdfasdf");

test("connects and is given the id that the server knows", async () => {
    const socket = await connected(client(url));
    assert.equal(await socket.emitWithAck("getId"), socket.id);
    assert.equal(socket.id.length, 20);
});

test("a refusal of the main namespace is a connect_error with its message", async () => {
    const [error] = await next(client(url, { query: { fail: true }, reconnection: false }), "connect_error");
    assert.equal(error.message, "Auth failed (main namespace)");
});

test("a refusal of another namespace leaves the first one connected", async () => {
    const socket = await connected(client(url));
    const [error] = await next(socket.io.socket("/no").connect(), "connect_error");
    assert.equal(error.message, "Auth failed (custom namespace)");
    assert.ok(socket.connected);
});

test("an unknown namespace is refused", async () => {
    const [error] = await next(client(`${url}/nowhere`, { reconnection: false }), "connect_error");
    assert.equal(error.message, "Invalid namespace");
});

test("events go both ways, with text of every script", async () => {
    const socket = await connected(client(url));
    socket.emit("hi");
    await next(socket, "hi");
    const texts = [];
    socket.on("takeUtf8", (text) => texts.push(text));
    socket.emit("getUtf8");
    await socket.emitWithAck("echo", 1);
    assert.deepEqual(texts, ["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"]);
});

test("acknowledgements go both ways", async () => {
    const socket = await connected(client(url));
    assert.deepEqual(await socket.emitWithAck("echo", { a: [1, 2.5, null, "ñ"] }), { a: [1, 2.5, null, "ñ"] });
    socket.on("ack", (answer) => answer(5, { test: true }));
    socket.emit("ack");
    await next(socket, "got it");
});

test("binary goes both ways, alone and inside of objects", async () => {
    const socket = await connected(client(url));
    socket.emit("doge");
    assert.deepEqual((await next(socket, "doge"))[0], bytes);
    socket.emit("buffa", bytes);
    await next(socket, "buffack");
    socket.emit("jsonbuff", { hello: "lol", message: bytes, goodbye: "gotcha" });
    await next(socket, "jsonbuff-ack");
    assert.deepEqual(await socket.emitWithAck("echo", bytes), bytes);
    socket.emit("blob1", bytes);
    socket.emit("blob2", "second");
    socket.emit("blob3", bytes);
    await next(socket, "blob3-ack");
});

test("the handshake carries headers, query and auth", async () => {
    const socket = await connected(client(url, { query: { key1: "&=bob" }, auth: { a: "b" } }));
    const handshake = await socket.emitWithAck("getHandshake");
    assert.equal(handshake.query.key1, "&=bob");
    assert.equal(handshake.query.EIO, "4");
    assert.deepEqual(handshake.auth, { a: "b" });
    assert.ok(handshake.headers.host);
});

test("several namespaces share one connection, and are left one by one", async () => {
    const socket = await connected(client(url));
    const foo = socket.io.socket("/foo").connect();
    await connected(foo);
    assert.equal(foo.io, socket.io);
    assert.equal(await foo.emitWithAck("getId"), foo.id);
    foo.disconnect();
    assert.equal(await socket.emitWithAck("echo", "still here"), "still here");
});

test("a message over the limit closes the connection, and the client comes back", async () => {
    const socket = await connected(client(url, { reconnectionDelay: 10 }));
    socket.emit("echo", "x".repeat(1_000_001));
    const [reason] = await next(socket, "disconnect");
    assert.equal(reason, "transport close");
    await next(socket, "connect");
});

test("polling is refused in Engine.IO's words", async () => {
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
    assert.equal(answer.status, 400);
    assert.deepEqual(await answer.json(), { code: 0, message: "Transport unknown" });
});

test("the connection outlives the server's pings", async () => {
    const socket = await connected(client(url));
    let pings = 0;
    socket.io.on("ping", () => (pings += 1));
    await next(socket.io, "ping");
    await next(socket.io, "ping");
    assert.equal(await socket.emitWithAck("echo", 1), 1);
    assert.ok(pings >= 2);
});
