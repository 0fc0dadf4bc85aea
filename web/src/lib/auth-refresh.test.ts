import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import {
    AuthRefresh,
    COOLDOWN_MS,
    EXPIRY_MARGIN_MS,
    MAX_RETRIES,
    RETRY_DELAY_MS,
    type AccessToken,
    type RefreshAnswer,
    type RefreshSeams,
} from "@/lib/auth-refresh";
import { sampleUser as user } from "@/testing/samples";

const lifeMs = 900_000;

/** Tabs of one browser: one lock, one session on the server, and notes that reach every other tab. */
class Browser {
    answers: ("token" | "failed" | "refused")[] = [];
    requests: number[] = [];
    #lock: Promise<unknown> = Promise.resolve();
    readonly tabs: AuthRefresh[] = [];

    open(): AuthRefresh {
        const seams: RefreshSeams = {
            now: () => Date.now(),
            wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
            schedule: (ms, work) => {
                const timer = setTimeout(work, ms);
                return () => {
                    clearTimeout(timer);
                };
            },
            exclusive: (work) => {
                const turn = this.#lock.then(work);
                this.#lock = turn.catch(() => undefined);
                return turn;
            },
            askPeers: () => Promise.resolve(this.tabs.find((other) => other !== tab && other.token)?.token ?? null),
            request: () => Promise.resolve(this.#answer()),
            publish: (token) => {
                for (const other of this.tabs)
                    if (other !== tab) {
                        if (token) other.adopt(token);
                        else other.end();
                    }
            },
        };
        const tab = new AuthRefresh(seams);
        this.tabs.push(tab);
        return tab;
    }

    token(life = lifeMs): AccessToken {
        const now = Date.now();
        return { value: `t${String(this.requests.length)}`, expiresAt: now + life, refreshedAt: now, user };
    }

    #answer(): RefreshAnswer {
        this.requests.push(Date.now());
        const kind = this.answers.shift() ?? "token";
        return kind === "token" ? { kind, token: this.token() } : { kind };
    }
}

let browser: Browser;
let start: number;
const requestTimes = (): number[] => browser.requests.map((at) => at - start);

beforeEach(() => {
    vi.useFakeTimers();
    start = Date.now();
    browser = new Browser();
});
afterEach(() => {
    vi.useRealTimers();
});

describe("the plan's numbers", () => {
    test("are 30 s, 5 min, 3 and 2 s", () => {
        expect([COOLDOWN_MS, EXPIRY_MARGIN_MS, MAX_RETRIES, RETRY_DELAY_MS]).toEqual([30_000, 300_000, 3, 2_000]);
    });
});

describe("renewal before expiry", () => {
    test("a token is renewed 5 min before it expires, and not a moment sooner", async () => {
        const tab = browser.open();
        tab.signIn(browser.token());
        await vi.advanceTimersByTimeAsync(lifeMs - EXPIRY_MARGIN_MS - 1);
        expect(browser.requests).toHaveLength(0);
        await vi.advanceTimersByTimeAsync(1);
        expect(requestTimes()).toEqual([600_000]);
    });

    test("a request within the margin waits for the renewal", async () => {
        const tab = browser.open();
        tab.signIn(browser.token(EXPIRY_MARGIN_MS));
        vi.setSystemTime(start + COOLDOWN_MS);
        expect(await tab.fresh()).toBe("t1");
    });

    test("a request outside the margin does not", async () => {
        const tab = browser.open();
        tab.signIn(browser.token(EXPIRY_MARGIN_MS + COOLDOWN_MS + 1));
        vi.setSystemTime(start + COOLDOWN_MS);
        expect(await tab.fresh()).toBe("t0");
        expect(browser.requests).toHaveLength(0);
    });
});

describe("the cooldown", () => {
    test("a 401 within 30 s of a refresh leads to no other", async () => {
        const tab = browser.open();
        await tab.start(true);
        await vi.advanceTimersByTimeAsync(COOLDOWN_MS - 1);
        expect(await tab.recover("t1")).toBeNull();
        expect(browser.requests).toHaveLength(1);
    });

    test("a 401 after 30 s does", async () => {
        const tab = browser.open();
        await tab.start(true);
        await vi.advanceTimersByTimeAsync(COOLDOWN_MS);
        expect(await tab.recover("t1")).toBe("t2");
    });

    test("a token that lives shorter than the margin is not renewed in a loop", async () => {
        const tab = browser.open();
        tab.signIn(browser.token(60_000));
        await vi.advanceTimersByTimeAsync(COOLDOWN_MS - 1);
        expect(browser.requests).toHaveLength(0);
    });
});

describe("retries", () => {
    test("a refresh without an answer is tried three more times, 2 s apart, then rests for 30 s", async () => {
        browser.answers = ["failed", "failed", "failed", "failed", "token"];
        const tab = browser.open();
        void tab.start(true);
        await vi.advanceTimersByTimeAsync(20_000);
        expect(requestTimes()).toEqual([0, 2_000, 4_000, 6_000]);
        expect(tab.state.kind).toBe("unreachable");
        await vi.advanceTimersByTimeAsync(6_000 + COOLDOWN_MS - 20_000);
        expect(requestTimes().at(-1)).toBe(36_000);
        expect(tab.state.kind).toBe("signed_in");
    });

    test("a refusal ends the session at once and is not retried", async () => {
        browser.answers = ["refused"];
        const tab = browser.open();
        await tab.start(true);
        await vi.advanceTimersByTimeAsync(60_000);
        expect(browser.requests).toHaveLength(1);
        expect(tab.state.kind).toBe("signed_out");
    });

    test("while refreshes fail the old token stays in use", async () => {
        browser.answers = ["failed", "failed", "failed", "failed"];
        const tab = browser.open();
        tab.signIn(browser.token());
        await vi.advanceTimersByTimeAsync(lifeMs - EXPIRY_MARGIN_MS + 10_000);
        expect(tab.token?.value).toBe("t0");
    });
});

describe("one refresh for all", () => {
    test("requests of one tab share it", async () => {
        const tab = browser.open();
        tab.signIn(browser.token());
        vi.setSystemTime(start + COOLDOWN_MS);
        const replays = await Promise.all([tab.recover("t0"), tab.recover("t0"), tab.recover("t0")]);
        expect(replays).toEqual(["t1", "t1", "t1"]);
        expect(browser.requests).toHaveLength(1);
    });

    test("five tabs share it", async () => {
        const tabs = Array.from({ length: 5 }, () => browser.open());
        tabs[0]?.signIn(browser.token());
        await vi.advanceTimersByTimeAsync(lifeMs - EXPIRY_MARGIN_MS);
        expect(browser.requests).toHaveLength(1);
        expect(tabs.map((tab) => tab.token?.value)).toEqual(["t1", "t1", "t1", "t1", "t1"]);
    });

    test("a new tab takes the token of an old one", async () => {
        browser.open().signIn(browser.token());
        const second = browser.open();
        await second.start(true);
        expect(second.token?.value).toBe("t0");
        expect(browser.requests).toHaveLength(0);
    });

    test("a 401 for a token that has been replaced is replayed without a refresh", async () => {
        const tab = browser.open();
        await tab.start(true);
        expect(await tab.recover("older")).toBe("t1");
        expect(browser.requests).toHaveLength(1);
    });

    test("leaving in one tab leaves in all", () => {
        const [one, two] = [browser.open(), browser.open()];
        one.signIn(browser.token());
        expect(two.state.kind).toBe("signed_in");
        one.leave();
        expect(two.state.kind).toBe("signed_out");
    });
});

test("without a session to resume nothing is asked", async () => {
    const tab = browser.open();
    await tab.start(false);
    expect(tab.state.kind).toBe("signed_out");
    expect(browser.requests).toHaveLength(0);
});
