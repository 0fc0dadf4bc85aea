// Who may do what, by hand, from the rights in ARCHITECTURE.md. A key is `METHOD path` as /openapi.json writes it.
//
// `may` says who is let in; `id` what its path names, of which there are own and foreign ones; `status` is the answer
// to those who may, where what is named exists and is theirs to see (one, or several that time decides between).
// `change` and `session` make what the call uses up.

const everyone = ["anonymous", "ana", "bea", "supervisor", "admin"];
const signedIn = everyone.slice(1);
const staff = ["supervisor", "admin"];
const admins = ["admin"];

const open = (status, more = {}) => ({ may: everyone, status, ...more });
const onConversation = (status, body) => ({ may: signedIn, status, id: "conversation", body });
const onMessage = (status) => ({ may: signedIn, status, id: "message", body: {} });

let serial = 0;
const fresh = (word) => {
    serial += 1;
    return `${word} ${serial}`;
};

export const table = {
    "GET /livez": open(200),
    "GET /readyz": open(200),
    "GET /health": open(200),
    "GET /metrics": open(200), // to loopback
    "GET /api/meta": open(200),
    "GET /openapi.json": open(200),
    "GET /webhooks/whatsapp": open(200),
    "POST /webhooks/whatsapp": open(401, { body: {} }), // not signed
    "GET /socket.io/{rest}": open(400),
    "POST /socket.io/{rest}": open(400),
    "PUT /socket.io/{rest}": open(400),
    "DELETE /socket.io/{rest}": open(400),

    "POST /api/auth/login": open(401, { body: { email: "nobody@access.test", password: "wrong" } }),
    "POST /api/auth/refresh": open(401), // without its cookie
    "POST /api/auth/logout": open(200, { session: "own" }),
    "GET /api/auth/setup": open(404), // over: there is an admin
    "POST /api/auth/setup": open(404, {
        body: { token: "guessed", email: "x@access.test", name: "X", password: "Guessed-passw0rd" },
    }),
    "GET /api/auth/me": { may: signedIn, status: 200 },
    "GET /api/auth/sessions": { may: signedIn, status: 200 },
    "DELETE /api/auth/sessions/{id}": { may: signedIn, status: 200, id: "session" },

    "GET /api/users": { may: staff, status: 200 },
    "POST /api/users": {
        may: admins,
        status: 201,
        body: () => ({ email: `${fresh("u").replace(" ", "")}@access.test`, name: "U", role: "agent", password: "Access-passw0rd" }),
    },
    "PATCH /api/users/{id}": { may: admins, status: 200, id: "user", body: {} },
    "GET /api/agents": { may: signedIn, status: 200 },
    "GET /api/teams": { may: signedIn, status: 200 },
    "POST /api/teams": { may: admins, status: 201, body: () => ({ name: fresh("team") }) },
    "PATCH /api/teams/{id}": { may: admins, status: 200, id: "team", body: () => ({ name: fresh("renamed") }) },
    "DELETE /api/teams/{id}": { may: admins, status: 200, id: "team" },

    "GET /api/keys": { may: admins, status: 200 },
    "POST /api/keys": { may: admins, status: 201, body: () => ({ name: fresh("key"), role: "agent" }) },
    "DELETE /api/keys/{id}": { may: admins, status: 200, id: "key" },

    "GET /api/whatsapp/health": { may: staff, status: 200 },
    "POST /api/whatsapp/health/check": { may: staff, status: 200 },
    "GET /api/whatsapp/connection": { may: signedIn, status: 200 },
    "GET /api/whatsapp/numbers": { may: staff, status: 200 },
    "PUT /api/whatsapp/numbers/{id}": {
        may: admins,
        status: 200,
        id: "number",
        body: { accessToken: "t", baseUrl: "http://127.0.0.1:1" },
    },
    "GET /api/whatsapp/journal": { may: admins, status: 200 },

    // What is named here is not there: those who may learn just that.
    "GET /api/monitoring/thresholds": { may: staff, status: 200 },
    "PUT /api/monitoring/thresholds/{name}": { may: admins, status: 404, body: { warning: 1, critical: 2 } },
    "GET /api/monitoring/alerts": { may: staff, status: 200 },
    "POST /api/monitoring/alerts/{id}/acknowledge": { may: staff, status: 404 },
    "GET /api/monitoring/silences": { may: staff, status: 200 },
    "POST /api/monitoring/silences": { may: staff, status: 201, body: { rule: "cpu_usage", durationMs: 60_000, reason: "access" } },
    "DELETE /api/monitoring/silences/{id}": { may: staff, status: 404 },
    "GET /api/monitoring/metrics": { may: staff, status: 200 },
    "GET /api/monitoring/metrics/{name}": { may: staff, status: 404 },
    "GET /api/monitoring/status": { may: staff, status: 200 },
    "GET /api/monitoring/goals": { may: staff, status: 200 },
    "GET /api/monitoring/channels": { may: admins, status: 200 },
    "POST /api/monitoring/channels": {
        may: admins,
        status: 201,
        body: () => ({ kind: "webhook", name: fresh("hook"), url: "https://hook.example/", enabled: false }),
    },
    "PUT /api/monitoring/channels/{id}": { may: admins, status: 404, body: {} },
    "DELETE /api/monitoring/channels/{id}": { may: admins, status: 404 },
    "POST /api/monitoring/channels/{id}/test": { may: admins, status: 404 },

    "GET /api/conversations": { may: signedIn, status: 200 },
    "GET /api/conversations/{id}": onConversation(200),
    "POST /api/conversations/{id}/read": onConversation(200, {}),
    "POST /api/conversations/{id}/assign": onConversation(200, { userId: null }),
    "POST /api/conversations/{id}/takeover": onConversation([200, 409], {}), // 409: another has it
    "POST /api/conversations/{id}/resolve": onConversation(200, {}),
    "POST /api/conversations/{id}/snooze": onConversation(200, () => ({ until: new Date(Date.now() + 86_400_000).toISOString() })),
    "GET /api/conversations/{id}/messages": onConversation(200),
    "POST /api/conversations/{id}/messages": onConversation(201, () => ({ clientId: fresh("c"), type: "text", text: "hi" })),
    "POST /api/conversations/{id}/messages/{messageId}/send_again": onMessage(409), // it is only queued
    "POST /api/conversations/{id}/messages/{messageId}/leave": onMessage(409),
    "POST /api/conversations/{id}/messages/{messageId}/cancel": onMessage([200, 409]), // 409: on its way just now
    "GET /api/monitoring/log-levels": { may: staff, status: 200 },
    "PUT /api/monitoring/log-levels": { may: admins, status: 200, body: {} },
    "POST /api/logs": { may: signedIn, status: 200, body: { entries: [] } },
    "GET /api/contacts": { may: signedIn, status: 200 },
    "GET /api/contacts/{id}": { may: signedIn, status: 200, id: "contact" },
};

/** What `chasqui demo` has besides: Meta's side, which listens on loopback and knows no users. */
export const demoRoutes = [
    "GET /_graph/{rest}", "POST /_graph/{rest}", "DELETE /_graph/{rest}",
    "GET /_sim/ledger", "POST /_sim/messages", "POST /_sim/clock", "GET /_sim/faults", "POST /_sim/faults",
    "DELETE /_sim/faults", "GET /_sim/customers", "POST /_sim/customers", "GET /_sim/conversations",
    "GET /_sim/conversations/{customer}", "POST /_sim/conversations/{customer}/look", "GET /_sim/state",
    "PUT /_sim/settings", "GET /_sim/", "GET /_sim/index.html", "GET /_sim/page.css", "GET /_sim/page.js",
    "GET /_sim/words.js",
];

export const roles = everyone;
