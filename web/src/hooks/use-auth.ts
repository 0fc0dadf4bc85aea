import { createContext, use } from "react";

import type { User } from "@/lib/auth-refresh";

export interface Auth {
    readonly user: User;
    /** Ends the session here, on the server, and in the other tabs. */
    readonly signOut: () => Promise<void>;
}

/** Who is signed in; present on every page behind the sign-in. */
export const AuthContext = createContext<Auth | null>(null);

export function useAuth(): Auth {
    const auth = use(AuthContext);
    if (!auth) throw new Error("AuthContext is missing");
    return auth;
}
