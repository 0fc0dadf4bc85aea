import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, CircleAlert, MessagesSquare } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/button";
import { StateNote } from "@/components/state-note";
import { MessageBubble, PendingBubble } from "@/features/inbox/components/message-bubble";
import type { ThreadItem, useThread } from "@/features/inbox/hooks/use-thread";
import { useLocale } from "@/hooks/use-locale";
import { useDelayed } from "@/hooks/use-delayed";
import { cx } from "@/lib/class-names";
import { dayName } from "@/lib/time";

// Paging starts this many rows before the edge, so that reading does not stop for it.
const rowsAhead = 12;
const endThresholdPx = 80;

function ThreadSkeleton() {
    const shown = useDelayed();
    const { t } = useTranslation();
    if (!shown) return null;
    return (
        <div role="status" aria-label={t("common.loading")} className="flex flex-1 flex-col justify-end gap-2 p-6">
            {[52, 34, 46, 28, 58].map((width, index) => (
                <div
                    key={width}
                    className={cx("skeleton h-11 rounded-[14px]", index % 2 === 1 && "self-end")}
                    style={{ width: `${String(width)}%` }}
                />
            ))}
        </div>
    );
}

function DayLine({ at, now }: { at: number; now: number }) {
    const locale = useLocale();
    return (
        <div className="flex justify-center pt-4 pb-1">
            <span className="rounded-full border bg-surface px-2.5 py-0.5 text-xs font-medium text-ink-2">
                {dayName(at, now, locale)}
            </span>
        </div>
    );
}

function UnreadLine({ count }: { count: number }) {
    const { t } = useTranslation();
    return (
        <div className="flex items-center gap-2.5 pt-4 pb-1 text-xs font-semibold text-accent-text before:h-px before:flex-1 before:bg-accent/35 after:h-px after:flex-1 after:bg-accent/35">
            {t("thread.unread", { count })}
        </div>
    );
}

function Item({ item, me, now }: { item: ThreadItem; me: string; now: number }) {
    switch (item.kind) {
        case "day":
            return <DayLine at={item.at} now={now} />;
        case "unread":
            return <UnreadLine count={item.count} />;
        case "message":
            return (
                <MessageBubble message={item.message} first={item.first} mine={item.message.author?.id === me} />
            );
        case "pending":
            return <PendingBubble pending={item.pending} first={item.first} />;
    }
}

interface MessageListProps {
    readonly thread: ReturnType<typeof useThread>;
    readonly me: string;
    readonly now: number;
    readonly onJumpToLatest: () => Promise<void>;
}

/** Counts what came in below while the reader was further up. */
function useNewBelow(thread: ReturnType<typeof useThread>, atEnd: boolean): number {
    const last = thread.messages.at(-1)?.id ?? null;
    const [seen, setSeen] = useState(last);
    if (atEnd && seen !== last) setSeen(last);
    if (atEnd || seen === null) return 0;
    const from = thread.messages.findIndex((message) => message.id === seen);
    return thread.messages.slice(from + 1).filter((message) => from !== -1 && message.direction === "inbound").length;
}

export function MessageList({ thread, me, now, onJumpToLatest }: MessageListProps) {
    const { t } = useTranslation();
    const { query, items } = thread;
    const scroller = useRef<HTMLDivElement>(null);
    const [atEnd, setAtEnd] = useState(true);

    const virtualizer = useVirtualizer({
        count: items.length,
        getScrollElement: () => scroller.current,
        estimateSize: () => 46,
        getItemKey: (index) => items[index]?.key ?? index,
        overscan: 8,
        paddingEnd: 12,
        anchorTo: "end",
        followOnAppend: true,
        scrollEndThreshold: endThresholdPx,
        onChange: (instance) => {
            setAtEnd(instance.isAtEnd(endThresholdPx));
        },
    });

    const loaded = query.isSuccess;
    useLayoutEffect(() => {
        if (loaded) virtualizer.scrollToEnd();
    }, [loaded, virtualizer]);

    // A composer that grows, or a line above it, takes from the thread's height: who read the end still does.
    const endShown = useRef(atEnd);
    useEffect(() => {
        endShown.current = atEnd;
    }, [atEnd]);
    const hasItems = items.length > 0;
    useEffect(() => {
        const element = scroller.current;
        if (!element) return;
        const observer = new ResizeObserver(() => {
            if (endShown.current) virtualizer.scrollToEnd();
        });
        observer.observe(element);
        return () => {
            observer.disconnect();
        };
    }, [virtualizer, loaded, hasItems]);

    // What was written here is always shown.
    const ownCount = items.filter((item) => item.kind === "pending").length;
    const ownBefore = useRef(ownCount);
    useEffect(() => {
        if (ownCount > ownBefore.current) virtualizer.scrollToEnd();
        ownBefore.current = ownCount;
    }, [ownCount, virtualizer]);

    const rows = virtualizer.getVirtualItems();
    const firstRow = rows[0]?.index ?? 0;
    const lastRow = rows.at(-1)?.index ?? 0;
    const { hasPreviousPage, hasNextPage, isFetching, isError, fetchPreviousPage, fetchNextPage } = query;
    useEffect(() => {
        if (!loaded || isFetching || isError) return;
        if (hasPreviousPage && firstRow < rowsAhead) void fetchPreviousPage();
        else if (hasNextPage && lastRow > items.length - rowsAhead) void fetchNextPage();
    }, [loaded, isFetching, isError, hasPreviousPage, hasNextPage, firstRow, lastRow, items.length, fetchPreviousPage, fetchNextPage]);

    const newBelow = useNewBelow(thread, atEnd && !hasNextPage);
    if (query.isPending) return <ThreadSkeleton />;
    if (query.isError && items.length === 0)
        return (
            <div className="grid flex-1 place-items-center">
                <StateNote icon={CircleAlert} title={t("thread.errorTitle")} text={t("error.network")} role="alert">
                    <Button onClick={() => void query.refetch()}>{t("common.tryAgain")}</Button>
                </StateNote>
            </div>
        );
    if (items.length === 0)
        return (
            <div className="grid flex-1 place-items-center">
                <StateNote icon={MessagesSquare} title={t("thread.emptyTitle")} text={t("thread.emptyText")} />
            </div>
        );

    return (
        <div className="relative min-h-0 flex-1">
            <div
                ref={scroller}
                role="log"
                aria-label={t("thread.messages")}
                // A region that scrolls must be reachable by keyboard.
                // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
                tabIndex={0}
                className="scroll-quiet h-full overflow-x-hidden overflow-y-auto px-3 outline-offset-[-2px] md:px-6"
            >
                <div className="flex min-h-full flex-col justify-end">
                    {query.isFetchPreviousPageError && (
                        <p className="py-2 text-center text-sm">
                            <button type="button" className="font-medium text-accent-text underline" onClick={() => void fetchPreviousPage()}>
                                {t("thread.olderFailed")}
                            </button>
                        </p>
                    )}
                    <div className="relative shrink-0" style={{ height: virtualizer.getTotalSize() }}>
                        {rows.map((row) => {
                            const item = items[row.index];
                            return (
                                item && (
                                    <div
                                        key={row.key}
                                        data-index={row.index}
                                        ref={virtualizer.measureElement}
                                        className="absolute inset-x-0 top-0"
                                        style={{ transform: `translateY(${String(row.start)}px)` }}
                                    >
                                        <Item item={item} me={me} now={now} />
                                    </div>
                                )
                            );
                        })}
                    </div>
                </div>
            </div>
            {(!atEnd || hasNextPage) && (
                <button
                    type="button"
                    aria-label={t("thread.jump")}
                    title={t("thread.jump")}
                    className="appear absolute right-4 bottom-3 flex h-9 items-center gap-1.5 rounded-full border bg-surface px-2.5 text-sm font-medium shadow-float hover:bg-sunken pointer-coarse:h-11"
                    onClick={() => {
                        void (hasNextPage ? onJumpToLatest() : Promise.resolve()).then(() => {
                            virtualizer.scrollToEnd();
                        });
                    }}
                >
                    {newBelow > 0 && <span className="num pl-1">{t("thread.newBelow", { count: newBelow })}</span>}
                    <ArrowDown size={16} strokeWidth={1.75} aria-hidden />
                </button>
            )}
        </div>
    );
}
