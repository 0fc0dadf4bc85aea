// A business that takes webhooks, a running simulator, and the words "ok" and "not ok".
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const secret = "sim-clients-secret";
export const verifyToken = "sim-clients-verify";
export const number = "106540352242922";
export const token = "sim-token"; // the one that `chasqui sim` takes

const startMaxMs = 30_000;
const waitMaxMs = 30_000;
let failures = 0;

/** One thing that has to hold. `found` is shown when it does not. */
export function check(what, holds, found) {
    if (holds) return console.log(`ok ${what}`);
    failures += 1;
    console.log(`not ok ${what}: ${JSON.stringify(found)}`);
}

export const failed = () => failures > 0;

/** Takes webhooks on a free port and keeps their raw bytes and signatures. */
export async function startBusiness() {
    const webhooks = [];
    const waiting = new Set();
    const server = createServer((request, response) => {
        const url = new URL(request.url, "http://localhost");
        if (request.method === "GET") {
            const good = url.searchParams.get("hub.verify_token") === verifyToken;
            response.writeHead(good ? 200 : 403).end(good ? url.searchParams.get("hub.challenge") : "");
            return;
        }
        const parts = [];
        request.on("data", (part) => parts.push(part));
        request.on("end", () => {
            webhooks.push({ raw: Buffer.concat(parts).toString(), signature: request.headers["x-hub-signature-256"] });
            response.writeHead(200).end();
            for (const look of waiting) look();
        });
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const values = (name) => webhooks.flatMap(({ raw }) => JSON.parse(raw).entry.flatMap((entry) =>
        entry.changes.flatMap((change) => change.value[name] ?? [])));
    return {
        url: `http://127.0.0.1:${server.address().port}/webhooks/whatsapp`,
        webhooks,
        messages: () => values("messages"),
        statuses: () => values("statuses"),
        /** Resolves with the first truthy `look()`, asked after each webhook. */
        until(what, look) {
            return new Promise((resolve, reject) => {
                const timer = setTimeout(() => {
                    waiting.delete(attempt);
                    reject(new Error(`${what} did not come`));
                }, waitMaxMs);
                function attempt() {
                    const found = look();
                    if (!found) return;
                    clearTimeout(timer);
                    waiting.delete(attempt);
                    resolve(found);
                }
                waiting.add(attempt);
                attempt();
            });
        },
        stop: () => server.close(),
    };
}

/** Starts `chasqui sim` on a free port; resolves with its address when it says that it is ready. */
export function startSim(webhookUrl) {
    const program = process.env.CHASQUI_BIN ?? join(root, "build/release/chasqui");
    const child = spawn(program, ["sim", "--listen", "127.0.0.1:0", "--webhook", webhookUrl, "--app-secret", secret,
        "--verify-token", verifyToken, "--seed", "1", "--customers", "5", "--rate", "0"],
        { stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`the simulator is not ready\n${printed}`)), startMaxMs);
        const read = (chunk) => {
            printed += chunk;
            const url = /ready on (http:\/\/\S+)/.exec(printed)?.[1];
            if (!url) return;
            clearTimeout(timer);
            const call = async (method, path, body) => {
                const response = await fetch(`${url}/_sim${path}`, {
                    method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body),
                });
                if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
                return response.json();
            };
            const ended = new Promise((end) => child.on("exit", end));
            resolve({ url, call, stop: () => (child.kill("SIGTERM"), ended) });
        };
        child.stdout.on("data", read);
        child.stderr.on("data", read);
        child.on("error", reject);
        child.on("exit", (code) => reject(new Error(`chasqui sim ended with ${code}\n${printed}`)));
    });
}
