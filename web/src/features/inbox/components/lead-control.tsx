import { Hand, Undo2, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";

import { PersonAvatar } from "@/components/avatar";
import { Button } from "@/components/button";
import type { Lead } from "@/features/inbox/api/inbox-api";
import type { Actions } from "@/features/inbox/hooks/use-actions";
import type { Conversation } from "@/lib/wire";

/** One hand has a conversation: nobody's can be taken, one's own released, and a colleague's is theirs. */
export type Holder =
    | { readonly kind: "nobody" | "me"; readonly step: { readonly lead: Lead; readonly icon: LucideIcon; readonly text: "take" | "release" } }
    | { readonly kind: "colleague"; readonly name: string };

export function holderOf({ assignee }: Conversation, me: string): Holder {
    if (assignee === null) return { kind: "nobody", step: { lead: "takeover", icon: Hand, text: "take" } };
    if (assignee.id !== me) return { kind: "colleague", name: assignee.name };
    // Unlike an assignment to nobody, this the server refuses when somebody else has it by now.
    return { kind: "me", step: { lead: "ai_only", icon: Undo2, text: "release" } };
}

function Has({ name, text }: { name: string; text: string }) {
    return (
        <p className="flex h-9 min-w-0 items-center gap-1.5 rounded-medium bg-sunken px-2.5 text-sm font-medium">
            <PersonAvatar name={name} small />
            <span className="max-w-40 truncate">{text}</span>
        </p>
    );
}

/** Who has the conversation, and what can be done about it. */
export function LeadControl({ conversation, me, actions }: { conversation: Conversation; me: string; actions: Actions }) {
    const { t } = useTranslation();
    const holder = holderOf(conversation, me);
    if (holder.kind === "colleague") return <Has name={holder.name} text={t("lead.colleague", { name: holder.name })} />;
    const { lead, icon: Icon, text } = holder.step;
    const button = (
        <Button
            title={t(`lead.${text}Hint`)}
            disabled={actions.lead.isPending}
            onClick={() => {
                actions.lead.mutate(lead);
            }}
        >
            <Icon size={16} strokeWidth={1.75} aria-hidden />
            {t(`lead.${text}`)}
        </Button>
    );
    if (holder.kind === "nobody" || !conversation.assignee) return button;
    return (
        <>
            <Has name={conversation.assignee.name} text={t("lead.mine")} />
            {button}
        </>
    );
}
