// A real server before its first admin; the doors for machines; Meta's webhooks and numbers.
import { createHmac } from "node:crypto";
import { request } from "node:http";

import { Caller, check } from "./judge.mjs";
import { signIn } from "./people.mjs";
import { within } from "./server.mjs";

export async function setUpServer(judge, url, token) {
    const first = new Caller(judge, url);
    const who = { email: "eva@example.com", password: "a long password" };
    await first.call("GET", "/api/auth/setup");
    await first.call("POST", "/api/auth/setup", { body: { ...who, name: "Eva", token: "no such" }, status: 403 });
    await first.call("POST", "/api/auth/setup", { body: { ...who, name: "Eva", token } });
    await first.call("GET", "/api/auth/setup", { status: 404 });
    return signIn(judge, url, who);
}

function upgradeStatus(url) {
    return within("the WebSocket", (resolve, reject) => {
        const headers = {
            Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        };
        const asked = request(`${url}/socket.io/?EIO=4&transport=websocket`, { headers });
        asked.on("upgrade", ({ statusCode }, socket) => {
            socket.destroy();
            resolve(statusCode);
        });
        asked.on("response", ({ statusCode }) => resolve(statusCode));
        asked.on("error", reject);
        asked.end();
    });
}

export async function ownDoors(judge, url) {
    const anybody = new Caller(judge, url);
    for (const path of ["/livez", "/readyz", "/health", "/metrics", "/api/meta"]) await anybody.call("GET", path);
    const served = await anybody.call("GET", "/openapi.json");
    check("what is served is what is committed", JSON.stringify(served) === JSON.stringify(judge.document), "they differ: tools/check_openapi");

    const socket = "/socket.io/{rest}";
    const parameters = { rest: "" };
    await anybody.call("GET", socket, { parameters, query: { EIO: "4", transport: "polling" }, status: 400 });
    for (const method of ["POST", "PUT", "DELETE"]) await anybody.call(method, socket, { parameters });
    const status = await upgradeStatus(url);
    check("GET /socket.io/ opens a WebSocket", status === 101, status);
    if (status === 101) judge.saw("GET", socket);
}

const entry = {
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ field: "messages", value: {
        messaging_product: "whatsapp", metadata: { display_phone_number: "15550001111", phone_number_id: "106540352242922" },
        contacts: [{ profile: { name: "Ana" }, wa_id: "34612345678" }],
        messages: [{ from: "34612345678", id: "wamid.openapi", timestamp: "1767225600", type: "text", text: { body: "Hola" } }],
    } }] }],
};

export async function webhooks(admin, { appSecret, verifyToken }) {
    const meta = new Caller(admin.judge, admin.url);
    const path = "/webhooks/whatsapp";
    const page = await meta.call("GET", path);
    check("the webhook's address explains itself to a person", page.includes("<h1>"), page);
    const query = { "hub.mode": "subscribe", "hub.verify_token": verifyToken, "hub.challenge": "4711" };
    const challenge = await meta.call("GET", path, { query });
    check("the challenge comes back", challenge === "4711", challenge);
    await meta.call("GET", path, { query: { ...query, "hub.verify_token": "other" }, status: 403 });

    const signed = (raw) => ({ raw, headers: {
        "Content-Type": "application/json", "X-Hub-Signature-256": `sha256=${createHmac("sha256", appSecret).update(raw).digest("hex")}`,
    } });
    await meta.call("POST", path, signed(JSON.stringify(entry)));
    await meta.call("POST", path, signed("{ this is no JSON"));
    await meta.call("POST", path, { ...signed("{}"), headers: { "X-Hub-Signature-256": "sha256=00" }, status: 401 });

    await admin.call("GET", "/api/whatsapp/health");
    const { items } = await admin.call("GET", "/api/whatsapp/numbers");
    check("the unknown number is there, unclaimed", items[0]?.state === "unclaimed", items);
    await admin.call("PUT", "/api/whatsapp/numbers/{id}", { parameters: { id: items[0].id }, body: { accessToken: "token", baseUrl: "http://127.0.0.1:9" } });
    await admin.call("PUT", "/api/whatsapp/numbers/{id}", { parameters: { id: items[0].id }, body: {}, unlike: true, status: 400 });
    const checked = await admin.call("POST", "/api/whatsapp/health/check");
    check("a number whose API nobody answers at is said to fail", checked.connection.fault?.code === "connection.network", checked);
    const connections = await admin.call("GET", "/api/whatsapp/connection");
    check("and so for who answers from it", connections.items[0]?.connection.state === "failing", connections);
    const journal = await admin.call("GET", "/api/whatsapp/journal", { query: { limit: "10" } });
    check("the journal shows the dead one", journal.items.length === 1, journal);
    await admin.call("GET", "/api/whatsapp/journal", { query: { before: "no cursor" }, status: 400 });
}

export async function logLevels(admin) {
    const path = "/api/monitoring/log-levels";
    const before = await admin.call("GET", path);
    const changed = await admin.call("PUT", path, { body: { level: "info", modules: { store: "debug" } } });
    check("levels are changed", changed.level === "info" && changed.modules.store === "debug" && changed.modules.http === "info", changed);
    const again = await admin.call("PUT", path, { body: { level: before.level, modules: { store: null } } });
    check("and back", JSON.stringify(again) === JSON.stringify(before), again);
    for (const body of [{ level: "loud" }, { modules: { nowhere: "info" } }, { level: "silly", modules: { store: "loud" } }])
        await admin.call("PUT", path, { body, status: 400, unlike: true });
    check("what is wrong changes nothing", JSON.stringify(await admin.call("GET", path)) === JSON.stringify(before), before);
}

export async function pageLog(admin) {
    const entry = { level: "warn", component: "live", event: "lost", at: new Date().toISOString() };
    const fields = { status: 503, share: 0.5, online: false, why: "timeout", then: null };
    const taken = await admin.call("POST", "/api/logs", { body: { entries: [entry, { ...entry, fields }], dropped: 2 } });
    check("the page's entries are taken", taken.entries === 2, taken);
    await admin.call("POST", "/api/logs", { body: { entries: [{ ...entry, level: "silly" }] }, status: 400, unlike: true });
}
