// People, teams, numbers and conversations of the access tests, made by the command line and signed webhooks.
//
// Who sees which conversation is written down here by hand, from the rights in ARCHITECTURE.md: staff see all; an agent
// those assigned to them, and those whose number is among theirs and whose team is none or among theirs.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { customerWrites, must, run, secret, signIn, start } from "./house.mjs";

export const north = "100000000000001";
export const south = "100000000000002";
const password = "Access-passw0rd";

export const people = {
    admin: { email: "admin@access.test", words: ["--role", "admin"] },
    supervisor: { email: "supervisor@access.test", words: ["--role", "supervisor"] },
    // Number and team of the north; the other one's are of the south.
    ana: { email: "ana@access.test", words: ["--role", "agent", "--numbers", north, "--teams", "North"] },
    bea: { email: "bea@access.test", words: ["--role", "agent", "--numbers", south, "--teams", "South"] },
};

/** Kinds of conversations: number, team, assignee, and which of the agents see them. */
export const kinds = {
    "of the north": { number: north, seenBy: ["ana"] },
    "of the south": { number: south, seenBy: ["bea"] },
    "of the north's number and team": { number: north, team: "North", seenBy: ["ana"] },
    "of the north's number, the south's team": { number: north, team: "South", seenBy: [] },
    "of the south, given to ana": { number: south, assignee: "ana", seenBy: ["ana", "bea"] },
    "of another team, given to bea": { number: north, team: "South", assignee: "bea", seenBy: ["bea"] },
};

export const isStaff = (role) => role === "admin" || role === "supervisor";
export const sees = (role, kind) => isStaff(role) || kinds[kind].seenBy.includes(role);

export class World {
    ids = {};
    teams = {};
    tokens = {};
    #customers = 0;

    static async build() {
        const world = new World();
        world.data = mkdtempSync(join(tmpdir(), "chasqui-access-"));
        // The business's numbers lead nowhere: what is sent stays here.
        world.environment = { WHATSAPP_APP_SECRET: secret, WEBHOOK_VERIFY_TOKEN: "access", CHASQUI_LANG: "en" };
        world.server = await start(["serve", "--data", world.data, "--listen", "127.0.0.1:0"], world.environment);
        world.url = world.server.url;
        await world.addUser("admin");
        await world.signIn("admin");
        for (const name of ["North", "South"]) world.teams[name] = (await world.admin("POST", "/api/teams", { name })).id;
        for (const name of Object.keys(people)) {
            if (name !== "admin") await world.addUser(name);
            await world.signIn(name);
        }
        for (const { id, email } of (await world.admin("GET", "/api/users")).items)
            world.ids[Object.keys(people).find((name) => people[name].email === email)] = id;
        for (const number of [north, south]) await world.claim(number);
        return world;
    }

    async end() {
        await this.server.stop();
        rmSync(this.data, { recursive: true, force: true });
    }

    admin(method, path, body) {
        return must(this.url, method, path, { token: this.tokens.admin, body });
    }

    user(verb, email, words = [], input = "") {
        return run(["user", verb, "--data", this.data, "--email", email, ...words], { input, extra: this.environment });
    }

    addUser(name, words = people[name].words, email = people[name].email) {
        return this.user("add", email, ["--name", name, ...words], password);
    }

    /** A new access token, of a session of its own. */
    newToken(name, email = people[name].email) {
        return signIn(this.url, { email, password });
    }

    async signIn(name) {
        this.tokens[name] = await this.newToken(name);
    }

    async claim(number) {
        await customerWrites(this.url, { number, from: this.#nextCustomer(), text: "first" });
        // Nobody listens on port 1.
        await this.admin("PUT", `/api/whatsapp/numbers/${number}`, { accessToken: "t", baseUrl: "http://127.0.0.1:1" });
    }

    #nextCustomer() {
        this.#customers += 1;
        return `59170${String(this.#customers).padStart(6, "0")}`;
    }

    /** A fresh conversation of that kind, as the API shows it to an admin. */
    async conversation(kind) {
        const { number, team, assignee } = kinds[kind];
        const from = this.#nextCustomer();
        await customerWrites(this.url, { number, from, text: "hola" });
        const { items } = await this.admin("GET", "/api/conversations?limit=5");
        const made = items.find((item) => item.contact.phone === from);
        if (!made) throw new Error(`the conversation with ${from} is not among the newest`);
        const given = {
            ...(team ? { teamId: this.teams[team] } : {}),
            ...(assignee ? { userId: this.ids[assignee] } : {}),
        };
        if (Object.keys(given).length > 0) await this.admin("POST", `/api/conversations/${made.id}/assign`, given);
        return { ...made, from };
    }

    write(conversation, text) {
        return customerWrites(this.url, { number: conversation.numberId, from: conversation.from, text });
    }

    /** A message to the customer, which waits in the outbox. */
    message(conversationId) {
        this.sent = (this.sent ?? 0) + 1;
        return this.admin("POST", `/api/conversations/${conversationId}/messages`,
            { clientId: `w-${this.sent}`, type: "text", text: "hello" });
    }
}
