import { CloudOff, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useLiveState, useOutbox } from "@/hooks/use-live";
import { useNow } from "@/hooks/use-now";
import { useServices } from "@/hooks/use-services";

// Shorter breaks pass unseen.
const shownAfterMs = 2_000;

/** Says what the line to the server does, and what waits for it. Never asks anyone to reload the page. */
export function ConnectionBanner() {
    const { t } = useTranslation();
    const { live } = useServices();
    const state = useLiveState();
    const waiting = useOutbox().filter((item) => item.state === "waiting").length;
    const now = useNow(500);

    const broken = state.kind !== "live" && state.kind !== "off" && now - state.since >= shownAfterMs;
    return (
        <div role="status" className="shrink-0">
            {broken && (
                <div className="flex min-h-9 flex-wrap items-center justify-center gap-x-2 bg-warn-soft px-4 py-1 text-sm font-medium text-warn">
                    {state.kind === "offline" ? (
                        <CloudOff size={15} strokeWidth={1.75} aria-hidden />
                    ) : (
                        <RefreshCw size={15} strokeWidth={1.75} aria-hidden />
                    )}
                    <span className="num">
                        {state.kind === "offline" && t("connection.offline")}
                        {state.kind === "catching_up" && t("connection.catchingUp")}
                        {state.kind === "connecting" && t("connection.connecting")}
                        {state.kind === "waiting" &&
                            t("connection.waiting", {
                                seconds: Math.max(1, Math.ceil((state.retryAt - now) / 1000)),
                            })}
                    </span>
                    {waiting > 0 && <span>{t("connection.unsent", { count: waiting })}</span>}
                    {state.kind === "waiting" && (
                        <button
                            type="button"
                            className="rounded-small px-1.5 underline underline-offset-2 pointer-coarse:min-h-11"
                            onClick={() => {
                                live.retryNow();
                            }}
                        >
                            {t("connection.now")}
                        </button>
                    )}
                </div>
            )}
        </div>
    );
}
