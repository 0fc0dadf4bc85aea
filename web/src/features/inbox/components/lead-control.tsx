import { Bot, Eye, Hand, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Lead } from "@/features/inbox/api/inbox-api";
import type { Actions } from "@/features/inbox/hooks/use-actions";
import { cx } from "@/lib/class-names";
import type { Conversation } from "@/lib/wire";

export const leads: readonly { lead: Lead; icon: LucideIcon; text: "bot" | "watch" | "me" }[] = [
    { lead: "ai_only", icon: Bot, text: "bot" },
    { lead: "spectator", icon: Eye, text: "watch" },
    { lead: "takeover", icon: Hand, text: "me" },
];

/** The one who leads; "me" is true only for whom the conversation is assigned to. */
export function currentLead(conversation: Conversation, me: string): Lead | null {
    if (conversation.mode !== "takeover") return conversation.mode;
    return conversation.assignee?.id === me ? "takeover" : null;
}

/** Who leads: the bot, the bot with someone watching, or me. */
export function LeadControl({ conversation, me, actions }: { conversation: Conversation; me: string; actions: Actions }) {
    const { t } = useTranslation();
    const current = currentLead(conversation, me);
    const pending = actions.lead.isPending ? actions.lead.variables : null;
    return (
        <div role="radiogroup" aria-label={t("lead.label")} className="flex rounded-medium bg-sunken p-[3px]">
            {leads.map(({ lead, icon: Icon, text }) => {
                const chosen = (pending ?? current) === lead;
                return (
                    <button
                        key={lead}
                        type="button"
                        role="radio"
                        aria-checked={chosen}
                        title={t(`lead.${text}Hint`)}
                        disabled={actions.lead.isPending}
                        className={cx(
                            "flex h-7 items-center gap-1.5 rounded-[7px] px-2.5 text-sm font-medium whitespace-nowrap transition-colors pointer-coarse:h-11",
                            chosen ? "bg-chosen text-ink shadow-card" : "text-ink-2 hover:text-ink",
                        )}
                        onClick={() => {
                            if (current !== lead) actions.lead.mutate(lead);
                        }}
                    >
                        <Icon size={15} strokeWidth={1.75} aria-hidden />
                        {t(`lead.${text}`)}
                    </button>
                );
            })}
        </div>
    );
}
