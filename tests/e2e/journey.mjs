// The main journey in a real browser: sign in, a customer writes, it appears, answer, the ticks turn blue.
//   node tests/e2e/journey.mjs            starts build/release/chasqui demo (or CHASQUI_BIN)
//   CHASQUI_URL=http://… CHASQUI_USER=… CHASQUI_PASSWORD=… node tests/e2e/journey.mjs     takes one that runs
// Needs web/node_modules and Chromium (CHROMIUM, default /usr/bin/chromium).
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { chromium } = createRequire(join(root, "web/package.json"))("playwright-core");

const startMaxMs = 60_000;
const stepMaxMs = 30_000;
// A simulated customer takes some time to look at the phone.
const readMaxMs = 90_000;

/** Starts the demo on a free port and reads address, user and password from what it prints. */
function startDemo(folder) {
    const program = process.env.CHASQUI_BIN ?? join(root, "build/release/chasqui");
    if (!existsSync(program)) throw new Error(`${program} is missing: build it, or name one in CHASQUI_BIN`);
    const server = spawn(program, ["demo", "--listen", "127.0.0.1:0", "--data", folder], {
        stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    return new Promise((resolve, reject) => {
        const fail = (why) => reject(new Error(`${why}\n${printed}`));
        const timer = setTimeout(() => fail("the server was not ready in time"), startMaxMs);
        const read = (chunk) => {
            printed += chunk;
            const url = /chasqui ready on (http:\/\/\S+)/.exec(printed)?.[1];
            const user = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(printed)?.[0];
            const password = /(?:password|contraseña|senha)\W+(\S+)/i.exec(printed)?.[1];
            if (!url || !user || !password) return;
            clearTimeout(timer);
            resolve({ server, url, user, password });
        };
        server.stdout.on("data", read);
        server.stderr.on("data", read);
        server.on("exit", (code) => fail(`the server ended with ${code}`));
    });
}

async function post(url, body) {
    const response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    return response.json();
}

async function step(name, work) {
    const began = Date.now();
    await work();
    console.log(`ok  ${name} (${Date.now() - began} ms)`);
}

async function journey(page, { url, user, password }) {
    const mark = Math.random().toString(36).slice(2, 8);
    const question = `¿Tienen la mesa ${mark}?`;
    const answer = `Sí, la tenemos (${mark})`;
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (note) => {
        if (note.type() === "error") complaints.push(note.text());
    });

    await step("sign in", async () => {
        await page.goto(url);
        await page.locator("input[name=email]").fill(user);
        await page.locator("input[name=password]").fill(password);
        await page.keyboard.press("Enter");
        await page.waitForURL("**/inbox");
    });
    const row = page.locator("[data-conversation]", { hasText: mark });
    await step("a customer writes, and it appears in the list", async () => {
        // The socket first: what comes now comes by it alone.
        await page.locator("nav [data-live=live]").waitFor();
        await post(`${url}/_sim/messages`, { type: "text", text: question });
        await row.waitFor();
    });
    await step("it opens with what was written", async () => {
        await row.click();
        await page.locator("[data-message]", { hasText: question }).waitFor();
    });
    const bubble = page.locator("[data-message]", { hasText: answer });
    await step("the answer is in the thread", async () => {
        await page.locator("#composer").fill(answer);
        await page.keyboard.press("Enter");
        await bubble.waitFor();
    });
    await step("its ticks turn blue", async () => {
        await bubble.locator("[data-status=read]").waitFor({ timeout: readMaxMs });
    });
    await step("a reload shows the same", async () => {
        await page.reload();
        await bubble.locator("[data-status=read]").waitFor();
    });
    if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join("\n")}`);
}

const folder = mkdtempSync(join(tmpdir(), "chasqui-journey-"));
const running = process.env.CHASQUI_URL
    ? {
          url: process.env.CHASQUI_URL,
          user: process.env.CHASQUI_USER ?? "eva@demo.test",
          password: process.env.CHASQUI_PASSWORD ?? "x",
      }
    : await startDemo(folder);
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "es-MX" });
page.setDefaultTimeout(stepMaxMs);
try {
    await journey(page, running);
} catch (error) {
    console.error(String(error));
    const picture = join(tmpdir(), "chasqui-journey.png");
    await page.screenshot({ path: picture });
    console.error(`the page as it was: ${picture}`);
    process.exitCode = 1;
} finally {
    await browser.close();
    running.server?.removeAllListeners("exit");
    running.server?.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
}
