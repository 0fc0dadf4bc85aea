// What tests that run the whole product share: its process, its API, its sockets and signed webhooks.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
const { io } = createRequire(join(root, "web/package.json"))("socket.io-client");

const patienceMs = 20_000;
export const secret = "house-secret";

export function program() {
    const path = process.env.CHASQUI_BIN ?? join(root, "build/release/chasqui");
    if (!existsSync(path)) throw new Error(`${path} is missing: build it, or name one in CHASQUI_BIN`);
    return path;
}

/** A promise that fails, saying what was waited for, when it takes too long. */
export function within(what, work, ms = patienceMs) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), ms);
        const over = (settle) => (value) => {
            clearTimeout(timer);
            settle(value);
        };
        work(over(resolve), over(reject));
    });
}

function environment(extra) {
    const own = Object.entries(process.env).filter(([name]) => !/^(CHASQUI_|WHATSAPP_|NODE_ENV$)/.test(name));
    return { ...Object.fromEntries(own), LOG_LEVEL: "warn", ...extra };
}

/** Starts `chasqui WORDS`, in the folder `cwd`, and waits for its ready line. */
export async function start(words, extra = {}, { cwd = process.cwd() } = {}) {
    const child = spawn(program(), words, { stdio: ["ignore", "pipe", "pipe"], env: environment(extra), cwd });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let printed = "";
    const url = await within(`${words[0]} to be ready`, (resolve, reject) => {
        child.once("exit", (code) => reject(new Error(`${words[0]} ended with ${code}\n${printed}`)));
        const read = (chunk) => {
            printed = (printed + chunk).slice(-20_000);
            const found = /ready on (http:\/\/\S+)/.exec(printed)?.[1];
            if (found) resolve(found);
        };
        child.stdout.on("data", read);
        child.stderr.on("data", read);
    });
    return {
        url,
        port: Number(new URL(url).port),
        printed: () => printed,
        async stop(signal = "SIGTERM") {
            child.kill(signal);
            await ended;
        },
    };
}

/** Runs `chasqui WORDS` to its end, with a password on its standard input where it wants one. */
export function run(words, { input = "", extra = {}, cwd = process.cwd() } = {}) {
    return within(words.join(" "), (resolve, reject) => {
        const child = spawn(program(), words, { stdio: ["pipe", "pipe", "pipe"], env: environment(extra), cwd });
        let printed = "";
        child.stdout.on("data", (chunk) => (printed += chunk));
        child.stderr.on("data", (chunk) => (printed += chunk));
        child.once("exit", (code) =>
            code === 0 ? resolve(printed) : reject(new Error(`${words.join(" ")} ended with ${code}\n${printed}`)));
        child.stdin.end(`${input}\n`);
    });
}

/** One request; the answer's body is parsed where it is JSON. */
export async function call(url, method, path, { token, body, headers = {} } = {}) {
    const response = await fetch(url + path, {
        method,
        headers: {
            ...(token ? { Authorization: `Bearer ${token}` } : {}),
            ...(body === undefined ? {} : { "Content-Type": "application/json" }),
            ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}

/** The same, which must be answered with a 2xx; its data. */
export async function must(url, method, path, options) {
    const answer = await call(url, method, path, options);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body.data;
}

export async function signIn(url, { email, password }) {
    return (await must(url, "POST", "/api/auth/login", { body: { email, password } })).accessToken;
}

/** Delivers a webhook as Meta would: `value` of a `messages` change, signed over its bytes. */
export async function webhook(url, value) {
    const body = JSON.stringify({
        object: "whatsapp_business_account",
        entry: [{ id: "1", changes: [{ field: "messages", value: { messaging_product: "whatsapp", ...value } }] }],
    });
    const signature = createHmac("sha256", secret).update(body).digest("hex");
    const response = await fetch(`${url}/webhooks/whatsapp`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Hub-Signature-256": `sha256=${signature}` },
        body,
    });
    if (response.status !== 200) throw new Error(`webhook: ${response.status} ${await response.text()}`);
}

let written = 0;

/** A customer writes to a number of the business. */
export async function customerWrites(url, { number, from, text }) {
    written += 1;
    const wamid = `wamid.${from}.${written}`;
    await webhook(url, {
        metadata: { display_phone_number: number, phone_number_id: number },
        contacts: [{ wa_id: from, profile: { name: `Customer ${from}` } }],
        messages: [{ from, id: wamid, timestamp: String(Math.floor(Date.now() / 1000)), type: "text", text: { body: text } }],
    });
    return wamid;
}

/** A socket that remembers what it was told, and waits for more. */
export class Screen {
    events = [];
    #waiting = new Set();

    constructor(url, auth) {
        this.socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, auth });
        this.socket.onAny((name, data, meta) => this.#note({ name, data, meta }));
        this.socket.on("connect_error", (error) => this.#note({ name: "refused", data: error.data ?? String(error) }));
        this.socket.on("disconnect", (reason) => this.#note({ name: "closed", data: reason, at: performance.now() }));
    }

    #note(event) {
        this.events.push(event);
        for (const look of this.#waiting) look();
    }

    /** The first event from `start` on for which `matches` holds; what was told already counts too. */
    seen(what, matches, start = 0) {
        return within(what, (resolve) => {
            const look = () => {
                const found = this.events.slice(start).find(matches);
                if (!found) return;
                this.#waiting.delete(look);
                resolve(found);
            };
            this.#waiting.add(look);
            look();
        });
    }

    named(name, start = 0) {
        return this.seen(name, (event) => event.name === name, start);
    }

    /** Where this screen stands: of what is told from now on, `start` is the first. */
    get now() {
        return this.events.length;
    }

    ask(name, data) {
        return this.socket.timeout(patienceMs).emitWithAck(name, data);
    }

    close() {
        this.socket.disconnect();
    }
}

const tests = [];

export function test(name, body) {
    tests.push({ name, body });
}

/** Runs the tests one after the other; each says "ok" or "not ok" and why. Returns how many failed. */
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
    }
    return failed;
}
