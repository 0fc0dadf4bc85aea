// How the page asks the API: events keep what is shown fresh, so nothing is read again merely because time has passed.

import { QueryClient } from "@tanstack/react-query";

import { ApiError } from "@/lib/api/client";

const retriesMax = 2;

export function createQueries(): QueryClient {
    return new QueryClient({
        defaultOptions: {
            queries: {
                staleTime: Number.POSITIVE_INFINITY,
                refetchOnWindowFocus: false,
                refetchOnReconnect: false,
                retry: (failures, error) =>
                    failures < retriesMax && (!(error instanceof ApiError) || error.isTemporary),
            },
            mutations: { networkMode: "always" },
        },
    });
}
