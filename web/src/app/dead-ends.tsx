import { Link, type ErrorComponentProps } from "@tanstack/react-router";
import { ArrowLeft, RefreshCw } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/button";
import { AuthCard } from "@/features/auth/components/auth-card";
import { createLogger } from "@/lib/logger";

const log = createLogger("router");

export function NotFoundPage() {
    const { t } = useTranslation();
    return (
        <AuthCard title={t("notFound.title")} text={t("notFound.text")}>
            <Link
                to="/inbox"
                className="inline-flex items-center gap-1.5 text-sm font-medium text-accent-text underline underline-offset-2 pointer-coarse:min-h-11"
            >
                <ArrowLeft size={16} strokeWidth={1.75} aria-hidden />
                {t("notFound.back")}
            </Link>
        </AuthCard>
    );
}

/** A part of the page that was not fetched, or broke while it was drawn. What was typed is kept: drafts are stored. */
export function BrokenPage({ error }: ErrorComponentProps) {
    const { t } = useTranslation();
    const message = error instanceof Error ? error.message : "";
    useEffect(() => {
        log.error("route_failed", { reason: message });
    }, [message]);
    return (
        <div className="h-full min-w-0 flex-1" role="alert">
            <AuthCard title={t("broken.title")} text={t("broken.text")}>
                <Button
                    variant="primary"
                    onClick={() => {
                        // A part that has failed once is not asked for again by the same page.
                        location.reload();
                    }}
                >
                    <RefreshCw size={16} strokeWidth={1.75} aria-hidden />
                    {t("common.tryAgain")}
                </Button>
            </AuthCard>
        </div>
    );
}
