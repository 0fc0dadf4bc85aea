// The API as typed calls: carries the token, replays once after a refresh, and turns failures into ApiError.

import createClient from "openapi-fetch";

import type { paths } from "@/lib/api/schema";
import type { AuthRefresh } from "@/lib/auth-refresh";
import { createLogger } from "@/lib/logger";

const log = createLogger("api");

/** Where an answer stands in the event log: `Chasqui-Sequence: EPOCH/N`. */
export interface Stamp {
    readonly epoch: string;
    readonly sequence: number;
}

export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly code: string,
        message: string,
        readonly hint: string | null = null,
        readonly requestId: string | null = null,
    ) {
        super(message);
        this.name = "ApiError";
    }

    /** No answer, or one that a later attempt may change. */
    get isTemporary(): boolean {
        return this.status === 0 || this.status === 429 || this.status >= 500;
    }
}

export const networkErrorCode = "page.network";

function readStamp(response: Response): Stamp | null {
    const header = response.headers.get("Chasqui-Sequence");
    const slash = header?.lastIndexOf("/") ?? -1;
    if (!header || slash < 1) return null;
    const sequence = Number(header.slice(slash + 1));
    return Number.isSafeInteger(sequence) ? { epoch: header.slice(0, slash), sequence } : null;
}

export type FetchLike = (request: Request) => Promise<Response>;

/** A fetch that carries the access token; a 401 leads to one refresh and one replay. */
export function authorizedFetch(
    auth: Pick<AuthRefresh, "fresh" | "recover">,
    language: () => string,
    send: FetchLike = (request) => fetch(request),
): FetchLike {
    const attempt = (request: Request, token: string | null): Promise<Response> => {
        const headers = new Headers(request.headers);
        headers.set("Accept-Language", language());
        if (token) headers.set("Authorization", `Bearer ${token}`);
        return send(new Request(request, { headers }));
    };
    return async (request) => {
        const token = await auth.fresh();
        const replay = request.clone();
        const response = await attempt(request, token);
        if (response.status !== 401 || token === null) return response;
        const renewed = await auth.recover(token);
        return renewed ? attempt(replay, renewed) : response;
    };
}

export function createApi(send: FetchLike, baseUrl = location.origin) {
    return createClient<paths>({ baseUrl, fetch: send });
}

export type Api = ReturnType<typeof createApi>;

export interface Answer<T> {
    readonly data: T;
    readonly stamp: Stamp | null;
}

interface RawResult<T> {
    data?: { data: T };
    error?: unknown;
    response: Response;
}

function failureFrom(response: Response, body: unknown): ApiError {
    const text = (key: string): string | null => {
        if (typeof body !== "object" || body === null || !(key in body)) return null;
        const value = (body as Record<string, unknown>)[key];
        return typeof value === "string" ? value : null;
    };
    return new ApiError(
        response.status,
        text("code") ?? `http.${String(response.status)}`,
        text("error") ?? response.statusText,
        text("hint"),
        text("requestId"),
    );
}

/** What the server could not do is worth a line; what it would not do is a person's doing. */
function note({ url }: Response, { status, code, requestId }: ApiError): void {
    // Without its query: what somebody searches for is nobody's business.
    const path = URL.canParse(url) ? new URL(url).pathname : "";
    log[status >= 500 ? "warn" : "info"]("request_failed", { path, status, code, requestId });
}

/** The data of an answer; throws ApiError for every other outcome. */
export async function unwrap<T>(pending: Promise<RawResult<T>>): Promise<Answer<T>> {
    let result: RawResult<T>;
    try {
        result = await pending;
    } catch (cause) {
        if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
        log.info("unanswered", { reason: cause instanceof Error ? cause.message : "" });
        throw new ApiError(0, networkErrorCode, cause instanceof Error ? cause.message : "");
    }
    if (!result.response.ok || result.data === undefined) {
        const failure = failureFrom(result.response, result.error);
        note(result.response, failure);
        throw failure;
    }
    return { data: result.data.data, stamp: readStamp(result.response) };
}
