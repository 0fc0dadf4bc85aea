// Starts the conformance target, and what tests of a socket need: promises with a limit.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { io } from "socket.io-client";

const root = fileURLToPath(new URL("../../", import.meta.url));
const patienceMs = 10_000;

function program() {
    const folder = process.env.CHASQUI_BIN ? dirname(process.env.CHASQUI_BIN) : join(root, "build/dev");
    const path = process.env.CHASQUI_TARGET ?? join(folder, "target");
    if (!existsSync(path)) throw new Error(`${path} is missing: build the target, or name one in CHASQUI_TARGET`);
    return path;
}

/** A running target; `port` 0 takes a free one. */
export async function startTarget(profile, { port = 0, data } = {}) {
    const words = ["--profile", profile, "--listen", `127.0.0.1:${port}`, ...(data ? ["--data", data] : [])];
    const child = spawn(program(), words, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let printed = "";
    const url = await within(`the target ${profile} to be ready`, (resolve, reject) => {
        child.once("exit", (code) => reject(new Error(`the target ended with ${code}`)));
        child.stdout.on("data", (chunk) => {
            printed += chunk;
            const found = /target ready on (http:\/\/\S+)/.exec(printed)?.[1];
            if (found) resolve(found);
        });
    });
    return {
        url,
        port: Number(new URL(url).port),
        async kill(signal = "SIGKILL") {
            child.kill(signal);
            await ended;
        },
    };
}

/** A promise that fails, saying what was waited for, when it takes too long. */
export function within(what, work) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), patienceMs);
        const over = (settle) => (value) => {
            clearTimeout(timer);
            settle(value);
        };
        work(over(resolve), over(reject));
    });
}

export function next(socket, event) {
    return within(`the event ${event}`, (resolve) => socket.once(event, (...values) => resolve(values)));
}

const open = new Set();

/** A client of its own connection; it is closed at the end of the test. */
export function client(url, options = {}) {
    const socket = io(url, { transports: ["websocket"], forceNew: true, ...options });
    open.add(socket);
    return socket;
}

export async function connected(socket) {
    if (!socket.connected) await next(socket, "connect");
    return socket;
}

const tests = [];

export function test(name, body) {
    tests.push({ name, body });
}

/** Runs the tests one after the other; each says "ok" or "not ok" and why. */
export async function runTests() {
    let failed = 0;
    for (const { name, body } of tests) {
        try {
            await body();
            console.log(`ok ${name}`);
        } catch (error) {
            failed += 1;
            console.log(`not ok ${name}\n${error.stack}`);
        }
        for (const socket of open) socket.disconnect();
        open.clear();
    }
    return failed;
}

export async function post(url, body) {
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.clone().text());
    return (await answer.json()).data;
}
