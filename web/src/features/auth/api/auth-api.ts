import { ApiError, unwrap, type Api } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Session = components["schemas"]["Session"];

export async function signIn(api: Api, email: string, password: string): Promise<Session> {
    return (await unwrap(api.POST("/api/auth/login", { body: { email, password } }))).data;
}

export async function signOut(api: Api): Promise<void> {
    await unwrap(api.POST("/api/auth/logout"));
}

export type FirstAdmin = Readonly<components["schemas"]["Setup"]>;

export async function setUp(api: Api, admin: FirstAdmin): Promise<void> {
    await unwrap(api.POST("/api/auth/setup", { body: admin }));
}

/** Whether the first admin is still missing. The route is gone once there is one. */
export async function isSetupOpen(api: Api): Promise<boolean> {
    try {
        return (await unwrap(api.GET("/api/auth/setup"))).data.open;
    } catch (error) {
        if (error instanceof ApiError && error.status === 404) return false;
        throw error;
    }
}
