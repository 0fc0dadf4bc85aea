import { summaryOf } from "@/features/inbox/components/message-kinds";
import type { Conversation } from "@/lib/wire";

function plain(text: string): string {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether what is on the row has the words: name, number, username, last message. Accents do not matter. */
export function matches(conversation: Conversation, wanted: string): boolean {
    const { contact, lastMessage } = conversation;
    const row = plain(
        [contact.name, contact.phone, contact.username, lastMessage && summaryOf(lastMessage)].filter(Boolean).join(" "),
    );
    const digits = wanted.replace(/[\s+()-]/gu, "");
    if (/^\d{3,}$/u.test(digits) && contact.phone?.replace(/\D/gu, "").includes(digits)) return true;
    return plain(wanted)
        .split(/\s+/u)
        .every((word) => row.includes(word));
}
