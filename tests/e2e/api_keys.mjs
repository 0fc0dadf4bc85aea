// API keys: what comes in by them, what does not, and that a revoked one is over at once.
//   node tests/e2e/api_keys.mjs        starts build/release/chasqui (or CHASQUI_BIN)
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { call, customerWrites, must, run, runTests, Screen, secret, signIn, start, test } from "./lib/house.mjs";

const data = mkdtempSync(join(tmpdir(), "chasqui-keys-"));
const person = (name, role) => ({ email: `${name}@keys.test`, password: "Keys-passw0rd", name, role });
const [ana, sam, rui] = [person("ana", "admin"), person("sam", "supervisor"), person("rui", "agent")];
const add = ({ email, name, role, password }) =>
    run(["user", "add", "--data", data, "--email", email, "--name", name, "--role", role], { input: password });
for (const one of [ana, sam, rui]) await add(one);
const server = await start(["serve", "--data", data, "--listen", "127.0.0.1:0"], { WHATSAPP_APP_SECRET: secret });
const { url } = server;
const admin = await signIn(url, ana);
const number = "106540352242922";
await customerWrites(url, { number, from: "51999000111", text: "hola" });
// Nobody listens on port 1.
await must(url, "PUT", `/api/whatsapp/numbers/${number}`, {
    token: admin,
    body: { accessToken: "t", baseUrl: "http://127.0.0.1:1" },
});

const make = (body) => must(url, "POST", "/api/keys", { token: admin, body });
const code = async (method, path, options) => (await call(url, method, path, options)).body.code;
const key = await make({ name: "Orders", role: "agent" });

test("a key is shown once, and afterwards by how it begins", async () => {
    assert.match(key.secret, /^chq_[A-Za-z0-9_-]{43}$/);
    const { items } = await must(url, "GET", "/api/keys", { token: admin });
    assert.equal(items.length, 1);
    assert.ok(key.secret.startsWith(items[0].shown) && items[0].shown.length === 12);
    assert.ok(!JSON.stringify(items).includes(key.secret));
    const token = { token: admin, body: { name: "Twice", role: "agent" }, headers: { "Idempotency-Key": "k1" } };
    const first = await must(url, "POST", "/api/keys", token);
    const again = await must(url, "POST", "/api/keys", token);
    assert.notEqual(first.secret, again.secret); // no copy of it was kept to answer with
});

test("it does what its role may, as the person whose it is", async () => {
    const token = key.secret;
    const { items } = await must(url, "GET", "/api/conversations", { token });
    assert.equal(items.length, 1);
    const sent = await must(url, "POST", `/api/conversations/${items[0].id}/messages`, {
        token,
        body: { clientId: "by-key-1", type: "text", text: "buenos días" },
    });
    assert.equal(sent.author.name, "ana");
    assert.equal(await code("GET", "/api/users", { token }), "auth.forbidden");
    const { items: keys } = await must(url, "GET", "/api/keys", { token: admin });
    assert.ok(keys.find((one) => one.id === key.apiKey.id).lastUsedAt);
});

test("no key gives access, whatever its role", async () => {
    const { secret: token } = await make({ name: "All", role: "admin" });
    assert.equal((await call(url, "GET", "/api/users", { token })).status, 200);
    assert.equal((await call(url, "GET", "/api/keys", { token })).status, 403);
    for (const [path, body] of [
        ["/api/keys", { name: "More", role: "agent" }],
        ["/api/users", { email: "x@keys.test", name: "X", role: "admin", password: "Keys-passw0rd" }],
        ["/api/teams", { name: "Mine" }],
    ])
        assert.equal((await call(url, "POST", path, { token, body })).status, 403);
    assert.equal((await call(url, "GET", "/api/auth/sessions", { token })).status, 403);
    assert.equal((await call(url, "POST", "/api/auth/refresh", { token })).status, 401);
});

test("a key never may more than its owner, and falls with the owner", async () => {
    const made = JSON.parse(
        await run(["key", "add", "--data", data, "--owner", sam.email, "--name", "Sam's", "--role", "supervisor", "--json"]),
    );
    const call200 = async () => (await call(url, "GET", "/api/conversations", { token: made.secret })).status;
    assert.equal(await call200(), 200);
    await assert.rejects(run(["key", "add", "--data", data, "--owner", sam.email, "--name", "No", "--role", "admin"]));
    await assert.rejects(run(["key", "add", "--data", data, "--owner", rui.email, "--name", "No", "--role", "agent"]));
    await run(["user", "role", "--data", data, "--email", sam.email, "--role", "agent"]);
    assert.equal(await call200(), 401);
    await run(["user", "role", "--data", data, "--email", sam.email, "--role", "supervisor"]);
    assert.equal(await call200(), 200);
    await run(["user", "disable", "--data", data, "--email", sam.email]);
    assert.equal(await call200(), 401);
});

test("a key has a limit of its own", async () => {
    const { secret: token } = await make({ name: "Slow", role: "agent", limit: { max: 4, windowMs: 60_000 } });
    for (let left = 3; left >= 0; left--) {
        const { status, headers } = await call(url, "GET", "/api/conversations", { token });
        assert.equal(status, 200);
        assert.equal(headers.get("RateLimit-Policy"), '"key";q=4;w=60');
        assert.match(headers.get("RateLimit"), new RegExp(`^"key";r=${left};t=\\d+$`));
    }
    const refused = await call(url, "GET", "/api/auth/me", { token });
    assert.equal(refused.status, 429);
    assert.equal(refused.body.code, "auth.key_limit");
    assert.ok(Number(refused.headers.get("Retry-After")) > 0);
    assert.equal((await call(url, "GET", "/api/conversations", { token: key.secret })).status, 200);
});

test("what makes no sense is told, and no key is made", async () => {
    const before = (await must(url, "GET", "/api/keys", { token: admin })).items.length;
    const fault = (body) => code("POST", "/api/keys", { token: admin, body: { name: "X", role: "agent", ...body } });
    assert.equal(await fault({ limit: { max: 0, windowMs: 1000 } }), "auth.key_limit_invalid");
    assert.equal(await fault({ limit: { max: 5, windowMs: 0 } }), "auth.key_limit_invalid");
    assert.equal(await fault({ expiresAt: "2001-01-01T00:00:00Z" }), "auth.key_expiry");
    assert.equal(await fault({ expiresAt: "soon" }), "auth.key_expiry");
    assert.equal(await fault({ role: "root" }), "auth.role_unknown");
    assert.equal((await must(url, "GET", "/api/keys", { token: admin })).items.length, before);
});

test("a revoked key is nobody's from its commit, and its sockets close within a second", async () => {
    const screen = new Screen(url, { token: key.secret });
    await screen.named("tick");
    const from = screen.now;
    const revoked = performance.now();
    await must(url, "DELETE", `/api/keys/${key.apiKey.id}`, { token: admin });
    assert.equal((await call(url, "GET", "/api/conversations", { token: key.secret })).status, 401);
    const closed = await screen.named("closed", from);
    assert.ok(closed.at - revoked < 1000, `closed after ${closed.at - revoked} ms`);
    const late = new Screen(url, { token: key.secret });
    await late.named("refused");
    late.close();
    assert.equal(await code("DELETE", `/api/keys/${key.apiKey.id}`, { token: admin }), "auth.key_not_found");
});

test("the command lists and revokes by how a key begins", async () => {
    const made = JSON.parse(
        await run(["key", "add", "--data", data, "--owner", ana.email, "--name", "By command", "--days", "1", "--json"]),
    );
    const { shown } = made.keys[0];
    assert.match(await run(["key", "list", "--data", data]), new RegExp(shown));
    await run(["key", "revoke", "--data", data, shown]);
    assert.equal((await call(url, "GET", "/api/conversations", { token: made.secret })).status, 401);
    await assert.rejects(run(["key", "revoke", "--data", data, shown]));
});

const failed = await runTests();
await server.stop();
rmSync(data, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);
