import type { User } from "@/lib/auth-refresh";
import type { Conversation, Message } from "@/lib/wire";

export const sampleUser: User = {
    id: "me",
    name: "Eva Ríos",
    email: "eva@demo.test",
    role: "agent",
    disabled: false,
    teams: [],
    numbers: [],
    createdAt: "2026-03-01T09:00:00.000Z",
};

export function sampleMessage(id: string, fields: Partial<Message> = {}): Message {
    const at = fields.sortAt ?? "2026-03-10T12:00:00.000Z";
    return {
        id,
        conversationId: "c1",
        clientId: null,
        direction: "inbound",
        type: "text",
        text: `text of ${id}`,
        content: {},
        wamid: null,
        status: "received",
        error: null,
        author: null,
        sortAt: at,
        createdAt: at,
        ...fields,
    };
}

export function sampleConversation(id: string, fields: Partial<Conversation> = {}): Conversation {
    return {
        id,
        contact: { id: `p-${id}`, name: `Contact ${id}`, phone: "+525512345678", username: null },
        numberId: "n1",
        team: null,
        assignee: null,
        mode: "ai_only",
        unread: 0,
        lastMessage: null,
        windowClosesAt: null,
        waitingSince: null,
        case: {
            id: `k-${id}`,
            state: "open",
            openedAt: "2026-03-10T12:00:00.000Z",
            firstReplyAt: null,
            resolvedAt: null,
            snoozedUntil: null,
        },
        updatedAt: "2026-03-10T12:00:00.000Z",
        ...fields,
    };
}
