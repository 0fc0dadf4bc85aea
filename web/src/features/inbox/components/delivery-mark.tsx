import { Check, CheckCheck, CircleAlert, CircleHelp, Clock, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Message } from "@/lib/wire";

type OutboundStatus = Exclude<Message["status"], "received">;

const marks: Record<OutboundStatus, { icon: LucideIcon; tone: string }> = {
    queued: { icon: Clock, tone: "" },
    dispatching: { icon: Clock, tone: "" },
    accepted: { icon: Check, tone: "" },
    sent: { icon: Check, tone: "" },
    delivered: { icon: CheckCheck, tone: "" },
    read: { icon: CheckCheck, tone: "text-read" },
    played: { icon: CheckCheck, tone: "text-read" },
    failed: { icon: CircleAlert, tone: "text-bad" },
    expired: { icon: CircleAlert, tone: "text-bad" },
    cancelled: { icon: CircleAlert, tone: "text-bad" },
    unconfirmed: { icon: CircleHelp, tone: "text-warn" },
};

/** How far an outbound message has come; its words are there for those who do not see the mark. */
export function DeliveryMark({ status, size = 15 }: { status: Message["status"]; size?: number }) {
    const { t } = useTranslation();
    if (status === "received") return null;
    const { icon: Icon, tone } = marks[status];
    return (
        <span className={tone} title={t(`status.${status}`)} data-status={status}>
            <Icon size={size} strokeWidth={1.75} aria-hidden />
            <span className="sr-only">{t(`status.${status}`)}</span>
        </span>
    );
}
