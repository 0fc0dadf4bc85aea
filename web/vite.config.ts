import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// In development the API and the sockets come from a running server (or dev/mock-server.mjs).
const server = process.env["CHASQUI_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
    plugins: [react(), tailwindcss()],
    resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
    server: {
        proxy: {
            // The page's own host stays in what is asked: the server refuses what another site's page would change.
            "/api": { target: server, changeOrigin: false },
            "/_sim": { target: server, changeOrigin: false },
            "/socket.io": { target: server, ws: true, changeOrigin: false },
        },
    },
    build: {
        target: "es2022",
        // The strict policy forbids inline script and data: fonts, so nothing is inlined.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
    },
    test: {
        // A page costs seconds; only what draws one (*.test.tsx) gets it.
        projects: [
            { extends: true, test: { name: "rules", environment: "node", include: ["src/**/*.test.ts"] } },
            {
                extends: true,
                test: {
                    name: "screens",
                    environment: "jsdom",
                    include: ["src/**/*.test.tsx"],
                    setupFiles: ["src/testing/setup.ts"],
                },
            },
            {
                // Against a running server: CHASQUI_BIN, and only when it is asked for (npm run races).
                extends: true,
                test: {
                    name: "races",
                    environment: "node",
                    include: ["src/testing/races/*.race.ts"],
                    setupFiles: ["src/testing/browser.ts"],
                    testTimeout: 120_000,
                    hookTimeout: 30_000,
                },
            },
        ],
    },
});
