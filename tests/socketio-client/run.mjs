// The official JavaScript client (npm socket.io-client) and raw packets against our server.
//   node tests/socketio-client/run.mjs
// Starts the conformance target beside CHASQUI_BIN, in build/dev, or named in CHASQUI_TARGET. Installs its
// packages beside itself when they are missing.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
if (!existsSync(`${here}node_modules/socket.io-client`))
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: here, stdio: "inherit" });
const { runTests } = await import("./support.mjs");
await import("./protocol_tests.mjs");
await import("./client_tests.mjs");
await import("./live_tests.mjs");

const failed = await runTests();
// Nothing that a failed test left open keeps the process.
process.exit(failed === 0 ? 0 : 1);
