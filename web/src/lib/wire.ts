// What comes over the wire, checked once at the edge. Shapes are those of openapi.json; fields may be added.

import * as z from "zod/mini";

import type { components } from "@/lib/api/schema";

// The page's policy forbids eval, which zod would otherwise try.
z.config({ jitless: true });

export type Message = components["schemas"]["Message"];
export type Conversation = components["schemas"]["Conversation"];
export type Person = components["schemas"]["Person"];

const person = z.looseObject({ id: z.string(), name: z.string() });

const user = z.looseObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(["admin", "supervisor", "agent"]),
    disabled: z.boolean(),
    teams: z.array(z.string()),
    numbers: z.array(z.string()),
    createdAt: z.string(),
});

export const session = z.looseObject({
    data: z.looseObject({ accessToken: z.string(), expiresIn: z.number(), user }),
});

export const message = z.looseObject({
    id: z.string(),
    conversationId: z.string(),
    clientId: z.nullable(z.string()),
    direction: z.enum(["inbound", "outbound"]),
    type: z.string(),
    text: z.nullable(z.string()),
    content: z.record(z.string(), z.unknown()),
    wamid: z.nullable(z.string()),
    status: z.enum([
        "received",
        "queued",
        "dispatching",
        "accepted",
        "sent",
        "delivered",
        "read",
        "played",
        "failed",
        "expired",
        "cancelled",
        "unconfirmed",
    ]),
    error: z.nullable(
        z.looseObject({ code: z.string(), text: z.string(), metaCode: z.nullable(z.number()) }),
    ),
    author: z.nullable(person),
    sortAt: z.string(),
    createdAt: z.string(),
});

export const conversation = z.looseObject({
    id: z.string(),
    contact: z.looseObject({
        id: z.string(),
        name: z.string(),
        phone: z.nullable(z.string()),
        username: z.nullable(z.string()),
    }),
    numberId: z.string(),
    team: z.nullable(z.string()),
    assignee: z.nullable(person),
    mode: z.enum(["ai_only", "spectator", "takeover"]),
    unread: z.number(),
    lastMessage: z.nullable(message),
    windowClosesAt: z.nullable(z.string()),
    waitingSince: z.nullable(z.string()),
    case: z.nullable(
        z.looseObject({
            id: z.string(),
            state: z.enum(["open", "snoozed", "resolved"]),
            openedAt: z.string(),
            firstReplyAt: z.nullable(z.string()),
            resolvedAt: z.nullable(z.string()),
            snoozedUntil: z.nullable(z.string()),
        }),
    ),
    updatedAt: z.string(),
});

function page<T extends z.ZodMiniType>(item: T) {
    return z.looseObject({
        items: z.array(item),
        before: z.nullable(z.string()),
        after: z.nullable(z.string()),
    });
}

export const messagePage = page(message);
export const conversationPage = page(conversation);
export const personPage = z.looseObject({ items: z.array(person) });

export const eventMeta = z.looseObject({
    epoch: z.string(),
    sequence: z.number(),
    at: z.optional(z.string()),
    v: z.number(),
});
export const tick = z.looseObject({ epoch: z.string(), sequence: z.number(), sent: z.number() });
export const position = z.looseObject({ epoch: z.string(), sequence: z.number() });
export const acknowledgement = z.looseObject({ success: z.boolean() });

const withMessage = z.looseObject({ message, conversation: z.optional(conversation) });
const withConversation = z.looseObject({ conversation });

/** The log events that change what a screen shows, by name. */
export const logEvents = {
    new_message: withMessage,
    message_status_update: withMessage,
    message_failed: withMessage,
    conversation_updated: withConversation,
    conversation_taken: withConversation,
    conversation_removed: z.looseObject({ id: z.string() }),
} as const;

const connection = z.looseObject({
    state: z.enum(["unknown", "connected", "limited", "failing"]),
    fault: z.nullable(z.looseObject({ code: z.string(), detail: z.string() })),
    checkedAt: z.nullable(z.string()),
    lastWebhookAt: z.nullable(z.string()),
    lastSentAt: z.nullable(z.string()),
    quality: z.nullable(z.string()),
});
export type Connection = z.infer<typeof connection>;

const connectionEvent = z.looseObject({ numberId: z.string(), display: z.string(), connection });
export type ConnectionEvent = z.infer<typeof connectionEvent>;

const alert = z.looseObject({
    id: z.string(),
    state: z.enum(["pending", "firing", "resolved", "cleared"]),
    severity: z.enum(["ok", "warning", "critical"]),
    message: z.string(),
    runbook: z.string(),
    acknowledgedAt: z.nullable(z.string()),
});
export type Alert = z.infer<typeof alert>;

/** The log events about the house itself, by name: how it stands, not what is written in it. */
export const houseEvents = {
    // Without `connection` it is for the queues: a number was claimed, or stands still.
    connection_state: z.union([connectionEvent, z.looseObject({ numberId: z.string(), state: z.string() })]),
    alert,
    // The period's summary: the performance page will draw it.
    metrics: z.looseObject({}),
} as const;

export const userTyping = z.looseObject({
    conversationId: z.string(),
    user: person,
    typing: z.boolean(),
});
export const userViewing = z.looseObject({ conversationId: z.string(), users: z.array(person) });
