import { Link } from "@tanstack/react-router";
import { Command, Search, X } from "lucide-react";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";

import { ChannelStatus } from "@/components/channel-status";
import { IconButton } from "@/components/icon-button";
import { Keycap } from "@/components/keycap";
import { usePreferences } from "@/hooks/use-preferences";
import { cx } from "@/lib/class-names";
import type { View } from "@/lib/live-merge";

const views: readonly View[] = ["all", "mine", "unassigned", "unread"];

interface ListHeaderProps {
    readonly view: View;
    /** How many there are, once that is known. */
    readonly count: number | null;
    readonly filter: string;
    readonly onFilter: (filter: string) => void;
    readonly onFind: () => void;
    readonly searchRef: Ref<HTMLInputElement>;
}

function Chips({ view }: { view: View }) {
    const { t } = useTranslation();
    return (
        <nav aria-label={t("list.views")} className="scrollbar-none -mx-4 flex gap-1.5 overflow-x-auto px-4 py-0.5">
            {views.map((one) => (
                <Link
                    key={one}
                    to="."
                    search={(old) => (one === "all" ? { ...old, view: undefined } : { ...old, view: one })}
                    aria-current={one === view ? "true" : undefined}
                    className={cx(
                        "inline-flex h-7 shrink-0 items-center rounded-full border px-2.5 text-sm font-medium whitespace-nowrap transition-colors pointer-coarse:h-11 pointer-coarse:px-4",
                        one === view ? "border-ink bg-ink text-surface" : "text-ink-2 hover:bg-hover hover:text-ink",
                    )}
                >
                    {t(`list.view.${one}`)}
                </Link>
            ))}
        </nav>
    );
}

export function ListHeader({ view, count, filter, onFilter, onFind, searchRef }: ListHeaderProps) {
    const { t } = useTranslation();
    const { singleKeys } = usePreferences();
    return (
        <header className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 pt-3 pb-2">
            <div className="flex h-9 items-center gap-2">
                <h1 className="text-lg font-semibold">{t("nav.inbox")}</h1>
                {count !== null && <span className="num text-sm font-medium text-ink-2">{t("list.count", { count })}</span>}
                <span className="ml-auto max-md:-mr-2 pointer-coarse:-mr-2">
                    <ChannelStatus />
                </span>
                <IconButton icon={Command} label={t("palette.label")} hotkey="Ctrl K" className="-mr-2 -ml-2 max-md:hidden pointer-coarse:hidden" onClick={onFind} />
            </div>
            <div className="flex h-9 items-center gap-2 rounded-medium bg-sunken pr-1 pl-3 text-ink-2 focus-within:outline-2 focus-within:outline-accent pointer-coarse:h-11">
                <Search size={16} strokeWidth={1.75} className="shrink-0" aria-hidden />
                <input
                    ref={searchRef}
                    type="search"
                    value={filter}
                    placeholder={t("list.filter")}
                    aria-label={t("list.filter")}
                    className="h-full min-w-0 flex-1 bg-transparent text-sm text-ink outline-none placeholder:text-ink-2 max-md:text-lg [&::-webkit-search-cancel-button]:hidden"
                    onChange={(event) => {
                        onFilter(event.target.value);
                    }}
                    onKeyDown={(event) => {
                        if (event.key !== "Escape") return;
                        onFilter("");
                        event.currentTarget.blur();
                    }}
                />
                {filter !== "" ? (
                    <button
                        type="button"
                        aria-label={t("list.clearFilter")}
                        className="grid size-7 place-items-center rounded-small hover:bg-hover pointer-coarse:size-11"
                        onClick={() => {
                            onFilter("");
                        }}
                    >
                        <X size={15} strokeWidth={1.75} aria-hidden />
                    </button>
                ) : (
                    singleKeys && (
                        <span className="pr-1.5 max-md:hidden pointer-coarse:hidden">
                            <Keycap>/</Keycap>
                        </span>
                    )
                )}
            </div>
            <Chips view={view} />
        </header>
    );
}
