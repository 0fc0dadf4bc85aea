import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { AlarmClock, ArrowLeft, Check, CircleCheck, Ellipsis, UserRoundPlus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { PersonAvatar } from "@/components/avatar";
import { Button } from "@/components/button";
import { IconButton } from "@/components/icon-button";
import { MenuItem, Popover, type TriggerProps } from "@/components/popover";
import { agentList } from "@/features/inbox/api/inbox-api";
import { holderOf, LeadControl } from "@/features/inbox/components/lead-control";
import type { Actions } from "@/features/inbox/hooks/use-actions";
import { useContactTitle } from "@/hooks/use-contact-title";
import { useLocale } from "@/hooks/use-locale";
import { compactHeader, useMedia } from "@/hooks/use-media";
import { usePhone } from "@/hooks/use-phone";
import { useServices } from "@/hooks/use-services";
import { hourMs, weekdayTime } from "@/lib/time";
import type { Conversation } from "@/lib/wire";

export type OpenMenu = "assign" | "snooze" | null;

interface HeaderProps {
    readonly conversation: Conversation;
    readonly me: string;
    readonly actions: Actions;
    readonly menu: OpenMenu;
    readonly onMenu: (menu: OpenMenu) => void;
    readonly narrow: boolean;
}

function snoozeChoices(now: Date): { key: "hour" | "hours" | "tomorrow" | "monday"; until: Date }[] {
    const at = (days: number): Date => {
        const day = new Date(now);
        day.setDate(day.getDate() + days);
        day.setHours(9, 0, 0, 0);
        return day;
    };
    const toMonday = (8 - now.getDay()) % 7 || 7;
    return [
        { key: "hour", until: new Date(now.getTime() + hourMs) },
        { key: "hours", until: new Date(now.getTime() + 3 * hourMs) },
        { key: "tomorrow", until: at(1) },
        ...(toMonday > 1 ? [{ key: "monday" as const, until: at(toMonday) }] : []),
    ];
}

function SnoozeItems({ actions, onDone }: { actions: Actions; onDone: () => void }) {
    const { t } = useTranslation();
    const locale = useLocale();
    const { clock } = useServices();
    return snoozeChoices(new Date(clock.now())).map(({ key, until }) => (
        <MenuItem
            key={key}
            onSelect={() => {
                actions.snooze.mutate(until);
                onDone();
            }}
        >
            <span className="flex-1">{t(`snooze.${key}`)}</span>
            <time className="pl-4 text-ink-2">{weekdayTime(until.getTime(), locale)}</time>
        </MenuItem>
    ));
}

function AssignItems({ conversation, me, actions, onDone }: Pick<HeaderProps, "conversation" | "me" | "actions"> & { onDone: () => void }) {
    const { t } = useTranslation();
    const agents = useQuery(agentList(useServices()));
    if (agents.isPending) return <p className="px-2.5 py-2 text-sm text-ink-2">{t("common.loading")}</p>;
    if (agents.isError) return <p className="px-2.5 py-2 text-sm text-bad">{t("error.network")}</p>;
    const mineFirst = [...agents.data].sort((a, b) => Number(b.id === me) - Number(a.id === me));
    const choose = (userId: string | null): void => {
        if ((conversation.assignee?.id ?? null) !== userId) actions.assign.mutate(userId);
        onDone();
    };
    return (
        <>
            {mineFirst.map((agent) => (
                <MenuItem key={agent.id} checked={conversation.assignee?.id === agent.id} onSelect={() => { choose(agent.id); }}>
                    <PersonAvatar name={agent.name} small />
                    <span className="flex-1">{agent.id === me ? t("assign.me", { name: agent.name }) : agent.name}</span>
                    {conversation.assignee?.id === agent.id && <Check size={15} strokeWidth={1.75} aria-hidden />}
                </MenuItem>
            ))}
            <MenuItem checked={conversation.assignee === null} onSelect={() => { choose(null); }}>
                <span className="flex-1 pl-7">{t("assign.nobody")}</span>
                {conversation.assignee === null && <Check size={15} strokeWidth={1.75} aria-hidden />}
            </MenuItem>
        </>
    );
}

const menuPlace = "top-full right-0 mt-1 min-w-[220px] max-h-[60vh] overflow-y-auto";

function LeadItem({ conversation, me, actions, onDone }: Pick<HeaderProps, "conversation" | "me" | "actions"> & { onDone: () => void }) {
    const { t } = useTranslation();
    const holder = holderOf(conversation, me);
    if (holder.kind === "colleague")
        return <p className="truncate px-2.5 py-2 text-sm text-ink-2">{t("lead.colleague", { name: holder.name })}</p>;
    const { lead, icon: Icon, text } = holder.step;
    return (
        <MenuItem
            onSelect={() => {
                actions.lead.mutate(lead);
                onDone();
            }}
        >
            <Icon size={16} strokeWidth={1.75} aria-hidden />
            <span className="flex-1">{t(`lead.${text}`)}</span>
        </MenuItem>
    );
}

function MoreMenu({ conversation, me, actions, menu, onMenu }: HeaderProps) {
    const { t } = useTranslation();
    return (
        <Popover
            kind="menu"
            label={t("thread.more")}
            className={menuPlace}
            open={menu !== null}
            onOpenChange={(open) => { onMenu(open ? "assign" : null); }}
            trigger={(props: TriggerProps) => <IconButton {...props} icon={Ellipsis} label={t("thread.more")} framed />}
        >
            {(close) => (
                <>
                    <LeadItem conversation={conversation} me={me} actions={actions} onDone={close} />
                    <p className="section-name px-2.5 pt-2 pb-1">{t("assign.label")}</p>
                    <AssignItems conversation={conversation} me={me} actions={actions} onDone={close} />
                    <p className="section-name px-2.5 pt-2 pb-1">{t("snooze.label")}</p>
                    <SnoozeItems actions={actions} onDone={close} />
                </>
            )}
        </Popover>
    );
}

function Subtitle({ conversation, compact }: { conversation: Conversation; compact: boolean }) {
    const { t } = useTranslation();
    const { contact, assignee } = conversation;
    const phone = usePhone(contact.phone);
    return (
        <p className="num flex min-w-0 items-center gap-2 text-sm text-ink-2">
            {phone?.flag && <span aria-hidden>{phone.flag}</span>}
            <span className="truncate">{phone?.national ?? (contact.username ? `@${contact.username.replace(/^@/u, "")}` : t("contact.noNumber"))}</span>
            {assignee && compact && (
                <>
                    <span aria-hidden className="max-sm:hidden">·</span>
                    <span className="truncate max-sm:hidden">{assignee.name}</span>
                </>
            )}
        </p>
    );
}

export function ThreadHeader(props: HeaderProps) {
    const { conversation, me, actions, menu, onMenu, narrow } = props;
    const { t } = useTranslation();
    const compact = useMedia(compactHeader);
    const title = useContactTitle(conversation.contact);
    const state = conversation.case?.state ?? null;
    // On one pane there is no list above it to hold the first heading.
    const Heading = narrow ? "h1" : "h2";
    const close = (): void => {
        onMenu(null);
    };
    return (
        <header className="flex min-h-15 shrink-0 items-center gap-3 border-b bg-surface px-4 py-2.5 max-md:gap-2 max-md:px-2">
            {narrow && (
                <Link
                    to="/inbox"
                    search={(old) => old}
                    aria-label={t("thread.back")}
                    className="grid size-11 shrink-0 place-items-center rounded-small text-ink-2 hover:bg-sunken"
                >
                    <ArrowLeft size={18} strokeWidth={1.75} aria-hidden />
                </Link>
            )}
            <div className="min-w-0 flex-1">
                <Heading className="truncate text-[15px] leading-tight font-semibold" dir="auto">
                    {title}
                </Heading>
                <Subtitle conversation={conversation} compact={compact} />
            </div>
            {compact ? (
                <MoreMenu {...props} />
            ) : (
                <>
                    <LeadControl conversation={conversation} me={me} actions={actions} />
                    <Popover
                        kind="menu"
                        label={t("assign.label")}
                        className={menuPlace}
                        open={menu === "assign"}
                        onOpenChange={(open) => { onMenu(open ? "assign" : null); }}
                        trigger={(trigger) => <IconButton {...trigger} icon={UserRoundPlus} label={t("assign.label")} hotkey="a" framed />}
                    >
                        {() => <AssignItems conversation={conversation} me={me} actions={actions} onDone={close} />}
                    </Popover>
                    <Popover
                        kind="menu"
                        label={t("snooze.label")}
                        className={menuPlace}
                        open={menu === "snooze"}
                        onOpenChange={(open) => { onMenu(open ? "snooze" : null); }}
                        trigger={(trigger) => <IconButton {...trigger} icon={AlarmClock} label={t("snooze.label")} hotkey="s" framed />}
                    >
                        {() => <SnoozeItems actions={actions} onDone={close} />}
                    </Popover>
                </>
            )}
            {state === "resolved" ? (
                <span className="flex items-center gap-1.5 px-1 text-sm font-medium text-ok">
                    <CircleCheck size={16} strokeWidth={1.75} aria-hidden />
                    <span className="max-[400px]:sr-only">{t("case.resolved")}</span>
                </span>
            ) : (
                <Button
                    title={`${t("case.resolve")} (e)`}
                    aria-keyshortcuts="e"
                    disabled={actions.resolve.isPending}
                    onClick={() => {
                        actions.resolve.mutate();
                    }}
                >
                    <Check size={16} strokeWidth={1.75} aria-hidden />
                    <span className="max-[400px]:sr-only">{t("case.resolve")}</span>
                </Button>
            )}
        </header>
    );
}
