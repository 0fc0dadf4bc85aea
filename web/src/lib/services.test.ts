// @vitest-environment jsdom
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { AuthRefresh, type AccessToken } from "@/lib/auth-refresh";
import { createServices, type Services } from "@/lib/services";
import { sampleMessage, sampleUser } from "@/testing/samples";

const lifeMs = 900_000;
let queries: QueryClient;
let auth: AuthRefresh;
let services: Services;
let bearers: (string | null)[];
let answer: () => Response;
let letGo: () => void;

function tokenOf(id: string): AccessToken {
    const now = Date.now();
    return { value: `token-${id}`, expiresAt: now + lifeMs, refreshedAt: now, user: { ...sampleUser, id } };
}

beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    bearers = [];
    answer = () => Response.json({ data: sampleMessage("m1") });
    letGo = () => undefined;
    queries = new QueryClient();
    auth = new AuthRefresh({
        now: () => Date.now(),
        wait: () => Promise.resolve(),
        schedule: () => () => undefined,
        exclusive: (work) => work(),
        askPeers: () => Promise.resolve(null),
        request: () => Promise.resolve({ kind: "refused" }),
        publish: () => undefined,
    });
    services = createServices(queries, {
        auth,
        send: async (request) => {
            bearers.push(request.headers.get("Authorization"));
            await new Promise<void>((resolve) => {
                letGo = resolve;
            });
            return answer();
        },
    });
});

afterEach(() => {
    vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

test("a message that waited when its writer's session ended is never sent with another's token", async () => {
    auth.signIn(tokenOf("eva"));
    services.outbox.add("c1", "Eva's");
    await settle();
    // The session is over: the server refuses her token, and the renewal too.
    vi.setSystemTime(Date.now() + lifeMs);
    answer = () => new Response("{}", { status: 401 });
    letGo();
    await settle();
    expect(auth.state.kind).toBe("signed_out");

    answer = () => Response.json({ data: sampleMessage("m1") });
    auth.signIn(tokenOf("leo"));
    services.outbox.flush();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(bearers).toEqual(["Bearer token-eva"]);

    auth.signIn(tokenOf("eva"));
    services.outbox.flush();
    await settle();
    expect(bearers).toEqual(["Bearer token-eva", "Bearer token-eva"]);
});

test("what one person saw is not there for the next, and is for the same one", () => {
    auth.signIn(tokenOf("eva"));
    queries.setQueryData(["conversations", "all"], { pages: [], pageParams: [] });
    auth.end();
    auth.signIn(tokenOf("eva"));
    expect(queries.getQueryData(["conversations", "all"])).toBeDefined();
    auth.end();
    auth.signIn(tokenOf("leo"));
    expect(queries.getQueryData(["conversations", "all"])).toBeUndefined();
});
