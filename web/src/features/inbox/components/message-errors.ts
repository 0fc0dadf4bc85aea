import type { Message } from "@/lib/wire";

// Meta's codes, and ours, that the page has words for: what happened, and what to do.
const byMetaCode = {
    190: "token",
    368: "policy",
    130429: "busy",
    130472: "experiment",
    131026: "undeliverable",
    131030: "testList",
    131031: "policy",
    131042: "payment",
    131047: "windowClosed",
    131048: "spam",
    131049: "healthy",
    131050: "stopped",
    131051: "type",
    131052: "media",
    131053: "media",
    131056: "pair",
} as const;

const byCode = {
    "inbox.window_closed": "windowClosed",
    "outbox.expired": "late",
    "outbox.unknown_number": "token",
    "whatsapp.no_number": "token",
    "whatsapp.credentials_missing": "token",
} as const;

export type KnownTrouble = (typeof byMetaCode)[keyof typeof byMetaCode] | (typeof byCode)[keyof typeof byCode];

/** What the page has its own words for; null leaves it to the server's. */
export function knownTrouble(error: Message["error"]): KnownTrouble | null {
    if (!error) return null;
    const { code, metaCode } = error;
    if (metaCode !== null && metaCode in byMetaCode) return byMetaCode[metaCode as keyof typeof byMetaCode];
    return code in byCode ? byCode[code as keyof typeof byCode] : null;
}
