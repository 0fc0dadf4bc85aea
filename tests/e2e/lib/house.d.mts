// Types of house.mjs, for tests of the page that run against the whole product.
export interface Running {
    readonly url: string;
    readonly port: number;
    printed(): string;
    stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface CallOptions {
    token?: string;
    body?: unknown;
    headers?: Record<string, string>;
}

export interface CallAnswer {
    readonly status: number;
    readonly headers: Headers;
    readonly text: string;
    // The shapes are those of openapi.json; whoever asks knows which.
    readonly body: { data: unknown } | null;
}

export const secret: string;
export function start(words: string[], extra?: Record<string, string>): Promise<Running>;
export function run(words: string[], options?: { input?: string; extra?: Record<string, string> }): Promise<string>;
export function call(url: string, method: string, path: string, options?: CallOptions): Promise<CallAnswer>;
export function must(url: string, method: string, path: string, options?: CallOptions): Promise<unknown>;
export function signIn(url: string, who: { email: string; password: string }): Promise<string>;
