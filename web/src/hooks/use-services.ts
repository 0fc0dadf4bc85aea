import { createContext, use } from "react";

import type { Services } from "@/lib/services";

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
    const services = use(ServicesContext);
    if (!services) throw new Error("ServicesContext is missing");
    return services;
}
