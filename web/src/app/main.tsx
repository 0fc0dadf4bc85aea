import "@/styles/app.css";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { createAppRouter } from "@/app/router";
import { ServicesContext } from "@/hooks/use-services";
import { ApiError } from "@/lib/api/client";
import { sessionHint } from "@/lib/auth-browser";
import { startTranslations } from "@/lib/i18n";
import { serverMeta } from "@/lib/server-meta";
import { createServices } from "@/lib/services";

const retriesMax = 2;

const queries = new QueryClient({
    defaultOptions: {
        queries: {
            // Events keep what is shown fresh; nothing is read again merely because time has passed.
            staleTime: Number.POSITIVE_INFINITY,
            refetchOnWindowFocus: false,
            refetchOnReconnect: false,
            retry: (failures, error) =>
                failures < retriesMax && (!(error instanceof ApiError) || error.isTemporary),
        },
        mutations: { networkMode: "always" },
    },
});

const services = createServices(queries);
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
