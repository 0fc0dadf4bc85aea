// Fails the build when what a page loads has grown beyond its budget (gzip).
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const firstScriptMax = 170_000;
const laterScriptMax = 60_000;
const styleMax = 25_000;

const dist = new URL("../dist/", import.meta.url);
const html = readFileSync(new URL("index.html", dist), "utf8");
const assets = readdirSync(new URL("assets/", dist));
const size = (name) => gzipSync(readFileSync(new URL(`assets/${name}`, dist))).length;

// Loaded before the first paint: what index.html names, and the catalogue of one language.
const catalogues = assets.filter((name) => /^(es|en|pt-BR)-.*\.js$/.test(name));
const first = assets.filter((name) => name.endsWith(".js") && html.includes(`assets/${name}`));
const later = assets.filter((name) => name.endsWith(".js") && !first.includes(name) && !catalogues.includes(name));
const styles = assets.filter((name) => name.endsWith(".css"));

const sum = (names) => names.reduce((total, name) => total + size(name), 0);
const checks = [
    ["first JavaScript", sum(first) + Math.max(...catalogues.map(size)), firstScriptMax],
    ["CSS", sum(styles), styleMax],
    ...later.map((name) => [name, size(name), laterScriptMax]),
];
let failed = false;
for (const [what, bytes, max] of checks) {
    const over = bytes > max;
    failed ||= over;
    console.log(`${over ? "over" : "ok  "}  ${what}: ${(bytes / 1000).toFixed(1)} kB of ${max / 1000} kB`);
}
if (failed) process.exit(1);
