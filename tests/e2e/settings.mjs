// Every setting of the plan, given in .env, changes what the server does: each is tried with two values, and the
// difference is seen from outside.
//   node tests/e2e/settings.mjs      starts build/release/chasqui serve (or CHASQUI_BIN)
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { call, must, run, runTests, Screen, secret, signIn, start, test, within } from "./lib/house.mjs";

const admin = { email: "settings@example.test", password: "a-long-password-1" };
const account = ["user", "add", "--email", admin.email, "--name", "Sol", "--role", "admin"];

/** A server whose settings stand in .env of its working directory, and what it printed and answered. */
class House {
    static async open(settings) {
        const house = new House();
        house.folder = mkdtempSync(join(tmpdir(), "chasqui-settings-"));
        const all = { WHATSAPP_APP_SECRET: secret, WEBHOOK_VERIFY_TOKEN: "v", LOG_LEVEL: "", ...settings };
        writeFileSync(join(house.folder, ".env"), Object.entries(all).map(([k, v]) => `${k}=${v}\n`).join(""));
        // What house.mjs sets for every server stays out of the way: an empty value is as good as none.
        const how = { extra: { LOG_LEVEL: "" }, cwd: house.folder };
        await run([...account, "--data", join(house.folder, "data")], { ...how, input: admin.password });
        house.server = await start(["serve", "--listen", "127.0.0.1:0", "--data", join(house.folder, "data")],
            how.extra, { cwd: house.folder });
        return house;
    }

    get url() {
        return this.server.url;
    }

    async token() {
        return (this.signedIn ??= await signIn(this.url, admin));
    }

    async get(path) {
        return must(this.url, "GET", path, { token: await this.token() });
    }

    /** Lines of the log on standard error, which is a pipe. */
    lines() {
        return this.server.printed().split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
    }

    async close() {
        await this.server.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** Opens a house for each group of settings, hands them over, and closes them whatever happens. */
async function houses(settings, look) {
    const open = [];
    try {
        for (const one of settings) open.push(await House.open(one));
        return await look(...open);
    } finally {
        for (const house of open) await house.close();
    }
}

/** Looks again until it holds, since what is measured comes by the second. */
async function eventually(what, look) {
    let seen;
    await within(what, (resolve, reject) => {
        const again = () =>
            look().then((value) => {
                seen = value;
                if (value) resolve();
                else setTimeout(again, 100);
            }, reject);
        again();
    });
    return seen;
}

const levels = (house) => new Set(house.lines().map(({ level }) => level));

const policy = (answer) => answer.headers.get("RateLimit-Policy") ?? "";
const attempt = (house, email = "nobody@example.test") =>
    call(house.url, "POST", "/api/auth/login", { body: { email, password: "wrong-password-1" } });

test("NODE_ENV sets the default of the log level, of the auth limit, and where the page logs", async () => {
    await houses([{ NODE_ENV: "production" }, { NODE_ENV: "development" }], async (production, development) => {
        for (const [house, name, limit] of [[production, "production", 50], [development, "development", 100]]) {
            assert.equal((await must(house.url, "GET", "/api/meta")).environment, name);
            assert.match(policy(await attempt(house)), new RegExp(`q=${limit}\\b`));
        }
        await eventually("a debug line in development", async () => levels(development).has("debug"));
        assert.ok(!levels(production).has("debug") && !levels(production).has("info"));
    });
});

test("LOG_LEVEL is the least level that is logged", async () => {
    await houses([{ LOG_LEVEL: "debug" }, { LOG_LEVEL: "info" }], async (debug, info) => {
        await Promise.all([attempt(debug), attempt(info)]);
        await eventually("a debug line", async () => levels(debug).has("debug"));
        await eventually("an info line", async () => levels(info).has("info"));
        assert.ok(!levels(info).has("debug"));
    });
});

test("VITE_LOG_LEVEL is handed to the page", async () => {
    await houses([{ VITE_LOG_LEVEL: "info" }, {}], async (told, untold) => {
        assert.equal((await must(told.url, "GET", "/api/meta")).logLevel, "info");
        assert.equal((await must(untold.url, "GET", "/api/meta")).logLevel, "warn");
    });
});

test("MAX_MEMORY_USAGE and CRITICAL_MEMORY_USAGE are where memory warns and is critical", async () => {
    const low = { MAX_MEMORY_USAGE: 1, CRITICAL_MEMORY_USAGE: 99 };
    await houses([low, { MAX_MEMORY_USAGE: 1, CRITICAL_MEMORY_USAGE: 2 }, {}], async (warning, critical, usual) => {
        const memory = async (house) => (await house.get("/api/monitoring/status")).memory;
        assert.deepEqual([(await memory(warning)).warningThreshold, (await memory(usual)).warningThreshold], [1, 80]);
        assert.deepEqual([(await memory(critical)).criticalThreshold, (await memory(usual)).criticalThreshold], [2, 95]);
        const says = (house, status) =>
            eventually(status, async () => (await house.get("/api/monitoring/status")).status === status);
        await says(warning, "warning");
        await says(critical, "critical");
        // A busy machine may have other issues; memory is none.
        await eventually("no word of memory", async () => {
            const { issues, metrics } = await usual.get("/api/monitoring/status");
            return "memory_usage" in metrics && !issues.some((issue) => /memoria/i.test(issue));
        });
    });
});

test("MEMORY_CHECK_INTERVAL is how often memory is reported", async () => {
    const reports = (house) => house.lines().filter(({ message }) => message === "memory_report").length;
    const settings = { LOG_LEVEL: "info" };
    await houses([{ ...settings, MEMORY_CHECK_INTERVAL: 1000 }, settings], async (often, seldom) => {
        await eventually("three reports", async () => reports(often) >= 3);
        assert.ok(reports(seldom) <= 1);
    });
});

test("PERFORMANCE_MONITOR_INTERVAL is the period of the metrics event", async () => {
    await houses([{ PERFORMANCE_MONITOR_INTERVAL: 1000 }, {}], async (often, seldom) => {
        const [first, second] = [new Screen(often.url, { token: await often.token() }),
            new Screen(seldom.url, { token: await seldom.token() })];
        try {
            const told = (screen) => screen.events.filter(({ name }) => name === "metrics").length;
            await eventually("three metrics events", async () => told(first) >= 3);
            assert.ok(told(second) <= 1);
        } finally {
            first.close();
            second.close();
        }
    });
});

test("AUTH_RATE_LIMIT_MAX and AUTH_RATE_LIMIT_WINDOW bound the attempts to sign in", async () => {
    const few = { AUTH_RATE_LIMIT_MAX: 3, AUTH_RATE_LIMIT_WINDOW: 2000 };
    await houses([few], async (house) => {
        const statuses = [];
        for (let i = 0; i < 4; i += 1) statuses.push((await attempt(house, `nobody${i}@example.test`)).status);
        assert.deepEqual(statuses, [401, 401, 401, 429]);
        await eventually("the window to pass", async () => (await attempt(house, "later@example.test")).status === 401);
    });
});

test("WHATSAPP_RATE_LIMIT_MAX and WHATSAPP_RATE_LIMIT_WINDOW bound a person's calls to Graph", async () => {
    const few = { WHATSAPP_RATE_LIMIT_MAX: 2, WHATSAPP_RATE_LIMIT_WINDOW: 2000 };
    await houses([few], async (house) => {
        const token = await house.token();
        const ask = async () => (await call(house.url, "POST", "/api/whatsapp/health/check", { token })).status;
        const statuses = [await ask(), await ask(), await ask()];
        assert.deepEqual(statuses.map((status) => status === 429), [false, false, true]);
        await eventually("the window to pass", async () => (await ask()) !== 429);
    });
});

test("SOCKET_PING_INTERVAL and SOCKET_PING_TIMEOUT are told to the client and obeyed", async () => {
    await houses([{ SOCKET_PING_INTERVAL: 300, SOCKET_PING_TIMEOUT: 700 }, {}], async (quick, usual) => {
        const pings = async (house) => {
            const screen = new Screen(house.url, { token: await house.token() });
            let count = 0;
            await screen.named("tick");
            screen.socket.io.engine.on("ping", () => (count += 1));
            return { screen, count: () => count };
        };
        const [first, second] = [await pings(quick), await pings(usual)];
        await eventually("three pings", async () => first.count() >= 3);
        assert.equal(second.count(), 0);
        // A client that no longer answers is closed after the timeout.
        first.screen.socket.io.engine._sendPacket = () => undefined;
        await first.screen.named("closed");
        second.screen.close();
    });
});

test("SOCKET_MAX_CONNECTIONS refuses the next socket", async () => {
    await houses([{ SOCKET_MAX_CONNECTIONS: 1 }], async (house) => {
        const token = await house.token();
        const first = new Screen(house.url, { token });
        await first.named("tick");
        const second = new Screen(house.url, { token });
        await second.named("refused");
        first.close();
        second.close();
    });
});

test("CHATBOT_SESSION_TIMEOUT is checked, and shown as not fed until the bot comes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "chasqui-settings-"));
    try {
        writeFileSync(join(folder, ".env"), "CHATBOT_SESSION_TIMEOUT=60000\n");
        const said = await run(["config", "explain", "CHATBOT_SESSION_TIMEOUT"], { cwd: folder });
        assert.match(said, /= 60000 ms[^]*from: \.env:1[^]*not used yet/);
        writeFileSync(join(folder, ".env"), "CHATBOT_SESSION_TIMEOUT=soon\n");
        await assert.rejects(run(["config", "check"], { cwd: folder }), /\.env:1[^]*CHATBOT_SESSION_TIMEOUT/);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
});

test("a setting that contradicts another stops the start with both names", async () => {
    const folder = mkdtempSync(join(tmpdir(), "chasqui-settings-"));
    try {
        writeFileSync(join(folder, ".env"), "MAX_MEMORY_USAGE=90\nCRITICAL_MEMORY_USAGE=50\n");
        await assert.rejects(run(["config", "check"], { cwd: folder }), /MAX_MEMORY_USAGE[^]*CRITICAL_MEMORY_USAGE/);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
});

process.exit((await runTests()) === 0 ? 0 : 1);
