// A running chasqui with a folder of its own.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve as absolute } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const patienceMs = 60_000;

/** A promise that fails, saying what was waited for, when it takes too long. */
export function within(what, work) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), patienceMs);
        const over = (settle) => (value) => {
            clearTimeout(timer);
            settle(value);
        };
        work(over(resolve), over(reject));
    });
}

/** Starts `chasqui COMMAND`; resolves with its address and what `words` find in what it prints. */
export async function startServer(command, words, { args = [], env = {} } = {}) {
    const program = absolute(process.env.CHASQUI_BIN ?? join(root, "build/release/chasqui"));
    if (!existsSync(program)) throw new Error(`${program} is missing: build it, or name one in CHASQUI_BIN`);
    const folder = mkdtempSync(join(tmpdir(), "chasqui-openapi-"));
    // Nothing of the caller's own settings; no .env either.
    const child = spawn(program, [command, "--listen", "127.0.0.1:0", "--data", join(folder, "data"), ...args], {
        cwd: folder, env: { PATH: process.env.PATH, CHASQUI_LANG: "en", ...env }, stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let printed = "";
    const found = await within(`chasqui ${command}`, (resolve, reject) => {
        const read = (chunk) => {
            printed += chunk;
            const all = [/ready on (http:\/\/\S+)/, ...words].map((word) => word.exec(printed)?.[1]);
            if (all.every(Boolean)) resolve(all);
        };
        child.stdout.on("data", read);
        child.stderr.on("data", read);
        child.once("exit", (code) => reject(new Error(`chasqui ${command} ended with ${code}\n${printed}`)));
    });
    const stop = async () => {
        child.kill("SIGTERM");
        await ended;
        rmSync(folder, { recursive: true, force: true });
    };
    return { url: found[0], found: found.slice(1), stop };
}
