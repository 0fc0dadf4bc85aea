import "@/styles/app.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { createAppRouter } from "@/app/router";
import { ServicesContext } from "@/hooks/use-services";
import { sessionHint } from "@/lib/auth-browser";
import { startTranslations } from "@/lib/i18n";
import { watchPage } from "@/lib/log-browser";
import { createQueries } from "@/lib/queries";
import { serverMeta } from "@/lib/server-meta";
import { createServices } from "@/lib/services";

const queries = createQueries();
const services = createServices(queries);
watchPage(services.logShipper);
const router = createAppRouter();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// Without an answer the log stays as it is; whoever needs it on a screen asks again.
queries.fetchQuery(serverMeta(services.api)).catch(() => undefined);
void services.auth.start(sessionHint.read());
await startTranslations();

createRoot(root).render(
    <StrictMode>
        <ServicesContext value={services}>
            <QueryClientProvider client={queries}>
                <RouterProvider router={router} />
            </QueryClientProvider>
        </ServicesContext>
    </StrictMode>,
);
