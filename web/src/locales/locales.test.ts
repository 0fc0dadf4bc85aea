import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { languages } from "@/lib/preferences";
import en from "@/locales/en.json";
import es from "@/locales/es.json";
import ptBR from "@/locales/pt-BR.json";

const catalogues: Record<string, unknown> = { es, en, "pt-BR": ptBR };

function flatten(node: unknown, path = ""): [string, string][] {
    if (typeof node === "string") return [[path, node]];
    if (typeof node !== "object" || node === null) return [];
    return Object.entries(node).flatMap(([key, value]) => flatten(value, path ? `${path}.${key}` : key));
}

const pluralForm = /_(zero|one|two|few|many|other)$/u;
const baseKeys = (language: string): string[] =>
    [...new Set(flatten(catalogues[language]).map(([key]) => key.replace(pluralForm, "")))].sort();

function sources(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) return sources(path);
        return /\.tsx?$/u.test(entry.name) && !entry.name.includes(".test.") ? [readFileSync(path, "utf8")] : [];
    });
}

describe("the catalogues", () => {
    test.each(languages)("%s has the same texts as Spanish", (language) => {
        expect(baseKeys(language)).toEqual(baseKeys("es"));
    });

    test.each(languages)("%s leaves no text empty and keeps the values to fill in", (language) => {
        const spanish = new Map(flatten(es).map(([key, text]) => [key.replace(pluralForm, ""), text]));
        const values = (text: string): string[] => (text.match(/\{\{\w+\}\}/gu) ?? []).sort();
        for (const [key, text] of flatten(catalogues[language])) {
            expect(text.trim(), key).not.toBe("");
            expect(values(text), key).toEqual(values(spanish.get(key.replace(pluralForm, "")) ?? ""));
        }
    });

    test.each(languages)("%s has each of its plural forms", (language) => {
        const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
        const keys = new Set(flatten(catalogues[language]).map(([key]) => key));
        const plurals = [...keys].filter((key) => pluralForm.test(key)).map((key) => key.replace(pluralForm, ""));
        expect(plurals.length).toBeGreaterThan(0);
        for (const base of plurals) for (const form of forms) expect(keys, base).toContain(`${base}_${form}`);
    });

    test("no exclamation marks", () => {
        for (const language of languages)
            for (const [key, text] of flatten(catalogues[language])) expect(text, key).not.toMatch(/[!¡]/u);
    });

    test("every text is used", () => {
        const code = sources("src").join("\n");
        const dynamic = [...code.matchAll(/`([a-zA-Z.]+\.)\$\{/gu)].map((match) => match[1] ?? "");
        for (const base of baseKeys("es")) {
            const used = code.includes(`"${base}"`) || dynamic.some((prefix) => base.startsWith(prefix));
            expect(used, base).toBe(true);
        }
    });
});
