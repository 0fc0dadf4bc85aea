import { useMutation } from "@tanstack/react-query";
import { Bot, CircleAlert, CircleHelp, Clock, CloudOff } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { messageActions } from "@/features/inbox/api/inbox-api";
import { DeliveryMark } from "@/features/inbox/components/delivery-mark";
import { Markup } from "@/features/inbox/components/markup";
import { kindIcons, kindOf, orderLines, summaryOf, type OrderLine } from "@/features/inbox/components/message-kinds";
import { knownTrouble } from "@/features/inbox/components/message-errors";
import { useErrorToast } from "@/features/inbox/hooks/use-actions";
import { useReason } from "@/features/inbox/hooks/use-reason";
import { useLocale } from "@/hooks/use-locale";
import { useServices } from "@/hooks/use-services";
import { cx } from "@/lib/class-names";
import type { PendingMessage } from "@/lib/outbox";
import { clockTime } from "@/lib/time";
import type { Message } from "@/lib/wire";

function Bubble({ outbound, first, children }: { outbound: boolean; first: boolean; children: ReactNode }) {
    return (
        <div
            className={cx(
                "relative flow-root w-fit max-w-[min(560px,86%)] rounded-[14px] px-3 pt-[7px] pb-1.5 shadow-lift wrap-anywhere md:max-w-[min(560px,72%)]",
                outbound ? "ml-auto bg-out" : "bg-surface",
                first && (outbound ? "rounded-tr-[5px]" : "rounded-tl-[5px]"),
            )}
        >
            {children}
        </div>
    );
}

function Foot({ children }: { children: ReactNode }) {
    return (
        <span className="num float-right mt-1.5 -mb-0.5 ml-2.5 inline-flex items-center gap-1 text-xs text-ink-2">
            {children}
        </span>
    );
}

function money(amount: number, currency: string | null, language: string): string {
    try {
        return new Intl.NumberFormat(language, currency ? { style: "currency", currency } : {}).format(amount);
    } catch {
        // A currency that this browser does not know.
        return `${String(amount)} ${currency ?? ""}`;
    }
}

function Order({ lines }: { lines: readonly OrderLine[] }) {
    const { t } = useTranslation();
    const locale = useLocale();
    const total = lines.reduce((sum, line) => sum + (line.total ?? 0), 0);
    return (
        <div className="num mt-1.5 grid min-w-[240px] gap-1.5 text-sm">
            {lines.map((line, index) => (
                <div key={index} className="flex justify-between gap-3">
                    <span>
                        {line.quantity} × {line.name}
                    </span>
                    {line.total !== null && (
                        <span className="text-ink-2">{money(line.total, line.currency, locale)}</span>
                    )}
                </div>
            ))}
            {total > 0 && (
                <div className="flex justify-between gap-3 border-t border-ink/12 pt-1.5 font-semibold">
                    <span>{t("kind.total")}</span>
                    <span>{money(total, lines[0]?.currency ?? null, locale)}</span>
                </div>
            )}
        </div>
    );
}

/** A message of another kind than text: what it is, and what it says of itself. */
function KindCard({ message }: { message: Message }) {
    const { t } = useTranslation();
    const kind = kindOf(message);
    const Icon = kindIcons[kind];
    const summary = summaryOf(message);
    const lines = orderLines(message);
    return (
        <div>
            <div className="flex items-center gap-2.5">
                <span className="grid size-9 shrink-0 place-items-center rounded-medium bg-ink/6 text-ink-2">
                    <Icon size={18} strokeWidth={1.75} aria-hidden />
                </span>
                <span className="font-semibold">{t(`kind.${kind}`)}</span>
            </div>
            {summary && (
                <div className="mt-1.5">
                    <Markup text={summary} />
                </div>
            )}
            {lines.length > 0 && <Order lines={lines} />}
        </div>
    );
}

/** What went wrong in words, its code, and what can be done now. */
function Trouble({ message }: { message: Message }) {
    const { t } = useTranslation();
    const onError = useErrorToast();
    const services = useServices();
    const actions = messageActions(services, message.conversationId, message.id);
    const sendAgain = useMutation({ mutationFn: () => actions.sendAgain(), onError });
    const leave = useMutation({ mutationFn: () => actions.leave(), onError });
    const unconfirmed = message.status === "unconfirmed";
    const known = knownTrouble(message.error);
    const reason = useReason(message);
    const Icon = unconfirmed ? CircleHelp : CircleAlert;
    const code = message.error?.metaCode ?? message.error?.code;
    const busy = sendAgain.isPending || leave.isPending;
    return (
        <div
            className={cx(
                "mt-1 ml-auto flex w-fit max-w-[min(560px,86%)] gap-2 rounded-medium px-3 py-2 text-sm md:max-w-[min(560px,72%)]",
                unconfirmed ? "bg-warn-soft text-warn" : "bg-bad-soft text-bad",
            )}
        >
            <Icon size={16} strokeWidth={1.75} className="mt-px shrink-0" aria-hidden />
            <div>
                <p>
                    {unconfirmed ? t("trouble.unconfirmed") : reason}
                    {!unconfirmed && known && ` ${t(`trouble.remedy.${known}`)}`}
                    {!unconfirmed && code !== undefined && <span className="num"> {t("trouble.code", { code })}</span>}
                </p>
                <p className="mt-0.5 flex flex-wrap gap-x-3">
                    {(unconfirmed || message.status === "failed") && (
                        <TroubleAction disabled={busy} onClick={() => { sendAgain.mutate(); }}>
                            {t("trouble.sendAgain")}
                        </TroubleAction>
                    )}
                    {unconfirmed && (
                        <TroubleAction disabled={busy} onClick={() => { leave.mutate(); }}>
                            {t("trouble.leave")}
                        </TroubleAction>
                    )}
                </p>
            </div>
        </div>
    );
}

function TroubleAction({ children, onClick, disabled = false }: { children: ReactNode; onClick: () => void; disabled?: boolean }) {
    return (
        <button
            type="button"
            disabled={disabled}
            onClick={onClick}
            className="font-semibold underline underline-offset-2 disabled:opacity-50 pointer-coarse:min-h-11"
        >
            {children}
        </button>
    );
}

const troubled: readonly Message["status"][] = ["failed", "expired", "cancelled", "unconfirmed"];

function Author({ message }: { message: Message }) {
    const { t } = useTranslation();
    if (message.direction === "inbound") return null;
    const name = message.author?.name;
    return (
        <p className="mb-px flex items-center gap-1.5 text-xs font-semibold text-accent-text">
            {!name && <Bot size={14} strokeWidth={1.75} aria-hidden />}
            {name ?? t("thread.automatic")}
        </p>
    );
}

export function MessageBubble({ message, first, mine }: { message: Message; first: boolean; mine: boolean }) {
    const locale = useLocale();
    const outbound = message.direction === "outbound";
    const at = Date.parse(message.sortAt);
    return (
        <div className={first ? "pt-2" : "pt-[3px]"} data-message={message.id}>
            <Bubble outbound={outbound} first={first}>
                {first && !mine && <Author message={message} />}
                {message.type === "text" && message.text !== null ? (
                    <Markup text={message.text} />
                ) : (
                    <KindCard message={message} />
                )}
                <Foot>
                    <time dateTime={message.sortAt}>{clockTime(at, locale)}</time>
                    {outbound && <DeliveryMark status={message.status} />}
                </Foot>
            </Bubble>
            {outbound && troubled.includes(message.status) && <Trouble message={message} />}
        </div>
    );
}

/** Written here, not yet stored by the server. */
export function PendingBubble({ pending, first }: { pending: PendingMessage; first: boolean }) {
    const { t } = useTranslation();
    const locale = useLocale();
    const { outbox } = useServices();
    const Icon = pending.state === "waiting" ? CloudOff : pending.state === "refused" ? CircleAlert : Clock;
    return (
        <div className={first ? "pt-2" : "pt-[3px]"} data-pending={pending.state}>
            <Bubble outbound first={first}>
                <Markup text={pending.text} />
                <Foot>
                    <time dateTime={pending.createdAt}>{clockTime(Date.parse(pending.createdAt), locale)}</time>
                    <span title={t(`pending.${pending.state}`)} className={pending.state === "refused" ? "text-bad" : ""}>
                        <Icon size={15} strokeWidth={1.75} aria-hidden />
                        <span className="sr-only">{t(`pending.${pending.state}`)}</span>
                    </span>
                </Foot>
            </Bubble>
            {pending.state === "refused" && (
                <div className="mt-1 ml-auto flex w-fit max-w-[min(560px,86%)] gap-2 rounded-medium bg-bad-soft px-3 py-2 text-sm text-bad">
                    <CircleAlert size={16} strokeWidth={1.75} className="mt-px shrink-0" aria-hidden />
                    <div>
                        <p>{pending.reason ?? t("pending.refused")}</p>
                        <p className="mt-0.5 flex flex-wrap gap-x-3">
                            <TroubleAction onClick={() => { outbox.retry(pending.clientId); }}>
                                {t("common.tryAgain")}
                            </TroubleAction>
                            <TroubleAction onClick={() => { outbox.discard(pending.clientId); }}>
                                {t("pending.discard")}
                            </TroubleAction>
                        </p>
                    </div>
                </div>
            )}
        </div>
    );
}
