// Who else looks at a conversation, and who types in it. Told by the socket, never stored.

import type { Person } from "@/lib/wire";

// A typist who says nothing for this long has stopped, whether or not the note of it arrived.
export const typingMaxMs = 8_000;

export interface Company {
    readonly viewing: readonly Person[];
    readonly typing: readonly Person[];
}

const nobody: Company = { viewing: [], typing: [] };

export class Presence {
    readonly #companies = new Map<string, Company>();
    readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
    readonly #listeners = new Set<() => void>();

    subscribe(listener: () => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    of(conversationId: string): Company {
        return this.#companies.get(conversationId) ?? nobody;
    }

    forget(): void {
        for (const timer of this.#timers.values()) clearTimeout(timer);
        this.#timers.clear();
        this.#companies.clear();
        for (const listener of this.#listeners) listener();
    }

    viewing(note: { conversationId: string; users: readonly Person[] }): void {
        this.#set(note.conversationId, { ...this.of(note.conversationId), viewing: note.users });
    }

    typing(note: { conversationId: string; user: Person; typing: boolean }): void {
        const { conversationId, user } = note;
        const key = `${conversationId}/${user.id}`;
        clearTimeout(this.#timers.get(key));
        this.#timers.delete(key);
        const company = this.of(conversationId);
        const others = company.typing.filter((person) => person.id !== user.id);
        this.#set(conversationId, { ...company, typing: note.typing ? [...others, user] : others });
        if (!note.typing) return;
        this.#timers.set(
            key,
            setTimeout(() => {
                this.typing({ conversationId, user, typing: false });
            }, typingMaxMs),
        );
    }

    #set(conversationId: string, company: Company): void {
        this.#companies.set(conversationId, company);
        for (const listener of this.#listeners) listener();
    }
}
