import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

// WCAG 2.2: text 4.5:1; large text, icons, marks and the edges of fields 3:1.
const textMin = 4.5;
const markMin = 3;

/** What is written on what, by token. Every colour of tokens.css stands here, or in `decoration`. */
const texts: Record<string, readonly string[]> = {
    ink: ["ground", "surface", "raised", "dialog", "sunken", "hover", "chosen", "out", "accent-soft"],
    "ink-2": ["ground", "surface", "raised", "dialog", "sunken", "hover", "out", "accent-soft"],
    "accent-ink": ["accent"],
    "accent-text": ["ground", "surface", "accent-soft", "out"],
    "clay-ink": ["clay"],
    surface: ["ink"],
    ok: ["surface"],
    warn: ["warn-soft", "surface", "hover", "accent-soft"],
    bad: ["bad-soft", "surface", "hover", "accent-soft", "raised"],
};

const marks: Record<string, readonly string[]> = {
    accent: ["ground", "surface", "sunken", "hover", "accent-soft", "raised", "dialog"],
    field: ["surface", "ground"],
    "ink-3": ["ground", "surface"],
    ok: ["surface", "hover", "accent-soft"],
    read: ["out", "surface", "hover", "accent-soft"],
    warn: ["out", "surface"],
    bad: ["out", "surface"],
};

// Lines that only part what is parted by space as well.
const decoration = ["line"];

type Theme = Readonly<Record<string, string>>;

function themeFrom(css: string, selector: string): Theme {
    const body = css.slice(css.indexOf("{", css.indexOf(selector)) + 1);
    const rules = body.slice(0, body.indexOf("}"));
    return Object.fromEntries([...rules.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gu)].map(([, name = "", hex = ""]) => [name, hex]));
}

function luminance(hex: string): number {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
        const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
}

const css = readFileSync("src/styles/tokens.css", "utf8");
const themes: readonly (readonly [string, Theme])[] = [
    ["light", themeFrom(css, ":root")],
    ["dark", themeFrom(css, '[data-theme="dark"]')],
];

const pairs = (table: Record<string, readonly string[]>): [string, string][] =>
    Object.entries(table).flatMap(([front, backs]) => backs.map((back): [string, string] => [front, back]));

describe.each(themes)("in the %s theme", (_name, theme) => {
    const measured = (front: string, back: string): number => contrast(theme[front] ?? "#808080", theme[back] ?? "#808080");

    test.each(pairs(texts))("%s can be read on %s", (front, back) => {
        expect(measured(front, back)).toBeGreaterThanOrEqual(textMin);
    });

    test.each(pairs(marks))("%s can be made out on %s", (front, back) => {
        expect(measured(front, back)).toBeGreaterThanOrEqual(markMin);
    });

    test("no colour is left out", () => {
        const judged = new Set([...pairs(texts), ...pairs(marks)].flat().concat(decoration));
        expect(Object.keys(theme).filter((name) => !judged.has(name))).toEqual([]);
        expect([...judged].filter((name) => !(name in theme))).toEqual([]);
    });
});

test("initials can be read on every avatar", () => {
    const source = readFileSync("src/components/avatar.tsx", "utf8");
    const hues = source.match(/#[0-9a-f]{6}/gu) ?? [];
    expect(hues.length).toBeGreaterThan(5);
    for (const hue of hues) expect(contrast("#ffffff", hue), hue).toBeGreaterThanOrEqual(textMin);
});
