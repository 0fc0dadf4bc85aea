import { useQuery } from "@tanstack/react-query";
import { Link, useMatch } from "@tanstack/react-router";
import { FlaskConical, Inbox } from "lucide-react";
import { useTranslation } from "react-i18next";

import { SettingsMenu } from "@/app/settings-menu";
import { BrandMark } from "@/components/brand-mark";
import { useServices } from "@/hooks/use-services";
import { cx } from "@/lib/class-names";
import { serverMeta } from "@/lib/server-meta";

const item =
    "grid size-10 place-items-center rounded-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink pointer-coarse:size-11";

export function Rail() {
    const { t } = useTranslation();
    const { api } = useServices();
    const meta = useQuery(serverMeta(api));
    const inConversation = useMatch({ from: "/signed-in/inbox/$conversationId", shouldThrow: false }) !== undefined;
    return (
        <nav
            aria-label={t("nav.main")}
            className={cx(
                "flex w-14 shrink-0 flex-col items-center gap-1 border-r bg-surface py-3",
                // On one pane it lies below the list, and a thread has the whole screen.
                "max-md:w-full max-md:flex-row max-md:justify-around max-md:border-t max-md:border-r-0 max-md:py-1",
                inConversation && "max-md:hidden",
            )}
        >
            <span className="mb-3 max-md:hidden">
                <BrandMark />
            </span>
            <Link
                to="/inbox"
                className={item}
                activeProps={{ className: "bg-accent-soft text-accent-text hover:bg-accent-soft hover:text-accent-text" }}
                aria-label={t("nav.inbox")}
                title={t("nav.inbox")}
            >
                <Inbox size={20} strokeWidth={1.75} aria-hidden />
            </Link>
            {meta.data?.demo && (
                <a
                    href="/_sim/"
                    target="_blank"
                    rel="noreferrer"
                    title={t("nav.demoHint")}
                    className="grid w-12 justify-items-center gap-0.5 rounded-medium py-1.5 text-xs font-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink pointer-coarse:min-h-11"
                >
                    <FlaskConical size={18} strokeWidth={1.75} aria-hidden />
                    {t("nav.demo")}
                </a>
            )}
            <span className="flex-1 max-md:hidden" />
            <SettingsMenu />
        </nav>
    );
}
