// Engine.IO 4 and Socket.IO 5 packet by packet, on the target's profile `protocol`.
import assert from "node:assert/strict";

import WebSocket from "ws";

import { startTarget, test, within } from "./support.mjs";

const target = await startTarget("protocol");
process.once("exit", () => target.kill());

/** A WebSocket whose messages are taken one by one; pings are left out unless they are asked for. */
class Peer {
    #messages = [];
    #waiting = null;
    constructor(path, { pings = false } = {}) {
        this.socket = new WebSocket(target.url.replace("http", "ws") + path);
        this.closed = within("the connection to close", (resolve) => this.socket.once("close", resolve));
        this.closed.catch(() => undefined); // most tests do not wait for it
        this.socket.on("error", () => undefined);
        this.socket.on("message", (data, isBinary) => {
            const message = isBinary ? data : data.toString();
            if (message === "2" && !pings) return this.socket.send("3");
            this.#messages.push(message);
            this.#waiting?.();
        });
    }
    next() {
        return within("a message", (resolve) => {
            this.#waiting = () => {
                if (this.#messages.length === 0) return;
                this.#waiting = null;
                resolve(this.#messages.shift());
            };
            this.#waiting();
        });
    }
    async take(count) {
        const messages = [];
        for (let i = 0; i < count; i += 1) messages.push(await this.next());
        return messages;
    }
    send(...messages) {
        for (const message of messages) this.socket.send(message);
    }
}

const engine = "/engine.io/?EIO=4&transport=websocket";
const socketio = "/socket.io/?EIO=4&transport=websocket";

async function entered() {
    const peer = new Peer(socketio);
    await peer.next();
    peer.send("40");
    await peer.take(2);
    return peer;
}

for (const [path, name] of [[engine, "Engine.IO"], [socketio, "Socket.IO"]])
    test(`${name}: the open packet has exactly its keys`, async () => {
        const open = await new Peer(path).next();
        assert.equal(open[0], "0");
        const { sid, ...rest } = JSON.parse(open.slice(1));
        assert.equal(typeof sid, "string");
        assert.deepEqual(rest, { upgrades: [], pingInterval: 300, pingTimeout: 200, maxPayload: 1000000 });
    });

test("requests that open no session get 400 and Engine.IO's bodies", async () => {
    const bodies = {
        "": { code: 0, message: "Transport unknown" },
        "?EIO=4&transport=abc": { code: 0, message: "Transport unknown" },
        "?EIO=4&transport=polling": { code: 0, message: "Transport unknown" },
        "?EIO=4&transport=websocket": { code: 3, message: "Bad request" },
        "?EIO=4&transport=websocket&sid=abc": { code: 1, message: "Session ID unknown" },
    };
    for (const path of ["/engine.io/", "/socket.io/"])
        for (const [query, body] of Object.entries(bodies)) {
            const answer = await fetch(target.url + path + query);
            assert.equal(answer.status, 400, path + query);
            assert.deepEqual(await answer.json(), body);
        }
    for (const method of ["POST", "PUT"])
        assert.equal((await fetch(`${target.url}${socketio}`, { method })).status, 400);
});

test("upgrades that are wrong are refused with 400", async () => {
    for (const query of ["?transport=websocket", "?EIO=abc&transport=websocket", "?EIO=3&transport=websocket", "?EIO=4", ""]) {
        const { socket } = new Peer(`/engine.io/${query}`);
        const status = await within("a refusal", (resolve) => {
            socket.once("unexpected-response", (_, response) => resolve(response.statusCode));
        });
        assert.equal(status, 400, query);
        socket.terminate();
    }
});

test("Engine.IO: messages come back as they are", async () => {
    const peer = new Peer(engine);
    await peer.next();
    peer.send("4hello", Buffer.from([1, 2, 3, 4]));
    assert.equal(await peer.next(), "4hello");
    assert.deepEqual(await peer.next(), Buffer.from([1, 2, 3, 4]));
});

test("Engine.IO: the server pings, and a session that answers stays", async () => {
    const peer = new Peer(engine, { pings: true });
    await peer.next();
    for (let i = 0; i < 3; i += 1) {
        assert.equal(await peer.next(), "2");
        peer.send("3");
    }
});

test("Engine.IO: a ping without an answer closes in time", async () => {
    const peer = new Peer(engine, { pings: true });
    await peer.next();
    const begin = performance.now();
    await peer.closed;
    const took = performance.now() - begin;
    assert.ok(took > 450 && took < 2500, `${took} ms`);
});

for (const packet of ["1", "abc", "2", ""])
    test(`Engine.IO: "${packet}" closes`, async () => {
        const peer = new Peer(engine);
        await peer.next();
        peer.send(packet);
        await peer.closed;
    });

test("Socket.IO: a client enters and hears its auth, with the order of its keys", async () => {
    const peer = new Peer(socketio);
    await peer.next();
    peer.send('40{"b":1,"a":{"c":[true,null]}}');
    const [connect, auth] = await peer.take(2);
    assert.match(connect, /^40\{"sid":"[^"]+"\}$/);
    assert.equal(auth, '42["auth",{"b":1,"a":{"c":[true,null]}}]');
});

test("Socket.IO: namespaces with and without a comma", async () => {
    for (const packet of ["40/custom,", "40/custom"]) {
        const peer = new Peer(socketio);
        await peer.next();
        peer.send(packet);
        const [connect, auth] = await peer.take(2);
        assert.match(connect, /^40\/custom,\{"sid":"[^"]+"\}$/);
        assert.equal(auth, '42/custom,["auth",{}]');
    }
});

test("Socket.IO: an unknown namespace is refused to the byte", async () => {
    const peer = new Peer(socketio);
    await peer.next();
    peer.send("40/random");
    assert.equal(await peer.next(), '44/random,{"message":"Invalid namespace"}');
});

test("Socket.IO: no CONNECT within the time closes", async () => {
    const peer = new Peer(socketio);
    const begin = performance.now();
    await peer.closed;
    const took = performance.now() - begin;
    assert.ok(took > 900 && took < 3000, `${took} ms`);
});

test("Socket.IO: leaving a namespace keeps the others, leaving the last keeps the connection", async () => {
    const peer = await entered();
    peer.send("40/custom");
    await peer.take(2);
    peer.send("41/custom", '42["message","still here"]');
    assert.equal(await peer.next(), '42["message-back","still here"]');
    peer.send("41", "40");
    assert.match(await peer.next(), /^40\{/);
});

test("Socket.IO: text, binary, and both with acknowledgements", async () => {
    const peer = await entered();
    peer.send('42["message",1,"2",{"3":[true]}]', '42456["message-with-ack",1,"2",{"3":[false]}]');
    assert.deepEqual(await peer.take(2), ['42["message-back",1,"2",{"3":[true]}]', '43456[1,"2",{"3":[false]}]']);
    const two = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}';
    const bytes = [Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6])];
    peer.send(`452-["message",${two}]`, ...bytes);
    assert.deepEqual(await peer.take(3), [`452-["message-back",${two}]`, ...bytes]);
    peer.send(`452-789["message-with-ack",${two}]`, ...bytes);
    assert.deepEqual(await peer.take(3), [`462-789[${two}]`, ...bytes]);
});

for (const packet of ["4abc", "42{}", "42abc[]", "40", '42/custom,["message"]', '42["disconnect"]'])
    test(`Socket.IO: ${packet} closes`, async () => {
        const peer = await entered();
        peer.send(packet);
        await peer.closed;
    });
