// Clients of Meta's API that others wrote speak with the simulator, and Meta's OpenAPI judges its answers.
//   node tests/sim-clients/run.mjs        starts CHASQUI_BIN (default build/release/chasqui) as `sim`
// Installs its packages beside itself when they are missing.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { check, failed, number, secret, startBusiness, startSim, token } from "./support.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
if (!existsSync(`${here}node_modules/ajv`))
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: here, stdio: "inherit" });
const { GraphApiError, WhatsAppClient } = await import("@kapso/whatsapp-cloud-api");
const { normalizeWebhook, verifySignature } = await import("@kapso/whatsapp-cloud-api/server");
const { WhatsAppAPI } = await import("whatsapp-api-js");
const { Text } = await import("whatsapp-api-js/messages");
const { openSchemas } = await import("./schemas.mjs");

/** Meta's schema has nothing to say against the value. */
function judged(judge, what, schema, value) {
    if (!judge) return;
    const faults = judge(schema, value);
    check(`Meta's schema: ${what}`, faults.length === 0, faults);
}

const ana = "34412345678";
const said = "¿Llegó? 👍";

async function inbound(business, sim, judge) {
    const { wamid } = await sim.call("POST", "/messages", { from: ana, type: "text", text: said });
    await business.until("the customer's message", () => business.messages().find((message) => message.id === wamid));
    const { raw, signature } = business.webhooks[0];
    check("kapso: the signature holds over the raw bytes",
        verifySignature({ appSecret: secret, rawBody: raw, signatureHeader: signature }), signature);
    check("kapso: another secret's does not",
        !verifySignature({ appSecret: "other", rawBody: raw, signatureHeader: signature }), signature);
    const read = normalizeWebhook(JSON.parse(raw));
    check("kapso: reads the message", read.messages[0]?.text?.body === said && read.phoneNumberId === number, read);
    check("the body is ASCII, escaped before it was signed", /^[\x00-\x7f]*$/.test(raw), raw);
    // The schema of an inbound message itself is of no use: it asks for what only outbound ones have ("to").
    const { metadata, contacts } = JSON.parse(raw).entry[0].changes[0].value;
    judged(judge, "the number of a webhook", "Metadata", metadata);
    judged(judge, "the contact of a webhook", "ContactProfile", contacts[0]);

    const library = new WhatsAppAPI({ token, appSecret: secret, v: "v23.0" });
    let heard;
    library.on.message = ({ phoneID, from, message }) => { heard = { phoneID, from, body: message.text.body }; };
    await library.post(JSON.parse(raw), raw, signature);
    check("whatsapp-api-js: takes the signed webhook", heard?.from === ana && heard.body === said, heard);
    const refused = await library.post(JSON.parse(raw), raw, `sha256=${"0".repeat(64)}`).then(() => false, () => true);
    check("whatsapp-api-js: refuses another signature", refused, refused);
    return wamid;
}

async function outbound(business, sim, judge, inboundWamid) {
    const client = new WhatsAppClient({ accessToken: token, baseUrl: sim.url, graphVersion: "v26.0" });
    const sent = await client.messages.sendText({ phoneNumberId: number, to: `+${ana}`, body: "Claro", bizOpaqueCallbackData: "job-1" });
    const wamid = sent.messages[0].id;
    check("kapso: a text is accepted", wamid.startsWith("wamid.") && sent.contacts[0].waId === ana, sent);
    await business.until("the status sent", () => business.statuses().find((status) => status.id === wamid));
    const status = business.statuses().find((one) => one.id === wamid);
    check("its status carries what was sent along", status.biz_opaque_callback_data === "job-1", status);
    const last = normalizeWebhook(JSON.parse(business.webhooks.at(-1).raw));
    judged(judge, "a webhook with a status", "WebhookPayload", JSON.parse(business.webhooks.at(-1).raw));
    check("kapso: reads the status", last.statuses[0]?.id === wamid && last.statuses[0].recipientId === ana, last);

    const marked = await client.messages.markRead({ phoneNumberId: number, messageId: inboundWamid, typingIndicator: { type: "text" } });
    check("kapso: a read mark with typing is taken", marked.success === true, marked);
    const ledger = await sim.call("GET", "/ledger");
    check("the ledger counts one", ledger.accepted.length === 1 && ledger.accepted[0].wamid === wamid, ledger.accepted);

    const library = new WhatsAppAPI({ token, appSecret: secret, v: "v23.0", ponyfill: {
        fetch: (url, options) => fetch(String(url).replace("https://graph.facebook.com", sim.url), options) } });
    const answer = await library.sendMessage(number, ana, new Text("Otra cosa"));
    check("whatsapp-api-js: a text is accepted", answer.messages?.[0]?.id?.startsWith("wamid."), answer);
    judged(judge, "the answer to a message", "MessageResponsePayload",
        await post(sim, number, { messaging_product: "whatsapp", to: ana, text: { body: "x" } }));
}

const post = async (sim, to, body, key = token) => (await fetch(`${sim.url}/v26.0/${to}/messages`, {
    method: "POST", headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" }, body: JSON.stringify(body),
})).json();

async function failures(sim, judge) {
    const client = new WhatsAppClient({ accessToken: token, baseUrl: sim.url, graphVersion: "v26.0" });
    const code = (work) => work.then(() => 0, (error) => (error instanceof GraphApiError ? error.code : String(error)));
    const text = (to, body) => client.messages.sendText({ phoneNumberId: number, to, body });
    const rule = (effect) => sim.call("POST", "/faults", { target: "messages", mode: "next", effect });
    const long = await code(text(ana, "x".repeat(4097)));
    check("kapso: a text that is too long is 100", long === 100, long);
    const unknown = await code(client.messages.sendText({ phoneNumberId: "999", to: ana, body: "x" }));
    check("kapso: an unknown number is 100", unknown === 100, unknown);
    await rule({ code: 130429 });
    const limited = await code(text(ana, "x"));
    check("kapso: an injected 130429 is read as such", limited === 130429, limited);
    await sim.call("POST", "/clock", { advanceMs: 25 * 3_600_000 });
    const late = await code(text(ana, "x"));
    check("kapso: outside the window is 131047", late === 131047, late);
    await rule({ cutAfterAccept: true });
    await sim.call("POST", "/messages", { from: ana, text: "again" });
    const before = (await sim.call("GET", "/ledger")).accepted.length;
    const cut = await fetch(`${sim.url}/v26.0/${number}/messages`, { method: "POST", headers: { Authorization: `Bearer ${token}` },
        body: JSON.stringify({ messaging_product: "whatsapp", to: ana, text: { body: "x" } }) }).then((r) => r.status, () => "cut");
    const after = (await sim.call("GET", "/ledger")).accepted;
    check("cut after accept: no answer, and one more accepted", cut === "cut" && after.length === before + 1 && !after.at(-1).answered, cut);
    judged(judge, "an error", "ErrorResponse", await post(sim, number, {}));
    judged(judge, "an unknown object", "ErrorResponse", await post(sim, "999", {}));
}

const judge = openSchemas();
if (!judge) console.log("skipped: no fixtures, so Meta's OpenAPI judges nothing");
const business = await startBusiness();
const sim = await startSim(business.url);
try {
    const wamid = await inbound(business, sim, judge);
    await outbound(business, sim, judge, wamid);
    await failures(sim, judge);
} catch (error) {
    check("the run came to its end", false, String(error.stack ?? error));
} finally {
    await sim.stop();
    business.stop();
}
process.exit(failed() ? 1 : 0);
