// Signing in, sessions, accounts and teams.
import { Caller, check } from "./judge.mjs";

export async function signIn(judge, url, body) {
    const caller = new Caller(judge, url);
    caller.token = (await caller.call("POST", "/api/auth/login", { body })).accessToken;
    return caller;
}

async function sessions(admin, who) {
    const { judge, url } = admin;
    const stranger = new Caller(judge, url);
    await stranger.call("POST", "/api/auth/login", { body: { ...who, password: "not the right one" }, status: 401 });
    await stranger.call("POST", "/api/auth/login", { body: {}, unlike: true, status: 400 });
    await stranger.call("POST", "/api/auth/refresh", { status: 401 });
    await stranger.call("GET", "/api/auth/me", { status: 401 });

    const second = await signIn(judge, url, who);
    second.token = (await second.call("POST", "/api/auth/refresh")).accessToken;
    const me = await second.call("GET", "/api/auth/me");
    check("the one who is signed in is the one who signed in", me.user.email === who.email, me);
    await second.call("POST", "/api/auth/logout");

    const third = await signIn(judge, url, who);
    const { items } = await third.call("GET", "/api/auth/sessions");
    const { id } = items.find(({ current }) => current);
    await admin.call("DELETE", "/api/auth/sessions/{id}", { parameters: { id: "no-such" }, status: 404 });
    await third.call("DELETE", "/api/auth/sessions/{id}", { parameters: { id } });
}

async function repeated(admin) {
    const headers = { "Idempotency-Key": "key-1" };
    const first = await admin.call("POST", "/api/teams", { body: { name: "Returns" }, headers });
    const again = await admin.call("POST", "/api/teams", { body: { name: "Returns" }, headers });
    check("the same key and body give the first answer", again.id === first.id && admin.headers.get("Idempotency-Replayed") === "true", again);
    await admin.call("POST", "/api/teams", { body: { name: "Other" }, headers, status: 422 });
    await admin.call("POST", "/api/teams", { body: { name: "Returns" }, status: 409 });
    return first;
}

async function keys(admin) {
    const body = { name: "Orders", role: "supervisor", limit: { max: 2, windowMs: 60_000 }, expiresAt: "2099-01-01T00:00:00Z" };
    const made = await admin.call("POST", "/api/keys", { body });
    await admin.call("POST", "/api/keys", { body: { ...body, name: "" }, unlike: true, status: 400 });
    const program = new Caller(admin.judge, admin.url);
    program.token = made.secret;
    await program.call("GET", "/api/users");
    await program.call("POST", "/api/keys", { body, status: 403 });
    const refused = new Caller(admin.judge, admin.url);
    refused.token = made.secret;
    await refused.call("GET", "/api/auth/me");
    await refused.call("GET", "/api/auth/me", { status: 429 });
    await admin.call("GET", "/api/keys");
    await admin.call("DELETE", "/api/keys/{id}", { parameters: { id: made.apiKey.id } });
    await program.call("GET", "/api/users", { status: 401 });
}

export async function accounts(admin) {
    const team = await admin.call("POST", "/api/teams", { body: { name: "Sales" } });
    const parameters = { id: team.id };
    await admin.call("PATCH", "/api/teams/{id}", { parameters, body: { name: "Sale" } });
    const kept = await repeated(admin);
    await admin.call("DELETE", "/api/teams/{id}", { parameters });
    await admin.call("GET", "/api/teams");

    const who = { email: "ines@example.com", password: "a long password" };
    const added = await admin.call("POST", "/api/users", {
        body: { ...who, name: "Inés", role: "agent", teams: [kept.name], numbers: ["106540352242922"] },
    });
    check("an account has the team that it was given by name", added.teams[0] === kept.id, added);
    await admin.call("POST", "/api/users", { body: { ...who, name: "Inés", role: "agent" }, status: 409 });
    await admin.call("PATCH", "/api/users/{id}", { parameters: { id: added.id }, body: { role: "supervisor" } });
    await admin.call("GET", "/api/users");
    await admin.call("GET", "/api/agents");
    check("a GET says where in the event log it stands", /^[^/]+\/\d+$/.test(admin.headers.get("Chasqui-Sequence")), admin.headers.get("Chasqui-Sequence"));
    await sessions(admin, who);
    await keys(admin);
}
