// What the server says of itself before a sign-in.

import { queryOptions } from "@tanstack/react-query";

import { unwrap, type Api } from "@/lib/api/client";
import { pageLog } from "@/lib/logger";

/** Version, demo or not, language; the page's log takes its level and its place from it. */
export function serverMeta(api: Api) {
    return queryOptions({
        queryKey: ["meta"],
        queryFn: async () => {
            const { data } = await unwrap(api.GET("/api/meta"));
            pageLog.configure({ level: data.logLevel, environment: data.environment });
            return data;
        },
    });
}
