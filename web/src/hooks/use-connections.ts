import { useQuery } from "@tanstack/react-query";

import { useServices } from "@/hooks/use-services";
import type { NumberConnection } from "@/lib/connections";

/** How the business's numbers stand with Meta; null until that is known. */
export function useConnections(): readonly NumberConnection[] | null {
    const { api, connections } = useServices();
    return useQuery(connections.options(api)).data?.value ?? null;
}
