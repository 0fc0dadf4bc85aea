import type { Conversation, Message } from "@/lib/wire";

export function sampleMessage(id: string, fields: Partial<Message> = {}): Message {
    const at = fields.sortAt ?? "2026-03-10T12:00:00.000Z";
    return {
        id,
        conversationId: "c1",
        clientId: null,
        direction: "inbound",
        type: "text",
        text: `text of ${id}`,
        content: null,
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
        assignee: null,
        mode: "ai_only",
        unread: 0,
        lastMessage: null,
        windowClosesAt: null,
        waitingSince: null,
        case: { id: `k-${id}`, state: "open" },
        updatedAt: "2026-03-10T12:00:00.000Z",
        ...fields,
    };
}
