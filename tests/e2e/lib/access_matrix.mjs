// Every route of /openapi.json, for every role, with own and foreign ids and ids that do not exist.
import assert from "node:assert/strict";

import { call, must, test } from "./house.mjs";
import { demoRoutes, roles, table } from "./access_table.mjs";
import { kinds, people, sees } from "./access_world.mjs";

const absentIds = ["01890000-0000-7000-8000-000000000000", "nothing"];

export async function routesOf(url) {
    const { paths } = (await call(url, "GET", "/openapi.json")).body;
    return Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
}

/** An answer without what differs from request to request, and without the id that it was asked about. */
function shape({ status, headers, text, values }) {
    const said = Object.values(values).reduce((all, id) => all.replaceAll(id, "ID"), text);
    return { status, said: said.replace(/"requestId":"[^"]*"/, ""), headers: [...headers.keys()].sort() };
}

class Matrix {
    constructor(world) {
        this.world = world;
    }

    async token(role, entry) {
        if (role === "anonymous") return undefined;
        return entry.session === "own" ? this.world.newToken(role) : this.world.tokens[role];
    }

    async ask(key, role, path, values = {}) {
        const entry = table[key];
        const body = typeof entry.body === "function" ? entry.body() : entry.body;
        const filled = path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "x");
        const answer = await call(this.world.url, key.split(" ")[0], filled, { token: await this.token(role, entry), body });
        return { ...answer, values };
    }

    async expect(key, role, expected, values, about = "") {
        const answer = await this.ask(key, role, key.split(" ")[1], values);
        const good = [expected].flat();
        assert.ok(good.includes(answer.status),
            `${role}: ${key} ${about}: ${answer.status}, not ${good.join(" or ")}: ${answer.text}`);
        return answer;
    }

    /** What those who are not let in are told, whatever they name. */
    refusal = (role) => (role === "anonymous" ? 401 : 403);

    async check(key) {
        for (const role of roles) {
            const { may, status, id } = table[key];
            if (!may.includes(role)) await this.expect(key, role, this.refusal(role), await this.someOf(id));
            else if (id) await this[id](key, role);
            else await this.expect(key, role, status);
        }
    }

    /** Of those who are not let in, also who guesses right learns nothing. */
    async someOf(id) {
        const { world } = this;
        if (id === "user") return { id: world.ids.ana };
        if (id === "team") return { id: world.teams.North };
        if (id === "key") return { id: (await this.key()).id };
        if (id === "number") return { id: kinds["of the north"].number };
        if (id !== "conversation" && id !== "message" && id !== "contact") return {};
        const { conversation, messageId, contact } = await this.subject("of the north", id);
        return id === "contact" ? { id: contact } : { id: conversation.id, messageId };
    }

    async subject(kind, id) {
        const conversation = await this.world.conversation(kind);
        const messageId = id === "message" ? (await this.world.message(conversation.id)).id : undefined;
        return { conversation, messageId, contact: conversation.contact.id };
    }

    async absent(key, role, more = {}) {
        const answers = [];
        for (const id of absentIds) answers.push(shape(await this.expect(key, role, 404, { ...more, id }, "that is not there")));
        assert.deepEqual(answers[0], answers[1], key);
        return answers[0];
    }

    async overKinds(key, role, id, valuesOf) {
        const nothing = await this.absent(key, role, { messageId: absentIds[0] });
        for (const kind of Object.keys(kinds)) {
            const values = valuesOf(await this.subject(kind, id));
            const expected = sees(role, kind) ? table[key].status : 404;
            const answer = await this.expect(key, role, expected, values, kind);
            if (!sees(role, kind)) assert.deepEqual(shape(answer), nothing, `${role} learns that one ${kind} exists: ${key}`);
        }
    }

    conversation(key, role) {
        return this.overKinds(key, role, "conversation", ({ conversation }) => ({ id: conversation.id }));
    }

    contact(key, role) {
        return this.overKinds(key, role, "contact", ({ contact }) => ({ id: contact }));
    }

    async message(key, role) {
        await this.overKinds(key, role, "message", ({ conversation, messageId }) => ({ id: conversation.id, messageId }));
        // Another conversation's message, under one that everybody here may see or nobody.
        const own = await this.world.conversation("of the south, given to ana");
        const { messageId } = await this.subject("of the north's number, the south's team", "message");
        const foreign = await this.expect(key, role, 404, { id: own.id, messageId }, "of another conversation");
        const nothing = await this.expect(key, role, 404, { id: own.id, messageId: absentIds[0] }, "that is not there");
        assert.deepEqual(shape(foreign), shape(nothing));
    }

    async session(key, role) {
        const idOf = async (token) => {
            const { items } = await must(this.world.url, "GET", "/api/auth/sessions", { token });
            return items.find((item) => item.current).id;
        };
        const own = await idOf(await this.world.newToken(role));
        await this.expect(key, role, table[key].status, { id: own }, "of one's own");
        const nothing = await this.absent(key, role);
        for (const other of Object.keys(people).filter((name) => name !== role)) {
            const token = await this.world.newToken(other);
            const answer = await this.expect(key, role, 404, { id: await idOf(token) }, `of ${other}`);
            assert.deepEqual(shape(answer), nothing);
            await must(this.world.url, "GET", "/api/auth/me", { token });
        }
    }

    async user(key, role) {
        await this.absent(key, role);
        for (const name of Object.keys(people)) await this.expect(key, role, table[key].status, { id: this.world.ids[name] }, name);
    }

    async team(key, role) {
        await this.absent(key, role);
        const made = await this.world.admin("POST", "/api/teams", { name: `Team of ${key}` });
        await this.expect(key, role, table[key].status, { id: made.id });
    }

    async key(key, role) {
        const { apiKey } = await this.world.admin("POST", "/api/keys", { name: "To be revoked", role: "agent" });
        if (key === undefined) return apiKey;
        await this.absent(key, role);
        return this.expect(key, role, table[key].status, { id: apiKey.id });
    }

    async number(key, role) {
        await this.expect(key, role, table[key].status, { id: kinds["of the south"].number });
    }
}

/** Ids of a whole list: conversations begin with the newest, contacts are by name. */
async function everyPage(world, role, path, towards) {
    const items = [];
    let cursor = null;
    do {
        const query = new URLSearchParams({ limit: "100", ...(cursor === null ? {} : { [towards]: cursor }) });
        const page = await must(world.url, "GET", `${path}${path.includes("?") ? "&" : "?"}${query}`, { token: world.tokens[role] });
        items.push(...page.items);
        cursor = page[towards];
    } while (cursor !== null);
    return new Set(items.map((item) => item.id));
}

/** Lists show what one may see, all of it and nothing else, whatever they are narrowed to. */
async function checkLists(world) {
    const made = {};
    for (const kind of Object.keys(kinds)) made[kind] = await world.conversation(kind);
    for (const role of roles.slice(1)) {
        const all = await everyPage(world, role, "/api/conversations", "before");
        const contacts = await everyPage(world, role, "/api/contacts", "after");
        const narrowed = [];
        for (const view of ["mine", "unassigned", "unread"])
            narrowed.push(...(await everyPage(world, role, `/api/conversations?view=${view}`, "before")));
        for (const [kind, conversation] of Object.entries(made)) {
            assert.equal(all.has(conversation.id), sees(role, kind), `${role} lists one ${kind}`);
            assert.equal(contacts.has(conversation.contact.id), sees(role, kind), `${role} lists the contact of one ${kind}`);
        }
        for (const id of narrowed) assert.ok(all.has(id), `${role} sees in a view what is not in the list of all`);
    }
}

export function matrixTests(world) {
    const matrix = new Matrix(world);
    test("every route stands in the table of rights, and nothing else does", async () => {
        assert.deepEqual((await routesOf(world.url)).sort(), Object.keys(table).sort());
    });
    for (const key of Object.keys(table)) test(`${key} is for ${table[key].may.join(", ")}`, () => matrix.check(key));
    test("lists show what one may see, all of it and nothing else", () => checkLists(world));
    test("a token whose session is over opens nothing but what is open to everybody", async () => {
        const token = await world.newToken("ana");
        await must(world.url, "POST", "/api/auth/logout", { token });
        for (const [key, { may }] of Object.entries(table)) {
            if (may.includes("anonymous")) continue;
            const [method, path] = key.split(" ");
            const answer = await call(world.url, method, path.replace(/\{\w+\}/g, "x"), { token });
            assert.equal(answer.status, 401, `${key}: ${answer.text}`);
        }
    });
    test("a kept answer to a repeated POST is only for who asked first", async () => {
        const { id } = await world.conversation("of the south, given to ana");
        const send = (role, text) =>
            must(world.url, "POST", `/api/conversations/${id}/messages`, {
                token: world.tokens[role],
                headers: { "Idempotency-Key": "the same" },
                body: { clientId: `idempotent ${role}`, type: "text", text },
            });
        const [hers, others] = [await send("ana", "hers"), await send("bea", "the other's")];
        assert.notEqual(hers.id, others.id);
    });
}

/** The demo has Meta's side in the same process; each of its routes is known to be one without users. */
export async function checkDemo(url) {
    assert.deepEqual((await routesOf(url)).sort(), [...Object.keys(table), ...demoRoutes].sort());
}
