import { Bot, CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { DeliveryMark } from "@/features/inbox/components/delivery-mark";
import { kindIcons, kindOf, summaryOf } from "@/features/inbox/components/message-kinds";
import { useReason } from "@/features/inbox/hooks/use-reason";
import type { Message } from "@/lib/wire";
import { plainText } from "@/lib/whatsapp-markup";

/** The last message in one line: how far it has come or what it is, then what it says. */
export function Preview({ message }: { message: Message }) {
    const { t } = useTranslation();
    const reason = useReason(message);
    const failed = message.status === "failed" || message.status === "expired";
    if (failed)
        return (
            <span className="flex min-w-0 items-center gap-1 text-bad">
                <CircleAlert size={15} strokeWidth={1.75} className="shrink-0" aria-hidden />
                <span className="truncate">{t("list.failed", { reason })}</span>
            </span>
        );
    const text = message.type === "text" ? (message.text ?? "") : null;
    const kind = text === null ? kindOf(message) : null;
    const Icon = kind ? kindIcons[kind] : null;
    const automatic = message.direction === "outbound" && message.author === null;
    return (
        <span className="flex min-w-0 items-center gap-1">
            {message.direction === "outbound" && (
                <span className="shrink-0">
                    <DeliveryMark status={message.status} />
                </span>
            )}
            {automatic && <Bot size={15} strokeWidth={1.75} className="shrink-0" aria-label={t("thread.automatic")} />}
            {Icon && <Icon size={15} strokeWidth={1.75} className="shrink-0" aria-hidden />}
            <span className="truncate" dir="auto">
                {text !== null ? plainText(text) : (summaryOf(message) ?? t(`kind.${kind ?? "unsupported"}`))}
            </span>
        </span>
    );
}
