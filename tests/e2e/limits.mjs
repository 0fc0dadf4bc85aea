// No way round the sign-in limit: not by headers, not by many at once, not by a kill in the middle.
//   node tests/e2e/limits.mjs        starts build/release/chasqui (or CHASQUI_BIN)
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { call, run, runTests, secret, signIn, start, test, webhook } from "./lib/house.mjs";

const most = 50;
const person = { email: "ana@limits.test", password: "Limits-passw0rd" };
const data = mkdtempSync(join(tmpdir(), "chasqui-limits-"));
const settings = { WHATSAPP_APP_SECRET: secret, WHATSAPP_RATE_LIMIT_MAX: "5" };
const serve = () => start(["serve", "--data", data, "--listen", "127.0.0.1:0"], settings);

await run(["user", "add", "--data", data, "--email", person.email, "--name", "Ana", "--role", "admin"], {
    input: person.password,
});
let server = await serve();
const token = await signIn(server.url, person); // the first of the fifty

// What a client may write into its request to look like others.
const disguises = [
    (i) => ({ "X-Forwarded-For": `203.0.113.${i % 250}` }),
    (i) => ({ "X-Forwarded-For": `2001:db8:${i}::1, 127.0.0.1` }),
    (i) => ({ Forwarded: `for=198.51.100.${i % 250}` }),
    (i) => ({ "X-Real-IP": `198.51.100.${i % 250}`, "CF-Connecting-IP": `198.51.100.${i % 250}` }),
    (i) => ({ "X-Forwarded-For": `::ffff:127.0.0.${i % 250}`, "X-Client-IP": "127.0.0.1" }),
    () => ({}),
];

const attempt = (i) =>
    call(server.url, "POST", "/api/auth/login", {
        body: { email: `nobody${i}@limits.test`, password: "wrong-password-1" },
        headers: { "Accept-Language": "es", ...disguises[i % disguises.length](i) },
    });

let taken = 1;
test("1200 attempts at once, in every disguise, are never more than the limit", async () => {
    const answers = await Promise.all(Array.from({ length: 1200 }, (_, i) => attempt(i)));
    const refused = answers.filter((answer) => answer.status === 429);
    taken += answers.length - refused.length;
    assert.equal(taken, most);
    for (const { headers, body } of refused) {
        assert.equal(body.code, "auth.sign_in_limit");
        assert.match(body.error, /Demasiados intentos de login/);
        assert.ok(Number(headers.get("Retry-After")) > 0);
        assert.equal(headers.get("RateLimit-Policy"), `"sign-in";q=${most};w=300`);
        assert.match(headers.get("RateLimit"), /^"sign-in";r=0;t=\d+$/);
    }
});

const stays = async () => {
    const me = await call(server.url, "GET", "/api/auth/me", { token });
    assert.equal(me.status, 200);
    assert.match(me.headers.get("RateLimit"), /^"session";r=\d+;t=\d+$/);
    await webhook(server.url, { metadata: { display_phone_number: "1", phone_number_id: "1" }, messages: [] });
};
test("who is signed in, and Meta, go on meanwhile", stays);

test("a kill and a start forgive nobody", async () => {
    await server.stop("SIGKILL");
    server = await serve();
    for (let i = 0; i < disguises.length; i++) assert.equal((await attempt(i)).status, 429);
    await stays();
});

test("calls that ask Meta are limited by person, in the plan's words; others are not", async () => {
    const ask = () => call(server.url, "GET", "/api/whatsapp/numbers", { token, headers: { "Accept-Language": "es" } });
    for (let i = 0; i < 5; i++) assert.equal((await ask()).status, 200);
    const refused = await ask();
    assert.equal(refused.status, 429);
    assert.match(refused.body.error, /Límite de WhatsApp API excedido/);
    assert.ok(Number(refused.headers.get("Retry-After")) > 0);
    assert.equal((await call(server.url, "GET", "/api/conversations", { token })).status, 200);
});

const failed = await runTests();
await server.stop();
rmSync(data, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);
