// API answers and live events race on purpose (ARCHITECTURE.md, the event log): the page's cache must end equal to the API.
//
// Two people use the real page modules against a running server in which customers write, while answers arrive late, the
// wire is cut, the server is killed once, and a third person moves conversations out of the agent's sight and back.
//   CHASQUI_BIN=… npm run races            RACES_SEED=N repeats a run's choices

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { goTo, tellWindow } from "../browser";
import { chanceFrom } from "./chance";
import { Page } from "./page";
import { admin, agent, Product } from "./product";
import { Truth } from "./truth";

const raceMs = 22_000;
const killAtMs = 9_000;
const betweenActsMs = 60;
const offlineMaxMs = 2_000;
const customersRate = 20;
// Ticks come every 5 s; a lane whose head was unconfirmed by the kill goes on after 30 s.
const settleMaxMs = 60_000;

const seed = Number(process.env["RACES_SEED"] ?? Math.floor(Math.random() * 1_000_000));
const chance = chanceFrom(seed);
let product: Product;
let pages: Page[];

beforeAll(async () => {
    process.stdout.write(`seed ${String(seed)}: RACES_SEED=${String(seed)} repeats the choices of this run\n`);
    product = await Product.start(seed);
    goTo(product.wire.url);
    await product.disorder();
    await product.customersWrite(customersRate);
    pages = await Promise.all([admin, agent].map((person) => Page.open(product.url, person, chance)));
});

afterAll(async () => {
    for (const page of pages) page.close();
    await product.stop();
});

/** A third person changes who may see a conversation that somebody looks at; the server may be away just then. */
async function moveOne(): Promise<void> {
    const id = chance.pick(pages.flatMap((page) => page.opened));
    if (id === undefined) return;
    const teamId = chance.pick([null, ...product.teams]) ?? null;
    await product.asAdmin("POST", `/api/conversations/${id}/assign`, { teamId }).catch(() => undefined);
}

async function trouble(): Promise<void> {
    if (chance.happens(0.6)) {
        product.wire.cut();
        return;
    }
    tellWindow("offline");
    product.wire.cut();
    await new Promise((resolve) => setTimeout(resolve, chance.below(offlineMaxMs)));
    tellWindow("online");
}

async function race(): Promise<void> {
    const began = Date.now();
    let killed: Promise<void> | null = null;
    const troubles: Promise<void>[] = [];
    while (Date.now() - began < raceMs) {
        for (const page of pages) page.act();
        if (chance.happens(0.3)) void moveOne();
        if (chance.happens(0.02)) troubles.push(trouble());
        if (!killed && Date.now() - began > killAtMs) killed = product.killAndServeAgain();
        await new Promise((resolve) => setTimeout(resolve, chance.below(2 * betweenActsMs)));
    }
    await Promise.all([killed, ...troubles]);
}

/** Compares while nothing happens: as long as the log moves on, it is tried again. */
async function compareInQuiet(): Promise<{ differences: string[]; compared: number }> {
    const until = Date.now() + settleMaxMs;
    for (;;) {
        await product.hurry();
        const sequence = await product.sequence();
        await vi.waitFor(() => { expect(pages.map((page) => page.isInStep(sequence))).toEqual([true, true]); },
            { timeout: settleMaxMs, interval: 50 });
        const truths = pages.map((page) => new Truth(product.url, page));
        const differences = (await Promise.all(truths.map((truth) => truth.differences()))).flat();
        const isQuiet = (await product.sequence()) === sequence && pages.every((page) => page.isInStep(sequence));
        if (isQuiet) return { differences, compared: truths.reduce((sum, truth) => sum + truth.compared, 0) };
        if (Date.now() > until) throw new Error("the log does not come to rest");
    }
}

test("after a race of answers and events the cache equals the API", async () => {
    await race();
    await product.customersWrite(0);
    const { differences, compared } = await compareInQuiet();
    process.stdout.write(`${String(compared)} cached lists, conversations and threads compared\n`);
    expect(differences, `seed ${String(seed)}`).toEqual([]);
    expect(compared).toBeGreaterThan(20);
});
