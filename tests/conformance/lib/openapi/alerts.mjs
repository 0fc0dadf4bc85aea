// Thresholds, alerts, silences and channels.
import { setTimeout as pause } from "node:timers/promises";

import { check } from "./judge.mjs";

const looks = 200;
const betweenLooksMs = 100;

async function firing(admin) {
    for (let look = 0; look < looks; ++look) {
        const { items } = await admin.call("GET", "/api/monitoring/alerts", { query: { state: "firing" } });
        const alert = items.find(({ rule }) => rule === "memory_usage");
        if (alert) return alert;
        await pause(betweenLooksMs);
    }
    return undefined;
}

async function thresholds(admin) {
    const put = (name, body, more = {}) => admin.call("PUT", "/api/monitoring/thresholds/{name}", { parameters: { name }, body, ...more });
    const { items } = await admin.call("GET", "/api/monitoring/thresholds");
    check("a rule that nothing feeds says so", items.some(({ fed, comesWith }) => !fed && comesWith !== null), items);
    await put("memory_usage", { warning: 95, critical: 80 }, { status: 400 });
    await put("no_such_metric", { warning: 1, critical: 2 }, { status: 404 });
    const low = await put("memory_usage", { warning: 0.01, critical: 100, clear: 0, durationMs: 0 });
    check("what was put is in force", low.source === "put" && low.warning === 0.01, low);
}

async function silences(admin) {
    const silence = "/api/monitoring/silences";
    await admin.call("POST", silence, { body: { rule: "no_such", durationMs: 1000, reason: "none" }, status: 400 });
    const { id } = await admin.call("POST", silence, { body: { group: "memory", durationMs: 60_000, reason: "a test" } });
    const { items } = await admin.call("GET", silence);
    check("the silence holds", items.some((one) => one.id === id), items);
    await admin.call("DELETE", `${silence}/{id}`, { parameters: { id } });
    await admin.call("DELETE", `${silence}/{id}`, { parameters: { id }, status: 404 });
}

async function channels(admin) {
    const all = "/api/monitoring/channels";
    await admin.call("POST", all, { body: { kind: "webhook", name: "Ops", url: "file:///etc/passwd" }, status: 400 });
    const made = await admin.call("POST", all, { body: { kind: "webhook", name: "Ops", url: "http://127.0.0.1:9/", secret: "s" } });
    const parameters = { id: made.id };
    await admin.call("PUT", `${all}/{id}`, { parameters, body: { name: "Operations" } });
    await admin.call("GET", all);
    const outcome = await admin.call("POST", `${all}/{id}/test`, { parameters });
    check("a call to a private address is refused, and says why", !outcome.delivered && outcome.reason.includes("private"), outcome);
    await admin.call("DELETE", `${all}/{id}`, { parameters });
}

// The watch samples once a second: the first answers may hold no metric yet.
async function metrics(admin) {
    const until = performance.now() + 10_000;
    let data;
    do {
        data = await admin.call("GET", "/api/monitoring/metrics");
    } while (!("memory_usage" in data.performance) && performance.now() < until);
    check("memory is among the metrics", data.performance.memory_usage?.unit === "%", data.performance);
    const parameters = { name: "memory_usage" };
    const one = await admin.call("GET", "/api/monitoring/metrics/{name}", { parameters });
    check("a metric has its history", one.points.length > 0, one);
    const status = await admin.call("GET", "/api/monitoring/status");
    check("the verdict has the metrics", "memory_usage" in status.metrics, status);
}

export async function alerts(admin) {
    await metrics(admin);
    const { goals, uptime } = await admin.call("GET", "/api/monitoring/goals");
    check("each goal has a budget, and uptime counts from the first start", goals.length === 3 && uptime.since !== null, goals);
    await silences(admin);
    await channels(admin);
    await thresholds(admin);
    const alert = await firing(admin);
    check("memory in use above the threshold is an alert", alert !== undefined, alert);
    if (alert) await admin.call("POST", "/api/monitoring/alerts/{id}/acknowledge", { parameters: { id: alert.id } });
}
