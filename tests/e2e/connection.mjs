// The connection with Meta as people see it, in a real browser: a server, a simulator, and faults between them.
//   CHASQUI_BIN=build/dev/chasqui node tests/e2e/connection.mjs
// Needs web/node_modules and Chromium (CHROMIUM, default /usr/bin/chromium).
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { must, root, run, runTests, secret, signIn, start, test, within } from "./lib/house.mjs";

const require = createRequire(join(root, "web/package.json"));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const stepMaxMs = 30_000;
const lookEveryMs = 100;
// As long as an idle tab is watched: the server's ticks come each 5 s by the socket that it has.
const idleTicks = 4;
const number = "106540352242922";
const eva = { email: "eva@connection.test", password: "Connection-passw0rd" };
const folder = mkdtempSync(join(tmpdir(), "chasqui-connection-"));

const texts = {
    "es-MX": { well: "WhatsApp conectado", token: "El token de WhatsApp caducó", hint: "Crea un token" },
    "en-US": { well: "WhatsApp connected", token: "The WhatsApp token has expired", hint: "Make a system user's token" },
    "pt-BR": { well: "WhatsApp conectado", token: "O token do WhatsApp expirou", hint: "Crie um token" },
};

function freePort() {
    return new Promise((resolve) => {
        const listener = createServer().listen(0, "127.0.0.1", () => {
            const { port } = listener.address();
            listener.close(() => resolve(port));
        });
    });
}

/** Looks until `find` gives something. */
function until(what, find) {
    return within(what, (resolve, reject) => {
        const look = async () => {
            const found = await find();
            if (found) resolve(found);
            else setTimeout(() => look().catch(reject), lookEveryMs);
        };
        look().catch(reject);
    }, stepMaxMs);
}

const port = await freePort();
const sim = await start(["sim", "--listen", "127.0.0.1:0", "--customers", "3", "--rate", "0", "--seed", "7",
    "--app-secret", secret, "--verify-token", "verify", "--access-token", "meta-token",
    "--webhook", `http://127.0.0.1:${port}/webhooks/whatsapp`]);
const extra = {
    WHATSAPP_PHONE_NUMBER_ID: number,
    WHATSAPP_ACCESS_TOKEN: "meta-token",
    WHATSAPP_APP_SECRET: secret,
    WEBHOOK_VERIFY_TOKEN: "verify",
    WHATSAPP_BASE_URL: sim.url,
    // The plan's numbers are proved on a fake clock; here nobody waits for them.
    WHATSAPP_CHECK_COOLDOWN: "1000",
    WHATSAPP_CHECK_CACHE: "1000",
    VITE_LOG_LEVEL: "info",
    LOG_LEVEL: "info",
};
const data = join(folder, "data");
const combined = join(data, "logs/combined.log");
await run(["user", "add", "--data", data, "--email", eva.email, "--name", "Eva", "--role", "admin"], { input: eva.password, extra });
const server = await start(["serve", "--data", data, "--listen", `127.0.0.1:${port}`], extra);
const token = await signIn(server.url, eva);
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

async function simulate(method, path, body) {
    const response = await fetch(sim.url + path, {
        method,
        headers: { "Content-Type": "application/json" },
        body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
}
const expireToken = async () => {
    for (const target of ["messages", "numbers"])
        await simulate("POST", "/_sim/faults", { target, mode: "always", effect: { code: 190 } });
};
const repairToken = () => simulate("DELETE", "/_sim/faults");
const connection = async () => (await must(server.url, "GET", "/api/whatsapp/connection", { token })).items[0]?.connection;

async function openInbox({ locale, width, colorScheme = "light" }) {
    const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(stepMaxMs);
    await page.goto(server.url);
    await page.locator("input[name=email]").fill(eva.email);
    await page.locator("input[name=password]").fill(eva.password);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/inbox");
    await page.locator("nav [data-live=live]").waitFor();
    return page;
}

async function findings(page) {
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
}
async function mustHaveNone(page) {
    const found = await findings(page);
    if (found.length > 0) throw new Error(`axe:\n${found.join("\n")}`);
}

let page;
const banner = (on, locale = "es-MX") => on.getByRole("status").filter({ hasText: texts[locale].token });

test("a number that Meta answers for is connected, and the header is quiet", async () => {
    const state = await until("the first probe", async () => ((await connection())?.state === "connected" ? connection() : null));
    if (state.quality !== "GREEN") throw new Error(`quality ${state.quality}`);
    page = await openInbox({ locale: "es-MX", width: 1440 });
    await page.getByRole("button", { name: texts["es-MX"].well }).waitFor();
    if (await banner(page).count()) throw new Error("a banner while all is well");
});

test("the last webhook is told behind the header's sign", async () => {
    await simulate("POST", "/_sim/messages", { type: "text", text: "¿Hay alguien?" });
    await page.locator("[data-conversation]", { hasText: "¿Hay alguien?" }).waitFor();
    const sign = page.getByRole("button", { name: texts["es-MX"].well });
    await sign.click();
    await page.getByRole("dialog", { name: "WhatsApp" }).getByText(/^Último webhook: \d\d:\d\d$/).waitFor();
    await page.keyboard.press("Escape");
    const { lastWebhookAt } = await connection();
    if (!(Date.now() - Date.parse(lastWebhookAt) < 60_000)) throw new Error(`lastWebhookAt ${lastWebhookAt}`);
});

test("a token that expires is told with what to do, pushed, without a request", async () => {
    const requests = [];
    const note = (request) => requests.push(request.url());
    page.on("request", note);
    await expireToken();
    const { items } = await must(server.url, "GET", "/api/conversations", { token });
    await must(server.url, "POST", `/api/conversations/${items[0].id}/messages`, {
        token,
        body: { clientId: "c-1", type: "text", text: "Sí, dime" },
    });
    await banner(page).getByText(texts["es-MX"].hint).waitFor();
    page.off("request", note);
    const asked = requests.filter((url) => url.includes("/api/whatsapp"));
    if (asked.length > 0) throw new Error(`the page asked for ${asked}`);
});

test("it is told in the reader's language on a phone, and axe finds nothing", async () => {
    await mustHaveNone(page);
    for (const [locale, colorScheme] of [["en-US", "dark"], ["pt-BR", "light"]]) {
        const phone = await openInbox({ locale, colorScheme, width: 390 });
        await banner(phone, locale).getByText(texts[locale].hint).waitFor();
        const tooWide = await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        if (tooWide) throw new Error(`${locale}: the page is wider than a phone`);
        await mustHaveNone(phone);
        await phone.context().close();
    }
});

test("a token that is good again is found by itself: the header is quiet, and what waited goes out", async () => {
    await repairToken();
    await banner(page).waitFor({ state: "detached" });
    await page.getByRole("button", { name: texts["es-MX"].well }).waitFor();
    await until("the message at Meta", async () =>
        (await simulate("GET", "/_sim/ledger")).accepted.some(({ text }) => text === "Sí, dime"));
});

test("what the page logs reaches the server's log, with its component and the request that brought it", async () => {
    await page.evaluate(() => setTimeout(() => { throw new Error("told by the test: +52 55 1234 5678"); }));
    const lines = await until("the page's lines", () => {
        const text = existsSync(combined) ? readFileSync(combined, "utf8") : "";
        const found = text.split("\n").filter((line) => line.includes("AuthContext") || line.includes("told by the test"));
        return found.some((line) => line.includes("told by the test")) && found;
    });
    for (const part of ["AuthContext", "requestId"])
        if (!lines.some((line) => line.includes(part))) throw new Error(`no ${part} in\n${lines.join("\n")}`);
    if (lines.some((line) => line.includes("1234"))) throw new Error("a phone number in the log");
});

test("an idle tab makes no request while its socket lives", async () => {
    const requests = [];
    let ticks = 0;
    const idle = await browser.newContext({ locale: "es-MX", viewport: { width: 1440, height: 900 } });
    const tab = await idle.newPage();
    tab.setDefaultTimeout(stepMaxMs);
    tab.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => {
        if (String(payload).includes('"tick"')) ticks += 1;
    }));
    await tab.goto(server.url);
    await tab.locator("input[name=email]").fill(eva.email);
    await tab.locator("input[name=password]").fill(eva.password);
    await tab.keyboard.press("Enter");
    await tab.locator("nav [data-live=live]").waitFor();
    // What was logged on the way in goes first: an error takes the rest with it.
    const flushed = tab.waitForResponse((response) => response.url().endsWith("/api/logs"));
    await tab.evaluate(() => setTimeout(() => { throw new Error("told by the test"); }));
    await flushed;
    // Between two ticks the last of the way in has come to its end.
    const settled = ticks;
    await until("a tick", () => ticks > settled);
    tab.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
    const before = ticks;
    await until("the socket's ticks", () => ticks >= before + idleTicks);
    if (requests.length > 0) throw new Error(`asked ${requests.join(", ")}`);
    await idle.close();
});

const failed = await runTests().finally(async () => {
    await browser.close();
    await server.stop();
    await sim.stop();
});
if (failed > 0) console.log(server.printed());
rmSync(folder, { recursive: true, force: true });
process.exit(failed > 0 ? 1 : 0);
