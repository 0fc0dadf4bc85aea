import { Navigate, useSearch } from "@tanstack/react-router";

import { useAuthState } from "@/features/auth/components/auth-provider";
import { SetupPage } from "@/features/auth/components/setup-page";
import { SignInPage } from "@/features/auth/components/sign-in-page";

export function LoginRoute() {
    const { next } = useSearch({ from: "/login" });
    const state = useAuthState();
    if (state.kind === "signed_in") return <Navigate to={next ?? "/inbox"} replace />;
    if (state.kind === "starting") return null;
    return <SignInPage />;
}

export function SetupRoute() {
    const state = useAuthState();
    if (state.kind === "signed_in") return <Navigate to="/inbox" replace />;
    return <SetupPage />;
}
