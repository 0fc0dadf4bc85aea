import { useTranslation } from "react-i18next";

import { usePhone } from "@/hooks/use-phone";
import type { Conversation } from "@/lib/wire";

type Contact = Conversation["contact"];

/** What a contact is called: name, else username, else number, else that there is none of them. */
export function useContactTitle({ name, username, phone }: Contact): string {
    const { t } = useTranslation();
    const number = usePhone(phone);
    if (name.trim() !== "") return name;
    if (username) return `@${username.replace(/^@/u, "")}`;
    return number?.international ?? t("contact.unnamed");
}

/** What an avatar takes its initials from; a number has none. */
export function initialsSource({ name, username }: Contact): string {
    if (name.trim() !== "") return name;
    return username ? `@${username.replace(/^@/u, "")}` : "";
}
