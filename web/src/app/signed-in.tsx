import { Navigate, Outlet, useLocation } from "@tanstack/react-router";
import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { AlertBanner } from "@/app/alert-banner";
import { ChannelBanner } from "@/app/channel-banner";
import { ConnectionBanner } from "@/app/connection-banner";
import { Rail } from "@/app/rail";
import { Button } from "@/components/button";
import { StateNote } from "@/components/state-note";
import { AuthProvider } from "@/features/auth/components/auth-provider";
import { useServices } from "@/hooks/use-services";
import type { AuthState } from "@/lib/auth-refresh";

function SignedOut({ state }: { state: Exclude<AuthState, { kind: "signed_in" }> }) {
    const { t } = useTranslation();
    const { auth } = useServices();
    // As it was on arriving: the address changes while this is still on the screen.
    const [next] = useState(useLocation({ select: (location) => location.href }));
    if (state.kind === "starting") return null;
    if (state.kind === "signed_out")
        return <Navigate to="/login" search={next === "/inbox" ? {} : { next }} replace />;
    return (
        <main className="grid h-full place-items-center">
            <StateNote icon={CloudOff} title={t("unreachable.title")} text={t("unreachable.text")} role="alert">
                <Button onClick={() => void auth.retry()}>{t("common.tryAgain")}</Button>
            </StateNote>
        </main>
    );
}

/** The socket and the outbox live as long as somebody is signed in. */
function LiveSession() {
    const { live, outbox } = useServices();
    useEffect(() => {
        const stop = live.start();
        const flush = (): void => {
            outbox.flush();
        };
        flush();
        addEventListener("online", flush);
        const unsubscribe = live.subscribe(() => {
            if (live.state.kind === "live") flush();
        });
        return () => {
            removeEventListener("online", flush);
            unsubscribe();
            stop();
        };
    }, [live, outbox]);
    return null;
}

export function SignedIn() {
    return (
        <AuthProvider otherwise={(state) => <SignedOut state={state} />}>
            <LiveSession />
            <div className="flex h-dvh flex-col">
                <ConnectionBanner />
                <ChannelBanner />
                <AlertBanner />
                <div className="flex min-h-0 flex-1 max-md:flex-col-reverse">
                    <Rail />
                    <Outlet />
                </div>
            </div>
        </AuthProvider>
    );
}
