import {
    Contact,
    FileText,
    Image,
    LayoutTemplate,
    type LucideIcon,
    MapPin,
    MessageSquareWarning,
    MessagesSquare,
    Mic,
    Pencil,
    Phone,
    ShoppingBag,
    SmilePlus,
    SquareMousePointer,
    Sticker,
    Trash2,
    Video,
    Volume2,
} from "lucide-react";

import type { Message } from "@/lib/wire";

export const kindIcons = {
    image: Image,
    video: Video,
    audio: Volume2,
    voice: Mic,
    document: FileText,
    sticker: Sticker,
    location: MapPin,
    contacts: Contact,
    order: ShoppingBag,
    interactive: SquareMousePointer,
    button: SquareMousePointer,
    reaction: SmilePlus,
    template: LayoutTemplate,
    system: MessagesSquare,
    call: Phone,
    edit: Pencil,
    revoke: Trash2,
    unsupported: MessageSquareWarning,
} as const satisfies Record<string, LucideIcon>;

export type KnownKind = keyof typeof kindIcons;

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields | null {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** What a type needs beyond text; it may stand under the type's own name. */
function contentOf(message: Message): Fields {
    return fields(message.content[message.type]) ?? message.content;
}

export function kindOf(message: Message): KnownKind {
    if (message.type === "audio" && contentOf(message)["voice"] === true) return "voice";
    return message.type in kindIcons ? (message.type as KnownKind) : "unsupported";
}

function firstText(source: Fields | null, names: readonly string[]): string | null {
    if (!source) return null;
    for (const name of names) {
        const value = source[name];
        if (typeof value === "string" && value.trim() !== "") return value;
    }
    return null;
}

function contactNames(list: unknown): string | null {
    if (!Array.isArray(list)) return null;
    const names = list.flatMap((entry) => firstText(fields(fields(entry)?.["name"]), ["formatted_name", "first_name"]) ?? []);
    return names.length > 0 ? names.join(", ") : null;
}

/** One line on what a message holds besides its kind, or null when it says no more. */
export function summaryOf(message: Message): string | null {
    if (message.text) return message.text;
    const content = contentOf(message);
    const direct = firstText(content, ["caption", "filename", "emoji", "title", "text", "body", "name", "address"]);
    if (direct) return direct;
    if (message.type === "contacts") return contactNames(message.content["contacts"]);
    for (const part of ["button_reply", "list_reply", "nfm_reply"]) {
        const reply = firstText(fields(content[part]), ["title", "body"]);
        if (reply) return reply;
    }
    return null;
}

export interface OrderLine {
    readonly name: string;
    readonly quantity: number;
    readonly total: number | null;
    readonly currency: string | null;
}

/** The items of an order; empty when the message is none. */
export function orderLines(message: Message): OrderLine[] {
    if (message.type !== "order") return [];
    const items = contentOf(message)["product_items"] ?? contentOf(message)["items"];
    if (!Array.isArray(items)) return [];
    return items.flatMap((entry): OrderLine[] => {
        const item = fields(entry);
        const name = firstText(item, ["name", "product_retailer_id"]);
        if (!item || name === null) return [];
        const quantity = Number(item["quantity"] ?? 1);
        const price = Number(item["item_price"] ?? Number.NaN);
        return [
            {
                name,
                quantity,
                total: Number.isFinite(price) ? price * quantity : null,
                currency: firstText(item, ["currency"]),
            },
        ];
    });
}
