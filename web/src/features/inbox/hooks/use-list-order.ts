import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { Conversation } from "@/lib/wire";

export type Section = "waiting" | "answered" | "aside";

export type ListItem =
    | { readonly kind: "section"; readonly section: Section }
    | { readonly kind: "conversation"; readonly conversation: Conversation };

/** The customer waits for an answer, and nobody has put the case aside. */
export function isWaiting(conversation: Conversation): boolean {
    return sectionOf(conversation) === "waiting";
}

export function sectionOf(conversation: Conversation): Section {
    const state = conversation.case?.state;
    if (state === "resolved" || state === "snoozed") return "aside";
    return conversation.waitingSince === null ? "answered" : "waiting";
}

const sections: readonly Section[] = ["waiting", "answered", "aside"];

interface Place {
    readonly id: string;
    readonly section: Section;
}

function order(conversations: readonly Conversation[]): Place[] {
    return sections.flatMap((section) =>
        conversations
            .filter((conversation) => sectionOf(conversation) === section)
            .map(({ id }) => ({ id, section })),
    );
}

/** The list as it stands, or as `held` has it: what is new then waits at the end of its section. */
export function arrange(conversations: readonly Conversation[], held: readonly Place[] | null): ListItem[] {
    const byId = new Map(conversations.map((conversation) => [conversation.id, conversation]));
    const places = order(conversations);
    const known = new Set(held?.map((place) => place.id));
    const kept = held?.filter((place) => byId.has(place.id)) ?? [];
    const all = held ? [...kept, ...places.filter((place) => !known.has(place.id))] : places;
    return sections.flatMap((section): ListItem[] => {
        const items = all.flatMap((place): ListItem[] => {
            const conversation = place.section === section ? byId.get(place.id) : undefined;
            return conversation ? [{ kind: "conversation", conversation }] : [];
        });
        return items.length > 0 ? [{ kind: "section", section }, ...items] : [];
    });
}

// A pointer that has rested this long is not about to click.
const holdMs = 4_000;

/** Rows do not move away under a pointer that is about to click one. */
export function useListOrder(conversations: readonly Conversation[]) {
    const [held, setHeld] = useState<readonly Place[] | null>(null);
    const latest = useRef(conversations);
    const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
    useEffect(() => {
        latest.current = conversations;
    });
    useEffect(
        () => () => {
            clearTimeout(timer.current);
        },
        [],
    );
    const release = useCallback(() => {
        clearTimeout(timer.current);
        setHeld(null);
    }, []);
    const hold = useCallback(() => {
        clearTimeout(timer.current);
        timer.current = setTimeout(release, holdMs);
        setHeld((old) => old ?? order(latest.current));
    }, [release]);
    const items = useMemo(() => arrange(conversations, held), [conversations, held]);
    return { items, hold, release };
}
