// The product's event log under the official client: rights, catching up, and a server that is killed.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { client, connected, next, post, startTarget, test, within } from "./support.mjs";

const folder = mkdtempSync(join(tmpdir(), "chasqui-live-"));
const data = join(folder, "log.db");
let target = await startTarget("live", { data });
process.once("exit", () => {
    target.kill();
    rmSync(folder, { recursive: true, force: true });
});

const append = (event) => post(`${target.url}/append`, event);
const admin = { auth: { token: "admin:ada" } };
const agentOf = (number, name) => ({ auth: { token: `agent:${name}:${number}` } });

/** Log events and ticks as they come; `until` waits for the one with this sequence. */
function record(socket) {
    const events = [];
    const ticks = [];
    const waiting = [];
    socket.on("tick", (tick) => ticks.push(tick));
    socket.on("new_message", (data, meta) => {
        events.push({ data, ...meta });
        for (const check of waiting) check();
    });
    const until = (sequence) =>
        within(`the event ${sequence}`, (resolve) => {
            const check = () => events.some((event) => event.sequence === sequence) && resolve();
            waiting.push(check);
            check();
        });
    return { events, ticks, until };
}

test("a token that is not good is refused with a code", async () => {
    const [error] = await next(client(target.url, { auth: { token: "nobody" } }), "connect_error");
    assert.equal(error.data.code, "auth.token_invalid");
    assert.equal(error.data.success, false);
    assert.equal(error.message, error.data.error);
});

test("the first event is a tick with the place in the log", async () => {
    const [tick] = await next(client(target.url, admin), "tick");
    assert.deepEqual(Object.keys(tick), ["epoch", "sequence", "sent"]);
    assert.equal(tick.sent, 0);
});

test("events reach those whose rights show them, and nobody else", async () => {
    const [boss, ana, bea] = await Promise.all(
        [admin, agentOf("100", "ana"), agentOf("200", "bea")].map((options) => connected(client(target.url, options))),
    );
    const [seenByBoss, seenByAna, seenByBea] = [boss, ana, bea].map(record);
    const first = await append({ name: "new_message", data: { text: "hola" }, rooms: ["staff", "scope:100:none"] });
    const second = await append({ name: "new_message", rooms: ["staff", "scope:200:none"], except: ["user:ada"] });
    await Promise.all([seenByBoss.until(first.sequence), seenByAna.until(first.sequence), seenByBea.until(second.sequence)]);
    assert.deepEqual(seenByAna.events.map((event) => event.sequence), [first.sequence]);
    assert.deepEqual(seenByBea.events.map((event) => event.sequence), [second.sequence]);
    assert.deepEqual(seenByBoss.events.map((event) => event.sequence), [first.sequence]);
    const [event] = seenByAna.events;
    assert.deepEqual(event.data, { text: "hola" });
    assert.equal(event.v, 1);
    assert.ok(!Number.isNaN(Date.parse(event.at)));
});

test("catching up replays what came after the cursor before it acknowledges", async () => {
    const socket = client(target.url, admin);
    const [tick] = await next(socket, "tick");
    const seen = record(socket);
    const { sequence } = await append({ name: "new_message", rooms: ["staff"] });
    await seen.until(sequence);
    const answer = await socket.emitWithAck("catch_up", { epoch: tick.epoch, sequence: tick.sequence });
    assert.deepEqual(answer, { success: true, epoch: tick.epoch, sequence });
    assert.deepEqual(seen.events.map((event) => event.sequence), [sequence, sequence]);
});

test("another epoch is told to resync", async () => {
    const socket = client(target.url, { auth: { ...admin.auth, epoch: "another", sequence: 1 } });
    const [position] = await next(socket, "resync");
    assert.deepEqual(Object.keys(position), ["epoch", "sequence"]);
});

test("who joins a conversation is seen, and typing is told to the others", async () => {
    const ana = await connected(client(target.url, agentOf("100", "ana")));
    const boss = await connected(client(target.url, admin));
    assert.deepEqual(await ana.emitWithAck("join_conversation", { conversationId: "100-1" }), { success: true });
    const viewing = next(ana, "user_viewing");
    await boss.emitWithAck("join_conversation", { conversationId: "100-1" });
    assert.deepEqual((await viewing)[0].users.map((user) => user.id).sort(), ["ada", "ana"]);
    const typing = next(boss, "user_typing");
    await ana.emitWithAck("typing", { conversationId: "100-1", typing: true });
    assert.deepEqual((await typing)[0], { conversationId: "100-1", user: { id: "ana", name: "ana" }, typing: true });
    const refused = await ana.emitWithAck("join_conversation", { conversationId: "200-1" });
    assert.equal(refused.success, false);
    assert.equal(refused.code, "inbox.not_found");
});

test("a person who is shut out is told so, and the client does not come back by itself", async () => {
    const socket = await connected(client(target.url, agentOf("100", "eva")));
    const gone = next(socket, "disconnect");
    await post(`${target.url}/close`, { user: "eva" });
    assert.equal((await gone)[0], "io server disconnect");
    assert.equal(socket.active, false);
});

test("after a kill the client comes back by itself with its cursor and misses nothing", async () => {
    let cursor = {};
    const socket = client(target.url, {
        auth: (answer) => answer({ ...admin.auth, ...cursor }),
        reconnectionDelay: 20,
        reconnectionDelayMax: 200,
    });
    const [tick] = await next(socket, "tick");
    const seen = record(socket);
    const before = await append({ name: "new_message", rooms: ["staff"] });
    await seen.until(before.sequence);
    cursor = { epoch: tick.epoch, sequence: before.sequence };

    const { port } = target;
    const gone = next(socket, "disconnect");
    await target.kill("SIGKILL");
    assert.equal((await gone)[0], "transport close");
    target = await startTarget("live", { data, port });
    // While the client is away or on its way back.
    const missed = await append({ name: "new_message", rooms: ["staff"] });
    await connected(socket);
    await seen.until(missed.sequence);
    const after = await append({ name: "new_message", rooms: ["staff"] });
    await seen.until(after.sequence);
    assert.deepEqual(
        seen.events.map((event) => event.sequence),
        [before.sequence, missed.sequence, after.sequence],
    );
    assert.ok(seen.events.every((event) => event.epoch === tick.epoch));
});
