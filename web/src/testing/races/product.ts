// The product with its customers: Meta's side in a process of its own, and a server that can be killed.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { call, must, run, secret, signIn, start, type Running } from "../../../../tests/e2e/lib/house.mjs";
import { Wire } from "./wire";

const verifyToken = "races";
const accessToken = "races-token";
// The simulator's own number.
const number = "106540352242922";
const password = "Races-passw0rd";
const customers = 140;

export const admin = { email: "admin@races.test", password };
export const agent = { email: "agent@races.test", password };

export class Product {
    readonly #data = mkdtempSync(join(tmpdir(), "chasqui-races-"));
    #server: Running | null = null;
    #adminToken = "";
    readonly teams: string[] = [];

    private constructor(
        private readonly sim: Running,
        /** The pages' wire; the customers' own is never cut. */
        readonly wire: Wire,
        private readonly customersWire: Wire,
    ) {}

    static async start(seed: number): Promise<Product> {
        const [wire, customersWire] = await Promise.all([Wire.lay(), Wire.lay()]);
        const sim = await start([
            "sim", "--listen", "127.0.0.1:0", "--webhook", `${customersWire.url}/webhooks/whatsapp`,
            "--app-secret", secret, "--verify-token", verifyToken, "--access-token", accessToken,
            "--seed", String(seed), "--customers", String(customers), "--rate", "0",
        ]);
        const product = new Product(sim, wire, customersWire);
        await product.serve(0);
        await product.#people();
        return product;
    }

    get url(): string {
        return this.#server?.url ?? "";
    }

    async serve(port: number): Promise<void> {
        this.#server = await start(["serve", "--data", this.#data, "--listen", `127.0.0.1:${String(port)}`], this.#environment());
        this.wire.leadTo(this.#server.port);
        this.customersWire.leadTo(this.#server.port);
    }

    #environment(): Record<string, string> {
        return {
            WHATSAPP_APP_SECRET: secret,
            WEBHOOK_VERIFY_TOKEN: verifyToken,
            WHATSAPP_ACCESS_TOKEN: accessToken,
            WHATSAPP_PHONE_NUMBER_ID: number,
            WHATSAPP_BASE_URL: this.sim.url,
        };
    }

    async #people(): Promise<void> {
        const add = (email: string, ...words: string[]) =>
            run(["user", "add", "--data", this.#data, "--email", email, "--name", email, ...words],
                { input: password, extra: this.#environment() });
        await add(admin.email, "--role", "admin");
        this.#adminToken = await signIn(this.url, admin);
        for (const name of ["North", "South"])
            this.teams.push(((await this.asAdmin("POST", "/api/teams", { name })) as { id: string }).id);
        await add(agent.email, "--role", "agent", "--teams", "North");
    }

    /** As the other people do, over a wire that is never cut. */
    asAdmin(method: string, path: string, body?: unknown): Promise<unknown> {
        return must(this.url, method, path, { token: this.#adminToken, ...(body === undefined ? {} : { body }) });
    }

    /** How far the event log has come. */
    async sequence(): Promise<number> {
        const { headers } = await call(this.url, "GET", "/api/conversations?limit=1", { token: this.#adminToken });
        return Number((headers.get("Chasqui-Sequence") ?? "").split("/").at(-1));
    }

    async killAndServeAgain(): Promise<void> {
        const port = this.#server?.port ?? 0;
        await this.#server?.stop("SIGKILL");
        await this.serve(port);
    }

    customersWrite(rate: number): Promise<Response> {
        return this.#tellSim("PUT", "/_sim/settings", { rate });
    }

    /** Webhooks of Meta's that come twice and late. */
    async disorder(): Promise<void> {
        for (const effect of [{ duplicateWebhook: true }, { reorderWebhook: true }])
            await this.#tellSim("POST", "/_sim/faults", { target: "webhook", mode: "probability", n: 0.05, effect });
    }

    /** Whatever the customers' phones still have to do, they do now. */
    hurry(): Promise<Response> {
        return this.#tellSim("POST", "/_sim/clock", { advanceMs: 3_600_000 });
    }

    async #tellSim(method: string, path: string, body: object): Promise<Response> {
        const response = await fetch(this.sim.url + path, { method, body: JSON.stringify(body) });
        if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${await response.text()}`);
        return response;
    }

    async stop(): Promise<void> {
        await this.#server?.stop();
        await this.sim.stop();
        this.wire.close();
        this.customersWire.close();
        rmSync(this.#data, { recursive: true, force: true });
    }
}
