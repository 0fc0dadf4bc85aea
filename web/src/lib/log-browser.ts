// The log's way to the server in a browser: fetch with the person's token, sessionStorage, the page's own end.

import type { AuthRefresh } from "@/lib/auth-refresh";
import { LogShipper, type ShipAnswer } from "@/lib/log-shipper";
import { createLogger, type LogBatch, type PageLog } from "@/lib/logger";

export type LogFetch = (request: Request) => Promise<Response>;

const storeKey = "chasqui.log";
const log = createLogger("page");

// Answers that the same batch would get again.
const lasting: readonly number[] = [400, 413, 415, 422];

export function answerOf(response: Response): ShipAnswer {
    if (response.ok) return { kind: "taken" };
    if (lasting.includes(response.status)) return { kind: "refused" };
    const seconds = Number(response.headers.get("Retry-After") ?? "0");
    return { kind: "later", retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : 0 };
}

function requestWith(batch: LogBatch, init: RequestInit = {}): Request {
    return new Request(new URL("/api/logs", location.origin), {
        ...init,
        method: "POST",
        headers: { ...init.headers, "Content-Type": "application/json" },
        body: JSON.stringify(batch),
    });
}

/** Forbidden or full storage only means that nothing is remembered. */
const store = {
    load: (): string | null => {
        try {
            return sessionStorage.getItem(storeKey);
        } catch {
            return null;
        }
    },
    save: (value: string | null): void => {
        try {
            if (value === null) sessionStorage.removeItem(storeKey);
            else sessionStorage.setItem(storeKey, value);
        } catch {
            // Nothing to do: see above.
        }
    },
};

/** `authorized` renews a token that is due; `bare` is sent as it is, while the page goes away. */
export function createLogShipper(
    pageLog: PageLog,
    auth: Pick<AuthRefresh, "token" | "subscribe">,
    { authorized, bare }: { authorized: LogFetch; bare: LogFetch },
): LogShipper {
    const shipper = new LogShipper(pageLog, {
        ...store,
        now: () => Date.now(),
        schedule: (ms, work) => {
            const timer = setTimeout(work, ms);
            return () => {
                clearTimeout(timer);
            };
        },
        canSend: () => auth.token !== null,
        send: async (batch) => answerOf(await authorized(requestWith(batch))),
        // A beacon could not carry the token.
        sendLeaving: async (batch) =>
            answerOf(
                await bare(
                    requestWith(batch, {
                        keepalive: true,
                        headers: { Authorization: `Bearer ${auth.token?.value ?? ""}` },
                    }),
                ),
            ),
    });
    auth.subscribe(() => {
        shipper.wake();
    });
    return shipper;
}

function reasonOf(thrown: unknown): { reason: string; stack: string } {
    if (thrown instanceof Error) return { reason: `${thrown.name}: ${thrown.message}`, stack: thrown.stack ?? "" };
    return { reason: typeof thrown === "string" ? thrown : typeof thrown, stack: "" };
}

/** Ends the log with the page, and writes down what nobody caught. */
export function watchPage(shipper: LogShipper): void {
    addEventListener("pagehide", () => {
        shipper.leave();
    });
    // A phone ends a page that is out of sight without another word.
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") shipper.leave();
    });
    addEventListener("error", ({ error, message, filename, lineno }) => {
        const told = error === null || error === undefined ? { reason: message, stack: "" } : reasonOf(error);
        log.error("uncaught", { ...told, file: filename, line: lineno });
    });
    addEventListener("unhandledrejection", ({ reason }) => {
        log.error("unhandled_rejection", reasonOf(reason));
    });
}
