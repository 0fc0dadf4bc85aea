// What was typed and not sent, by conversation. Written at each change, so that it survives a crash.

import { forgetStored, readStored, writeStored } from "@/lib/browser-store";

const prefix = "chasqui.draft.";

export const drafts = {
    read: (conversationId: string): string => readStored(prefix + conversationId) ?? "",
    write: (conversationId: string, text: string): void => {
        writeStored(prefix + conversationId, text);
    },
    forgetAll: (): void => {
        forgetStored(prefix);
    },
};
