// What sockets are told: nothing of what their person may not see, and rights that change while they are open.
import assert from "node:assert/strict";

import { call, customerWrites, must, Screen, test } from "./house.mjs";
import { kinds, sees, south } from "./access_world.mjs";

const closedWithinMs = 1_000;

/** The conversation that a log event is about. */
const conversationOf = ({ name, data }) =>
    name === "conversation_removed" ? data.id : (data?.message?.conversationId ?? data?.conversation?.id);
const isLogged = ({ meta }) => meta?.sequence !== undefined;
const about = (id) => (event) => isLogged(event) && conversationOf(event) === id;
const removed = (id) => (event) => event.name === "conversation_removed" && event.data.id === id;

/** Opens a screen for each of these people, each in step with the log. */
async function screensOf(world, ...names) {
    const screens = names.map((name) => new Screen(world.url, { token: world.tokens[name] }));
    await Promise.all(screens.map((screen) => screen.named("tick")));
    return screens;
}

/** All sockets are told something in the order of the log, so what lies before this event has been told. */
async function fence(world, screens, kind) {
    const { id } = await world.conversation(kind);
    await Promise.all(screens.map((screen) => screen.seen(`the fence ${kind}`, about(id))));
}

const closeAll = (screens) => screens.forEach((screen) => screen.close());

async function toldOnlyWhatOneSees(world) {
    const [ana, bea, admin] = await screensOf(world, "ana", "bea", "admin");
    const made = {};
    for (const kind of Object.keys(kinds)) made[kind] = await world.conversation(kind);
    // What was told while they were made (each begins in no team) must not count.
    await fence(world, [ana, bea, admin], "of the south, given to ana");
    const starts = [ana, bea, admin].map((screen) => screen.now);
    for (const conversation of Object.values(made)) await world.write(conversation, "otra vez");
    await fence(world, [ana, bea, admin], "of the south, given to ana");
    for (const [index, [name, screen]] of [["ana", ana], ["bea", bea], ["admin", admin]].entries()) {
        for (const [kind, { id }] of Object.entries(made)) {
            const told = screen.events.slice(starts[index]).some(about(id));
            assert.equal(told, sees(name, kind), `${name} is told of one ${kind}`);
        }
    }
    closeAll([ana, bea, admin]);
}

async function catchUpShowsOnlyOnesOwn(world) {
    const [watcher] = await screensOf(world, "admin");
    const { epoch, sequence } = (await watcher.named("tick")).data;
    const made = {};
    for (const kind of ["of the north", "of the south", "of the south, given to ana"]) made[kind] = await world.conversation(kind);
    for (const name of ["ana", "bea"]) {
        const own = new Set(Object.keys(made).filter((kind) => sees(name, kind)).map((kind) => made[kind].id));
        const asking = new Screen(world.url, { token: world.tokens[name] });
        await asking.named("tick");
        const answer = await asking.ask("catch_up", { epoch, sequence });
        assert.equal(answer.success, true, JSON.stringify(answer));
        const coming = new Screen(world.url, { token: world.tokens[name], epoch, sequence });
        await coming.named("tick");
        for (const screen of [asking, coming]) {
            for (const id of own) assert.ok(screen.events.some(about(id)), `${name} is told again of ${id}`);
            assert.deepEqual(screen.events.filter((event) => isLogged(event) && !own.has(conversationOf(event))), []);
        }
        closeAll([asking, coming]);
    }
    watcher.close();
}

async function joiningAForeignOneIsRefused(world) {
    const [ana, bea] = await screensOf(world, "ana", "bea");
    const foreign = await world.conversation("of the south");
    const named = (answer, id) => JSON.stringify(answer).replaceAll(id, "ID");
    const answerTo = async (id) => named(await ana.ask("join_conversation", { conversationId: id }), id);
    const absentId = "01890000-0000-7000-8000-000000000000";
    const refused = await answerTo(foreign.id);
    assert.equal(JSON.parse(refused).success, false);
    assert.equal(refused, await answerTo(absentId));
    assert.equal((await bea.ask("join_conversation", { conversationId: foreign.id })).success, true);
    const typing = await ana.ask("typing", { conversationId: foreign.id, typing: true });
    assert.equal(typing.success, false);
    await fence(world, [ana, bea], "of the south, given to ana");
    assert.ok(!bea.events.some((event) => event.name === "user_typing"));
    assert.ok(!ana.events.some((event) => event.name === "user_viewing"));
    closeAll([ana, bea]);
}

async function givingMovesRights(world) {
    const [ana, bea] = await screensOf(world, "ana", "bea");
    const { id, ...conversation } = await world.conversation("of the north");
    const give = (body) => world.admin("POST", `/api/conversations/${id}/assign`, body);
    const status = async (name) => (await call(world.url, "GET", `/api/conversations/${id}`, { token: world.tokens[name] })).status;
    await ana.ask("join_conversation", { conversationId: id });

    await give({ teamId: world.teams.South });
    await ana.seen("its removal", removed(id));
    const lostAt = ana.now;
    await give({ userId: world.ids.bea });
    const gained = await bea.seen("what bea is given", about(id));
    assert.equal(gained.data.conversation.assignee.id, world.ids.bea);
    assert.deepEqual([await status("ana"), await status("bea")], [404, 200]);

    // Nothing of it comes to who has lost it: no event, and not who types in it either.
    await bea.ask("join_conversation", { conversationId: id });
    await bea.ask("typing", { conversationId: id, typing: true });
    await world.write({ id, ...conversation }, "¿hola?");
    await bea.seen("the message", (event) => event.name === "new_message" && about(id)(event));
    await fence(world, [ana, bea], "of the south, given to ana");
    const leaked = ana.events.slice(lostAt).filter((event) => about(id)(event) || event.data?.conversationId === id);
    assert.deepEqual(leaked, []);

    await give({ userId: world.ids.ana });
    await bea.seen("its removal", removed(id));
    await ana.seen("what ana is given", about(id), lostAt);
    assert.deepEqual([await status("ana"), await status("bea")], [200, 404]);
    closeAll([ana, bea]);
}

/** A person of their own, whose rights the test changes. */
async function newcomer(world, name, words) {
    const email = `${name}@access.test`;
    await world.addUser(name, words, email);
    const token = await world.newToken(name, email);
    const { user } = await must(world.url, "GET", "/api/auth/me", { token });
    const screen = new Screen(world.url, { token });
    await screen.named("tick");
    return { email, token, id: user.id, screen };
}

async function changedRightsResync(world) {
    const { email, id, screen } = await newcomer(world, "carla", ["--role", "agent", "--numbers", "100000000000001"]);
    const [bystander] = await screensOf(world, "bea");
    const resynced = async (what, change) => {
        const start = screen.now;
        await change();
        await screen.seen(`resync after ${what}`, (event) => event.name === "resync", start);
        return screen.now;
    };
    await resynced("another number", () => world.admin("PATCH", `/api/users/${id}`, { numbers: [south] }));
    const { id: hers } = await world.conversation("of the south");
    await screen.seen("what the number brings", about(hers));
    const start = await resynced("another team", () => world.admin("PATCH", `/api/users/${id}`, { teams: [world.teams.North] }));
    const { id: foreign } = await world.conversation("of the north");
    await resynced("another role", () => world.user("role", email, ["--role", "supervisor"]));
    assert.ok(!screen.events.slice(start).some(about(foreign)));
    const { id: everybodys } = await world.conversation("of another team, given to bea");
    await screen.seen("what staff see", about(everybodys));
    assert.ok(!bystander.events.some((event) => event.name === "resync"), "nobody else is told to resync");
    screen.close();
    bystander.close();
}

async function aNewTeamResyncs(world) {
    const { screen } = await newcomer(world, "dora", ["--role", "agent"]);
    const [admin] = await screensOf(world, "admin");
    const start = screen.now;
    const team = await world.admin("POST", "/api/teams", { name: "East" });
    await screen.seen("resync", (event) => event.name === "resync", start);
    const { id } = await world.conversation("of the north");
    await world.admin("POST", `/api/conversations/${id}/assign`, { teamId: team.id });
    await screen.seen("what the new team has", (event) => about(id)(event) && event.data.conversation?.team === team.id);
    closeAll([screen, admin]);
}

async function aNewNumberResyncs(world) {
    const { screen } = await newcomer(world, "elsa", ["--role", "agent"]);
    const number = "100000000000009";
    const start = screen.now;
    await customerWrites(world.url, { number, from: "59171999999", text: "hola" });
    await screen.seen("resync", (event) => event.name === "resync", start);
    const again = screen.now;
    await customerWrites(world.url, { number, from: "59171999999", text: "¿hola?" });
    await screen.seen("the message", (event) => event.name === "new_message" && event.data.message.text === "¿hola?", again);
    screen.close();
}

async function refusedEverywhere(world, token) {
    assert.equal((await call(world.url, "GET", "/api/auth/me", { token })).status, 401);
    const refused = new Screen(world.url, { token });
    const { data } = await refused.named("refused");
    assert.equal(data.code, "auth.token_invalid");
    refused.close();
}

async function disablingShutsOut(world) {
    const { email, token, screen } = await newcomer(world, "flor", ["--role", "agent"]);
    const second = new Screen(world.url, { token: await world.newToken("flor", email) });
    await second.named("tick");
    await world.user("disable", email);
    const done = performance.now();
    for (const one of [screen, second]) {
        const { at } = await one.named("closed");
        assert.ok(at - done < closedWithinMs, `closed ${Math.round(at - done)} ms after the command`);
    }
    await refusedEverywhere(world, token);
}

async function aRevokedSessionIsShutOut(world) {
    const [kept, revoked] = [await world.newToken("ana"), await world.newToken("ana")];
    const [keptScreen, revokedScreen] = [kept, revoked].map((token) => new Screen(world.url, { token }));
    await Promise.all([keptScreen.named("tick"), revokedScreen.named("tick")]);
    const { items } = await must(world.url, "GET", "/api/auth/sessions", { token: revoked });
    const { id } = items.find((session) => session.current);
    await must(world.url, "DELETE", `/api/auth/sessions/${id}`, { token: kept });
    const done = performance.now();
    const { at } = await revokedScreen.named("closed");
    assert.ok(at - done < closedWithinMs);
    await refusedEverywhere(world, revoked);
    await fence(world, [keptScreen], "of the north");
    assert.ok(keptScreen.socket.connected);
    keptScreen.close();
}

export function socketTests(world) {
    const all = {
        "a socket is told of what its person may see, and of nothing else": toldOnlyWhatOneSees,
        "catching up shows only what one may see": catchUpShowsOnlyOnesOwn,
        "joining a foreign conversation is refused as if it were not there": joiningAForeignOneIsRefused,
        "giving a conversation moves it from one screen to the other": givingMovesRights,
        "who gets other rights is told to resync, and then sees by them": changedRightsResync,
        "a new team resyncs those whom it falls to": aNewTeamResyncs,
        "a new number resyncs those whom it falls to": aNewNumberResyncs,
        "disabling a user closes the sockets within a second, and the token is refused": disablingShutsOut,
        "a session that is revoked is shut out, and no other": aRevokedSessionIsShutOut,
    };
    for (const [name, body] of Object.entries(all)) test(name, () => body(world));
}
