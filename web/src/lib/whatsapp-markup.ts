// WhatsApp's own markup as a tree. The page draws it as elements; text never becomes HTML.
//
// *bold*  _italic_  ~strike~  `code`  ```block```  "> quote"  "- item"  "1. item"

export type Inline =
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "link"; readonly text: string; readonly href: string }
    | { readonly kind: "code"; readonly text: string }
    | { readonly kind: "bold" | "italic" | "strike"; readonly children: readonly Inline[] };

export type Block =
    | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
    | { readonly kind: "quote"; readonly children: readonly Inline[] }
    | { readonly kind: "list"; readonly ordered: boolean; readonly start: number; readonly items: readonly (readonly Inline[])[] }
    | { readonly kind: "code"; readonly text: string };

const marks = { "*": "bold", _: "italic", "~": "strike" } as const;
// Message text is foreign: nesting beyond this stays text.
const depthMax = 8;

const linkPattern = /\b(?:https?:\/\/|www\.)[^\s<>"]+[^\s<>".,;:!?)\]}'*_~]/giu;

function isWordCharacter(character: string | undefined): boolean {
    return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

/** The end of a span that opens at `open`, or -1: marks hug their text and do not stand within a word. */
function closingMark(text: string, open: number): number {
    const mark = text[open];
    const first = text[open + 1];
    if (isWordCharacter(text[open - 1]) || first === undefined || /\s/u.test(first) || first === mark)
        return -1;
    for (let at = text.indexOf(mark ?? "", open + 2); at !== -1; at = text.indexOf(mark ?? "", at + 1)) {
        if (!/\s/u.test(text[at - 1] ?? " ") && !isWordCharacter(text[at + 1])) return at;
    }
    return -1;
}

function parseLinks(text: string): Inline[] {
    const out: Inline[] = [];
    let from = 0;
    for (const match of text.matchAll(linkPattern)) {
        if (match.index > from) out.push({ kind: "text", text: text.slice(from, match.index) });
        const address = match[0];
        const href = /^https?:/i.test(address) ? address : `https://${address}`;
        out.push({ kind: "link", text: address, href });
        from = match.index + address.length;
    }
    if (from < text.length) out.push({ kind: "text", text: text.slice(from) });
    return out;
}

export function parseInline(text: string, depth = 0): Inline[] {
    const out: Inline[] = [];
    let plain = 0;
    const flush = (end: number): void => {
        if (end > plain) out.push(...parseLinks(text.slice(plain, end)));
    };
    // A mark within an address is part of the address.
    const links = [...text.matchAll(linkPattern)];
    const inLink = (at: number): boolean =>
        links.some((link) => at >= link.index && at < link.index + link[0].length);
    for (let at = 0; at < text.length; at += 1) {
        const character = text[at] ?? "";
        const isMark = character === "`" || character in marks;
        if (!isMark || depth > depthMax || inLink(at)) continue;
        const end = closingMark(text, at);
        if (end === -1) continue;
        flush(at);
        const inner = text.slice(at + 1, end);
        if (character === "`") out.push({ kind: "code", text: inner });
        else
            out.push({
                kind: marks[character as keyof typeof marks],
                children: parseInline(inner, depth + 1),
            });
        at = end;
        plain = end + 1;
    }
    flush(text.length);
    return out;
}

function lineKind(line: string): { kind: Run["kind"]; rest: string; number: number } {
    if (/^> ?/u.test(line)) return { kind: "quote", rest: line.replace(/^> ?/u, ""), number: 0 };
    const bullet = /^[-*] (.+)$/u.exec(line);
    if (bullet) return { kind: "bullet", rest: bullet[1] ?? "", number: 0 };
    const numbered = /^(\d{1,3})\. (.+)$/u.exec(line);
    if (numbered) return { kind: "number", rest: numbered[2] ?? "", number: Number(numbered[1]) };
    return { kind: "text", rest: line, number: 0 };
}

interface Run {
    readonly kind: "quote" | "bullet" | "number" | "text";
    readonly lines: string[];
    readonly start: number;
}

function blockOf({ kind, lines, start }: Run): Block {
    if (kind === "bullet" || kind === "number")
        return { kind: "list", ordered: kind === "number", start, items: lines.map((line) => parseInline(line)) };
    return { kind: kind === "quote" ? "quote" : "paragraph", children: parseInline(lines.join("\n")) };
}

function parseLines(text: string): Block[] {
    const runs: Run[] = [];
    for (const line of text.split("\n")) {
        const { kind, rest, number } = lineKind(line);
        const last = runs.at(-1);
        if (last?.kind === kind) last.lines.push(rest);
        else runs.push({ kind, lines: [rest], start: number });
    }
    return runs.map(blockOf);
}

export function parseMarkup(text: string): Block[] {
    const blocks: Block[] = [];
    const parts = text.split("```");
    for (const [index, part] of parts.entries()) {
        // An odd part stands between two fences; the last one has no closing fence when the count is even.
        const fenced = index % 2 === 1 && index < parts.length - 1;
        if (fenced) blocks.push({ kind: "code", text: part.replace(/^\n|\n$/gu, "") });
        else {
            const trimmed = part.replace(/^\n|\n$/gu, "");
            const whole = index % 2 === 1 ? "```" + trimmed : trimmed;
            if (whole !== "") blocks.push(...parseLines(whole));
        }
    }
    return blocks;
}

/** One line without marks, for a preview. */
export function plainText(text: string): string {
    const flat = (nodes: readonly Inline[]): string =>
        nodes.map((node) => ("children" in node ? flat(node.children) : node.text)).join("");
    return text
        .split("\n")
        .map((line) => flat(parseInline(lineKind(line).rest)))
        .join(" ")
        .replace(/```/gu, "")
        .trim();
}
