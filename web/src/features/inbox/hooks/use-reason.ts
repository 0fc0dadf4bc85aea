import { useTranslation } from "react-i18next";

import { knownTrouble } from "@/features/inbox/components/message-errors";
import type { Message } from "@/lib/wire";

/** Why a message did not go out: in the page's words where it has some, else in the server's. */
export function useReason({ error, status }: Message): string {
    const { t } = useTranslation();
    const known = knownTrouble(error);
    if (known) return t(`trouble.reason.${known}`);
    return error?.text ? error.text : t(`status.${status}`);
}
