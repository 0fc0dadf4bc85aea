import { Link } from "@tanstack/react-router";
import { AlarmClock, CircleCheck } from "lucide-react";
import { memo, type Ref } from "react";
import { useTranslation } from "react-i18next";

import { ContactAvatar } from "@/components/avatar";
import { Preview } from "@/features/inbox/components/preview";
import { isWaiting } from "@/features/inbox/hooks/use-list-order";
import { initialsSource, useContactTitle } from "@/hooks/use-contact-title";
import { useLocale } from "@/hooks/use-locale";
import { cx } from "@/lib/class-names";
import { activityOf } from "@/lib/live-merge";
import { duration, hourMs, listTime, minuteMs, windowMs, windowState } from "@/lib/time";
import type { Conversation } from "@/lib/wire";

// After these the waiting is shown in the colour of a warning, then of a fault; the words stay the same.
const waitWarnMs = 3 * minuteMs;
const waitBadMs = 10 * minuteMs;
// From here on the hour it came is said rather than the minutes since.
const waitShownMaxMs = hourMs;
const unreadShownMax = 99;

function When({ conversation, now }: { conversation: Conversation; now: number }) {
    const { t } = useTranslation();
    const locale = useLocale();
    const since = isWaiting(conversation) ? conversation.waitingSince : null;
    const waits = since !== null;
    const from = since ?? activityOf(conversation);
    const at = Date.parse(from);
    const waited = now - at;
    const short = waits && waited < waitShownMaxMs;
    const tone = !waits || waited < waitWarnMs ? "" : waited < waitBadMs ? "text-warn" : "text-bad";
    return (
        <time
            dateTime={from}
            className={cx("text-[11.5px]", tone, waits && "font-medium")}
            title={waits ? t("list.waitingFor", { time: duration(waited) }) : undefined}
        >
            {short ? duration(waited) : listTime(at, now, locale)}
        </time>
    );
}

interface RowProps {
    readonly conversation: Conversation;
    readonly now: number;
    readonly selected: boolean;
    readonly ref: Ref<HTMLAnchorElement>;
    readonly tabIndex: number;
}

export const ConversationRow = memo(function ConversationRow({ conversation, now, selected, ref, tabIndex }: RowProps) {
    const { t } = useTranslation();
    const { contact, unread, lastMessage } = conversation;
    const title = useContactTitle(contact);
    const { left, tone } = windowState(conversation.windowClosesAt, now);
    const state = conversation.case?.state;
    return (
        <Link
            ref={ref}
            to="/inbox/$conversationId"
            params={{ conversationId: conversation.id }}
            search={(old) => old}
            tabIndex={tabIndex}
            aria-current={selected ? "true" : undefined}
            data-conversation={conversation.id}
            className={cx(
                "grid h-16 grid-cols-[44px_minmax(0,1fr)_auto] items-center gap-x-3 rounded-medium px-2 outline-offset-[-2px]",
                selected ? "bg-accent-soft" : "hover:bg-hover",
            )}
        >
            <ContactAvatar id={contact.id} name={initialsSource(contact)} ring={{ share: Math.min(1, left / windowMs), tone }} />
            <span className="min-w-0">
                <span className={cx("block truncate text-left", unread > 0 ? "font-semibold" : "font-medium")} dir="auto">
                    {title}
                </span>
                <span className={cx("flex text-sm", unread > 0 ? "text-ink" : "text-ink-2")}>
                    {lastMessage ? <Preview message={lastMessage} /> : t("list.noMessages")}
                </span>
            </span>
            <span className="num grid content-center justify-items-end gap-1 text-ink-2">
                <When conversation={conversation} now={now} />
                {unread > 0 && (
                    <span className="grid h-[18px] min-w-[18px] place-items-center rounded-full bg-accent px-1.5 text-xs font-semibold text-accent-ink">
                        <span aria-hidden>{unread > unreadShownMax ? `${String(unreadShownMax)}+` : unread}</span>
                        <span className="sr-only">{t("list.unread", { count: unread })}</span>
                    </span>
                )}
                {unread === 0 && state === "resolved" && (
                    <CircleCheck size={15} strokeWidth={1.75} className="text-ok" aria-label={t("case.resolved")} />
                )}
                {unread === 0 && state === "snoozed" && (
                    <AlarmClock size={15} strokeWidth={1.75} aria-label={t("case.snoozed")} />
                )}
            </span>
        </Link>
    );
});
