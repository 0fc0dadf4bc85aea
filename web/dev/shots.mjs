// Pictures of the page over the mock server, and axe on each: node dev/shots.mjs [FOLDER] [LOCALE] [ONLY NAMES WITH]
import { mkdirSync, readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

const out = process.argv[2] ?? "/tmp/shots";
const locale = process.argv[3] ?? "es-MX";
const only = process.argv[4] ?? null;
mkdirSync(out, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const mock = spawn(process.execPath, [new URL("mock-server.mjs", import.meta.url).pathname, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => mock.kill());
const [line] = await once(createInterface(mock.stdout), "line");
const base = line.split(" ").at(-1);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

const sizes = [[1440, 900], [1024, 768], [390, 844]];
let findings = 0;

async function check(page, name) {
    // The policy forbids injected script elements; evaluate runs beside it.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const violation of violations) {
        findings += 1;
        console.log(`${name}: ${violation.impact} ${violation.id}: ${violation.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
    }
}

async function shoot(page, name) {
    if (only && !name.includes(only)) return;
    await page.screenshot({ path: `${out}/${name}.png` });
    await check(page, name);
}

for (const theme of ["light", "dark"]) {
    for (const [width, height] of sizes) {
        const context = await browser.newContext({ viewport: { width, height }, locale, colorScheme: theme, hasTouch: width < 500, isMobile: width < 500 });
        const page = await context.newPage();
        page.on("console", (note) => ["error", "warning"].includes(note.type()) && console.log(`${theme} ${width}: console: ${note.text()}`));
        page.on("pageerror", (error) => console.log(`${theme} ${width}: ${error}`));
        const tag = `${theme}-${width}`;
        await page.goto(base);
        await page.getByRole("textbox").first().waitFor();
        await shoot(page, `login-${tag}`);
        await page.locator("input[name=email]").fill("eva@demo.test");
        await page.locator("input[name=password]").fill("x");
        await page.keyboard.press("Enter");
        await page.locator("[data-conversation]").first().waitFor();
        await page.waitForTimeout(300);
        await shoot(page, `inbox-${tag}`);
        await page.goto(`${base}/inbox/c-1`);
        await page.locator("[data-message]").first().waitFor();
        await page.waitForTimeout(600);
        await fetch(`${base}/_mock/presence`, { method: "POST", body: JSON.stringify({ name: "user_viewing", data: { conversationId: "c-1", users: [{ id: "u-marcos", name: "Marcos Toledo" }] } }) });
        await page.waitForTimeout(200);
        await shoot(page, `thread-${tag}`);
        await page.locator("#composer").fill("Claro, la ruta de la tarde sale a las 16:30. Te confirmo en");
        await shoot(page, `draft-${tag}`);
        await page.goto(`${base}/inbox/c-5`);
        await page.locator("[data-message]").first().waitFor();
        await page.waitForTimeout(300);
        await shoot(page, `closed-${tag}`);
        await page.goto(`${base}/inbox/c-8`);
        await page.locator("[data-message]").first().waitFor();
        await page.waitForTimeout(300);
        await shoot(page, `unconfirmed-${tag}`);
        await page.getByRole("button", { name: width < 500 ? /más acciones|more actions|mais ações/i : /^(asignar|assign|atribuir)/i }).click();
        await page.waitForTimeout(300);
        await shoot(page, `menu-${tag}`);
        await page.keyboard.press("Escape");
        await page.keyboard.press("Control+k");
        await page.waitForTimeout(200);
        await shoot(page, `palette-${tag}`);
        await page.keyboard.press("Escape");
        await page.goto(`${base}/inbox`);
        await page.locator("[data-conversation]").first().waitFor();
        await page.getByRole("button", { name: /ajustes|settings/i }).click();
        await page.waitForTimeout(200);
        await shoot(page, `settings-${tag}`);
        await context.close();
    }
}
await browser.close();
mock.kill();
console.log(`${findings} axe findings`);
