// Who may do and see what: every route and every event, for every role, with own and foreign ids.
//   node tests/e2e/access.mjs        starts build/release/chasqui serve, and demo (or CHASQUI_BIN)
// The expectations stand in lib/access_table.mjs and lib/access_world.mjs; a route that is not there fails.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { checkDemo, matrixTests } from "./lib/access_matrix.mjs";
import { socketTests } from "./lib/access_sockets.mjs";
import { World } from "./lib/access_world.mjs";
import { runTests, start, test } from "./lib/house.mjs";

const world = await World.build();
socketTests(world);
matrixTests(world);
test("what the demo has besides is Meta's side alone", async () => {
    const data = mkdtempSync(join(tmpdir(), "chasqui-access-demo-"));
    const demo = await start(["demo", "--listen", "127.0.0.1:0", "--data", data, "--rate", "0"]);
    try {
        await checkDemo(demo.url);
    } finally {
        await demo.stop();
        rmSync(data, { recursive: true, force: true });
    }
});

const failed = await runTests();
await world.end();
// Nothing that a failed test left open keeps the process.
process.exit(failed === 0 ? 0 : 1);
