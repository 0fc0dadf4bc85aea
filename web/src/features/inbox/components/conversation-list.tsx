import { useVirtualizer } from "@tanstack/react-virtual";
import { CircleAlert, Inbox, SearchX } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/button";
import { StateNote } from "@/components/state-note";
import { ConversationRow } from "@/features/inbox/components/conversation-row";
import { ListHeader } from "@/features/inbox/components/list-header";
import { useConversations } from "@/features/inbox/hooks/use-conversations";
import { useListOrder } from "@/features/inbox/hooks/use-list-order";
import { useDelayed } from "@/hooks/use-delayed";
import { useHotkeys } from "@/hooks/use-hotkeys";
import { useServerNow } from "@/hooks/use-now";
import { matches } from "@/features/inbox/hooks/match";
import type { View } from "@/lib/live-merge";

const rowPx = 64;
const sectionPx = 34;
// The next page is asked for this many rows before the end.
const rowsAhead = 10;

function ListSkeleton() {
    const { t } = useTranslation();
    const shown = useDelayed();
    if (!shown) return null;
    return (
        <div role="status" aria-label={t("common.loading")} className="px-4 pt-3">
            {Array.from({ length: 8 }, (_, index) => (
                <div key={index} className="flex h-16 items-center gap-3">
                    <span className="skeleton size-9 rounded-full" />
                    <span className="grid flex-1 gap-2">
                        <span className="skeleton h-3 w-1/2" />
                        <span className="skeleton h-3 w-4/5" />
                    </span>
                </div>
            ))}
        </div>
    );
}

interface ListProps {
    readonly view: View;
    readonly selectedId: string | null;
    readonly onFind: () => void;
    readonly main: boolean;
}

export function ConversationList({ view, selectedId, onFind, main }: ListProps) {
    const { t } = useTranslation();
    const { query, conversations } = useConversations(view);
    const [filter, setFilter] = useState("");
    const search = useRef<HTMLInputElement>(null);
    const shown = filter === "" ? conversations : conversations.filter((conversation) => matches(conversation, filter));
    const { items, hold, release } = useListOrder(shown);
    const now = useServerNow(15_000);
    const scroller = useRef<HTMLDivElement>(null);
    const links = useRef(new Map<string, HTMLAnchorElement>());
    const [cursor, setCursor] = useState<string | null>(null);

    const virtualizer = useVirtualizer({
        count: items.length,
        getScrollElement: () => scroller.current,
        estimateSize: (index) => (items[index]?.kind === "section" ? sectionPx : rowPx),
        getItemKey: (index) => {
            const item = items[index];
            return item?.kind === "conversation" ? item.conversation.id : (item?.section ?? index);
        },
        overscan: 6,
        paddingEnd: 8,
    });
    const rows = virtualizer.getVirtualItems();
    const last = rows.at(-1)?.index ?? 0;
    const { hasNextPage, isFetching, isError, fetchNextPage } = query;
    useEffect(() => {
        if (hasNextPage && !isFetching && !isError && last >= items.length - rowsAhead) void fetchNextPage();
    }, [hasNextPage, isFetching, isError, last, items.length, fetchNextPage]);

    // Focus follows once the row is there; far away ones are drawn only after scrolling to them.
    useEffect(() => {
        if (cursor !== null) links.current.get(cursor)?.focus();
    }, [cursor, rows.length]);

    const move = (step: 1 | -1): void => {
        const ids = items.flatMap((item) => (item.kind === "conversation" ? [item.conversation.id] : []));
        const focused = document.activeElement?.getAttribute("data-conversation");
        const from = ids.indexOf(focused ?? selectedId ?? "");
        const next = ids[from === -1 ? (step === 1 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, from + step))];
        if (next === undefined) return;
        virtualizer.scrollToIndex(items.findIndex((item) => item.kind === "conversation" && item.conversation.id === next));
        setCursor(next);
        links.current.get(next)?.focus();
    };
    useHotkeys({
        j: () => {
            move(1);
        },
        k: () => {
            move(-1);
        },
        "/": () => search.current?.focus(),
    });

    const firstId = items.find((item) => item.kind === "conversation")?.conversation.id;
    const tabStop = shown.some((one) => one.id === selectedId) ? selectedId : firstId;
    // Alone on the screen, the list is what the page is about.
    const Region = main ? "main" : "section";
    return (
        <Region aria-label={t("nav.inbox")} className="flex min-h-0 w-full shrink-0 flex-col border-r bg-surface max-md:flex-1 max-md:border-r-0 md:w-80 wide:w-[340px]">
            <ListHeader
                view={view}
                count={query.isSuccess && !hasNextPage ? conversations.length : null}
                filter={filter}
                onFilter={setFilter}
                onFind={onFind}
                searchRef={search}
            />
            {query.isPending && <ListSkeleton />}
            {query.isError && conversations.length === 0 && (
                <StateNote icon={CircleAlert} title={t("list.errorTitle")} text={t("error.network")} role="alert">
                    <Button onClick={() => void query.refetch()}>{t("common.tryAgain")}</Button>
                </StateNote>
            )}
            {query.isSuccess && conversations.length === 0 && (
                <StateNote icon={Inbox} title={t(`list.empty.${view}`)} text={t("list.emptyText")} />
            )}
            {conversations.length > 0 && shown.length === 0 && (
                <StateNote icon={SearchX} title={t("list.noMatch")} text={t("list.noMatchText")}>
                    <Button onClick={() => { setFilter(""); }}>{t("list.clearFilter")}</Button>
                </StateNote>
            )}
            <div
                ref={scroller}
                className="scroll-quiet min-h-0 flex-1 overflow-y-auto px-2"
                onPointerMove={(event) => {
                    if (event.pointerType === "mouse") hold();
                }}
                onPointerLeave={release}
            >
                <div role="list" className="relative" style={{ height: virtualizer.getTotalSize() }}>
                    {rows.map((row) => {
                        const item = items[row.index];
                        return (
                            item && (
                                <div
                                    key={row.key}
                                    role="listitem"
                                    className="absolute inset-x-0 top-0"
                                    style={{ transform: `translateY(${String(row.start)}px)` }}
                                >
                                    {item.kind === "section" ? (
                                        <h2 className="section-name px-2 pt-3 pb-1">{t(`list.section.${item.section}`)}</h2>
                                    ) : (
                                        <ConversationRow
                                            conversation={item.conversation}
                                            now={now}
                                            selected={item.conversation.id === selectedId}
                                            tabIndex={item.conversation.id === tabStop ? 0 : -1}
                                            ref={(element) => {
                                                if (element) links.current.set(item.conversation.id, element);
                                                else links.current.delete(item.conversation.id);
                                            }}
                                        />
                                    )}
                                </div>
                            )
                        );
                    })}
                </div>
            </div>
        </Region>
    );
}
