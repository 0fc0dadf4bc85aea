// AuthRefresh's seams in a browser: Web Locks, a BroadcastChannel between tabs, fetch.

import type { AccessToken, RefreshAnswer, RefreshSeams, User } from "@/lib/auth-refresh";
import { AuthRefresh } from "@/lib/auth-refresh";
import { session as sessionSchema } from "@/lib/wire";

const refreshLock = "chasqui-refresh";
const tabLock = "chasqui-tab";
const hintKey = "chasqui.session";
// Another tab answers within a few ms; a frozen one never does.
const peerAnswerMs = 150;

type Note =
    | { readonly kind: "token"; readonly token: AccessToken }
    | { readonly kind: "ask" }
    | { readonly kind: "over" };

/** Says whether this browser has a session to resume. Holds no secret: the cookie does. */
export const sessionHint = {
    read: (): boolean => localStorage.getItem(hintKey) !== null,
    write: (present: boolean): void => {
        if (present) localStorage.setItem(hintKey, "1");
        else localStorage.removeItem(hintKey);
    },
};

export function tokenFrom(
    answer: { accessToken: string; expiresIn: number; user: User },
    now: number,
): AccessToken {
    return {
        value: answer.accessToken,
        expiresAt: now + answer.expiresIn * 1000,
        refreshedAt: now,
        user: answer.user,
    };
}

async function requestRefresh(): Promise<RefreshAnswer> {
    try {
        const response = await fetch("/api/auth/refresh", { method: "POST" });
        if (response.status === 401 || response.status === 403) return { kind: "refused" };
        if (!response.ok) return { kind: "failed" };
        const parsed = sessionSchema.safeParse(await response.json());
        if (!parsed.success) return { kind: "failed" };
        return { kind: "token", token: tokenFrom(parsed.data.data, Date.now()) };
    } catch {
        return { kind: "failed" };
    }
}

async function otherTabsExist(): Promise<boolean> {
    if (!("locks" in navigator)) return false;
    const { held = [] } = await navigator.locks.query();
    return held.filter((lock) => lock.name === tabLock).length > 1;
}

function askForToken(channel: BroadcastChannel): Promise<AccessToken | null> {
    return new Promise((resolve) => {
        const finish = (token: AccessToken | null): void => {
            clearTimeout(timer);
            channel.removeEventListener("message", listen);
            resolve(token);
        };
        const listen = (message: MessageEvent<Note>): void => {
            if (message.data.kind === "token") finish(message.data.token);
        };
        const timer = setTimeout(() => {
            finish(null);
        }, peerAnswerMs);
        channel.addEventListener("message", listen);
        channel.postMessage({ kind: "ask" } satisfies Note);
    });
}

export function createBrowserAuth(): AuthRefresh {
    const channel = new BroadcastChannel("chasqui-auth");
    const send = (note: Note): void => {
        channel.postMessage(note);
    };
    const seams: RefreshSeams = {
        now: () => Date.now(),
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        schedule: (ms, work) => {
            const timer = setTimeout(work, ms);
            return () => {
                clearTimeout(timer);
            };
        },
        // Without Web Locks (an insecure page, where nobody may sign in) there is one tab's own order alone.
        exclusive: async (work) =>
            "locks" in navigator ? await navigator.locks.request(refreshLock, work) : await work(),
        askPeers: async () => ((await otherTabsExist()) ? askForToken(channel) : null),
        request: requestRefresh,
        publish: (token) => {
            sessionHint.write(token !== null);
            send(token ? { kind: "token", token } : { kind: "over" });
        },
    };
    const auth = new AuthRefresh(seams);
    channel.addEventListener("message", (message: MessageEvent<Note>) => {
        const note = message.data;
        if (note.kind === "token") auth.adopt(note.token);
        else if (note.kind === "over") auth.end();
        else if (auth.token) send({ kind: "token", token: auth.token });
    });
    // Held for as long as the tab lives, so that others can count it.
    if ("locks" in navigator)
        void navigator.locks.request(tabLock, { mode: "shared" }, () => new Promise(() => undefined));
    return auth;
}
