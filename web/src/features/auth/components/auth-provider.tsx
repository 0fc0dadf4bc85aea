import { useCallback, useEffect, useMemo, useSyncExternalStore, type ReactNode } from "react";

import { signOut } from "@/features/auth/api/auth-api";
import { AuthContext } from "@/hooks/use-auth";
import { useServices } from "@/hooks/use-services";
import type { AuthState } from "@/lib/auth-refresh";
import { drafts } from "@/lib/drafts";
import { createLogger } from "@/lib/logger";

const log = createLogger("AuthContext");

export function useAuthState(): AuthState {
    const { auth } = useServices();
    return useSyncExternalStore(
        useCallback((listener) => auth.subscribe(listener), [auth]),
        () => auth.state,
    );
}

/** Gives the pages behind the sign-in their user; what stands outside it is shown by `otherwise`. */
export function AuthProvider({
    otherwise,
    children,
}: {
    otherwise: (state: Exclude<AuthState, { kind: "signed_in" }>) => ReactNode;
    children: ReactNode;
}) {
    const { api, auth, outbox } = useServices();
    const state = useAuthState();

    useEffect(() => {
        log.info("state", { kind: state.kind });
    }, [state.kind]);

    const user = state.kind === "signed_in" ? state.token.user : null;
    const userId = user?.id ?? null;
    const leave = useCallback(async () => {
        try {
            await signOut(api);
        } catch {
            // The cookie may outlive this tab; the server ends the session by itself when it expires.
            log.warn("sign_out_unanswered");
        }
        outbox.clear();
        if (userId !== null) drafts.forgetAll(userId);
        auth.leave();
    }, [api, auth, outbox, userId]);

    const value = useMemo(() => (user ? { user, signOut: leave } : null), [user, leave]);
    if (state.kind !== "signed_in") return otherwise(state);
    // Nothing that is on the screen of one person stays for the next.
    return (
        <AuthContext key={userId} value={value}>
            {children}
        </AuthContext>
    );
}
