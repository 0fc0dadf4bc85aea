// Keeps an access token fresh, once for all tabs. Sans-I/O: clock, lock, peers and the request come from outside.

import type { components } from "@/lib/api/schema";

// A refresh that ended, well or badly, is not followed by another within this time.
export const COOLDOWN_MS = 30_000;
// The token is renewed when this much of its life is left.
export const EXPIRY_MARGIN_MS = 300_000;
// How often a refresh that got no answer is tried again, and after what time each.
export const MAX_RETRIES = 3;
export const RETRY_DELAY_MS = 2_000;

export type User = components["schemas"]["User"];

export interface AccessToken {
    readonly value: string;
    readonly expiresAt: number;
    readonly refreshedAt: number;
    readonly user: User;
}

export type RefreshAnswer =
    | { readonly kind: "token"; readonly token: AccessToken }
    // The server knows no such session any more.
    | { readonly kind: "refused" }
    // No answer, or one that says nothing about the session.
    | { readonly kind: "failed" };

export interface RefreshSeams {
    now(): number;
    wait(ms: number): Promise<void>;
    schedule(ms: number, work: () => void): () => void;
    /** Runs `work` while no other tab runs any. */
    exclusive<T>(work: () => Promise<T>): Promise<T>;
    /** The newest token of another tab, or null when there is none. */
    askPeers(): Promise<AccessToken | null>;
    request(): Promise<RefreshAnswer>;
    /** Hands the token to the other tabs; null says that the session is over. */
    publish(token: AccessToken | null): void;
}

export type AuthState =
    | { readonly kind: "starting" }
    | { readonly kind: "signed_out" }
    | { readonly kind: "unreachable" }
    | { readonly kind: "signed_in"; readonly token: AccessToken };

export class AuthRefresh {
    #state: AuthState = { kind: "starting" };
    #inFlight: Promise<void> | null = null;
    #lastAttempt: number | null = null;
    #cancelTimer: (() => void) | null = null;
    readonly #listeners = new Set<() => void>();

    constructor(private readonly seams: RefreshSeams) {}

    get state(): AuthState {
        return this.#state;
    }

    get token(): AccessToken | null {
        return this.#state.kind === "signed_in" ? this.#state.token : null;
    }

    subscribe(listener: () => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    /** First call of a page: with a session to resume it refreshes, else the visitor must sign in. */
    async start(hasSession: boolean): Promise<void> {
        if (!hasSession) this.#set({ kind: "signed_out" });
        else await this.#refresh();
    }

    /** Takes a token from a sign-in or another tab, unless it is older than ours. */
    adopt(token: AccessToken): void {
        const ours = this.token;
        if (ours && ours.refreshedAt >= token.refreshedAt) return;
        this.#lastAttempt = Math.max(this.#lastAttempt ?? token.refreshedAt, token.refreshedAt);
        this.#set({ kind: "signed_in", token });
        this.#scheduleRefresh(token);
    }

    signIn(token: AccessToken): void {
        this.#state = { kind: "starting" };
        this.adopt(token);
        this.seams.publish(token);
    }

    /** The session is over, by this tab's doing or another's. */
    end(): void {
        this.#cancelTimer?.();
        this.#cancelTimer = null;
        this.#set({ kind: "signed_out" });
    }

    /** Ends the session in every tab. */
    leave(): void {
        this.end();
        this.seams.publish(null);
    }

    /** Before a request: waits for a refresh that is due, and gives the token to use. */
    async fresh(): Promise<string | null> {
        if (this.#inFlight) await this.#inFlight;
        else if (this.#isDue() && !this.#coolsDown()) await this.#refresh();
        return this.token?.value ?? null;
    }

    /** After a 401 for `rejected`: a token to replay the request with, or null when there is none. */
    async recover(rejected: string | null): Promise<string | null> {
        const current = this.token;
        if (current && current.value !== rejected) return current.value;
        if (!this.#inFlight && this.#coolsDown()) return null;
        await this.#refresh();
        const renewed = this.token?.value ?? null;
        return renewed === rejected ? null : renewed;
    }

    /** Tries again at once, for a person who asked for it. */
    retry(): Promise<void> {
        return this.#refresh();
    }

    #isDue(): boolean {
        const token = this.token;
        return token !== null && token.expiresAt - this.seams.now() <= EXPIRY_MARGIN_MS;
    }

    #coolsDown(): boolean {
        return this.#lastAttempt !== null && this.seams.now() - this.#lastAttempt < COOLDOWN_MS;
    }

    #refresh(): Promise<void> {
        this.#inFlight ??= this.seams
            .exclusive(() => this.#refreshAlone())
            .finally(() => {
                this.#inFlight = null;
            });
        return this.#inFlight;
    }

    async #refreshAlone(): Promise<void> {
        const theirs = await this.seams.askPeers();
        if (theirs && theirs.refreshedAt > (this.token?.refreshedAt ?? 0)) {
            this.adopt(theirs);
            if (!this.#isDue()) return;
        }
        const answer = await this.#requestWithRetries();
        this.#lastAttempt = this.seams.now();
        if (answer.kind === "token") {
            this.adopt(answer.token);
            this.seams.publish(answer.token);
        } else if (answer.kind === "refused") {
            this.end();
            this.seams.publish(null);
        } else {
            this.#postpone();
        }
    }

    async #requestWithRetries(): Promise<RefreshAnswer> {
        for (let retries = 0; ; retries += 1) {
            const answer = await this.seams.request();
            if (answer.kind !== "failed" || retries === MAX_RETRIES) return answer;
            await this.seams.wait(RETRY_DELAY_MS);
        }
    }

    #postpone(): void {
        if (this.token === null) this.#set({ kind: "unreachable" });
        this.#arm(COOLDOWN_MS);
    }

    #scheduleRefresh(token: AccessToken): void {
        const due = token.expiresAt - EXPIRY_MARGIN_MS - this.seams.now();
        this.#arm(Math.max(due, COOLDOWN_MS));
    }

    #arm(ms: number): void {
        this.#cancelTimer?.();
        this.#cancelTimer = this.seams.schedule(ms, () => {
            void this.#refresh();
        });
    }

    #set(state: AuthState): void {
        this.#state = state;
        for (const listener of this.#listeners) listener();
    }
}
