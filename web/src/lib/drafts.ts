// What was typed and not sent, by person and conversation. Written at each change, so that it survives a crash.

import { forgetStored, readStored, writeStored } from "@/lib/browser-store";

const keyOf = (userId: string, conversationId = ""): string => `chasqui.draft.${userId}.${conversationId}`;

export const drafts = {
    read: (userId: string, conversationId: string): string => readStored(keyOf(userId, conversationId)) ?? "",
    write: (userId: string, conversationId: string, text: string): void => {
        writeStored(keyOf(userId, conversationId), text);
    },
    forgetAll: (userId: string): void => {
        forgetStored(keyOf(userId));
    },
};
