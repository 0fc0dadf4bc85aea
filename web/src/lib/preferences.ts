// How this person likes the page in this browser.

import { readStored, writeStored } from "@/lib/browser-store";

export type Theme = "system" | "light" | "dark";
export const languages = ["es", "en", "pt-BR"] as const;
export type Language = (typeof languages)[number];

export interface Preferences {
    readonly theme: Theme;
    readonly language: Language | null;
    readonly singleKeys: boolean;
}

const key = "chasqui.preferences";
const defaults: Preferences = { theme: "system", language: null, singleKeys: true };

let current = read();
const listeners = new Set<() => void>();

function read(): Preferences {
    try {
        const stored = JSON.parse(readStored(key) ?? "{}") as Record<string, unknown>;
        return {
            theme: stored["theme"] === "light" || stored["theme"] === "dark" ? stored["theme"] : "system",
            language: languages.find((language) => language === stored["language"]) ?? null,
            singleKeys: stored["singleKeys"] !== false,
        };
    } catch {
        return defaults;
    }
}

export const preferences = {
    get: (): Preferences => current,
    subscribe: (listener: () => void): (() => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
    },
    update: (change: Partial<Preferences>): void => {
        current = { ...current, ...change };
        writeStored(key, JSON.stringify(current));
        for (const listener of listeners) listener();
    },
};

/** The browser's first language that we have; Spanish when there is none. */
export function chooseLanguage(wished: readonly string[]): Language {
    for (const tag of wished) {
        const main = tag.toLowerCase().split("-")[0];
        if (main === "es" || main === "en") return main;
        if (main === "pt") return "pt-BR";
    }
    return "es";
}

export function resolveTheme(theme: Theme, systemIsDark: boolean): "light" | "dark" {
    return theme === "system" ? (systemIsDark ? "dark" : "light") : theme;
}
