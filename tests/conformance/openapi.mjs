// Every route that the document names is asked, and its real answer judged by its schema: no member more, none less.
//   node tests/conformance/openapi.mjs    starts CHASQUI_BIN (default build/release/chasqui) as `serve` and as `demo`
// Needs web/node_modules.
import { check, committedDocument, failed, Judge } from "./lib/openapi/judge.mjs";
import { accounts, signIn } from "./lib/openapi/people.mjs";
import { alerts } from "./lib/openapi/alerts.mjs";
import { logLevels, ownDoors, pageLog, setUpServer, webhooks } from "./lib/openapi/house.mjs";
import { conversations, messages } from "./lib/openapi/inbox.mjs";
import { startServer } from "./lib/openapi/server.mjs";

const judge = new Judge(committedDocument());
const appSecret = "openapi-secret";
const verifyToken = "openapi-verify";

const house = await startServer("serve", [/\/setup#(\S+)/], {
    env: { WHATSAPP_APP_SECRET: appSecret, WEBHOOK_VERIFY_TOKEN: verifyToken },
});
try {
    const admin = await setUpServer(judge, house.url, house.found[0]);
    await ownDoors(judge, house.url);
    await webhooks(admin, { appSecret, verifyToken });
    await accounts(admin);
    await alerts(admin);
    await pageLog(admin);
    await logLevels(admin);
} finally {
    await house.stop();
}

// Simulated customers, who write only when they are told to.
const demo = await startServer("demo", [/User: (\S+)/i, /Password: (\S+)/i], { args: ["--seed", "1", "--rate", "0"] });
try {
    const [email, password] = demo.found;
    const eva = await signIn(judge, demo.url, { email, password });
    const conversation = await conversations(eva);
    await messages(eva, conversation);
} finally {
    await demo.stop();
}

check("a good answer of every operation was seen", judge.unseen().length === 0, judge.unseen());
process.exit(failed() ? 1 : 0);
