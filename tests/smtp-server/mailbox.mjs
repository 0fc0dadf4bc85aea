// A mail server (npm smtp-server) on a free port of this machine, which says `ready PORT` and then prints each mail
// that it has taken as one line of JSON.
//
//   node tests/smtp-server/mailbox.mjs
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
if (!existsSync(`${here}/node_modules/smtp-server`))
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: here, stdio: "ignore" });
const { SMTPServer } = await import("smtp-server");

const print = (line) => process.stdout.write(`${line}\n`);
const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH"],
    logger: false,
    onData(stream, session, done) {
        const parts = [];
        stream.on("data", (part) => parts.push(part));
        stream.on("end", () => {
            const recipients = session.envelope.rcptTo.map(({ address }) => address);
            print(JSON.stringify({ from: session.envelope.mailFrom.address, recipients, text: Buffer.concat(parts).toString() }));
            done();
        });
    },
});
server.listen(0, "127.0.0.1", () => print(`ready ${server.server.address().port}`));
