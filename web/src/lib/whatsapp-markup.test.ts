import { describe, expect, test } from "vitest";

import { parseInline, parseMarkup, plainText, type Inline } from "@/lib/whatsapp-markup";

const draw = (nodes: readonly Inline[]): string =>
    nodes
        .map((node) => {
            if (node.kind === "text") return node.text;
            if ("children" in node) return `<${node.kind}>${draw(node.children)}</>`;
            return `<${node.kind}>${node.text}</>`;
        })
        .join("");
const inline = (text: string): string => draw(parseInline(text));

describe("WhatsApp's markup", () => {
    test.each([
        ["*bold* and _italic_ and ~gone~", "<bold>bold</> and <italic>italic</> and <strike>gone</>"],
        ["*a _b_ c*", "<bold>a <italic>b</> c</>"],
        ["`*raw*`", "<code>*raw*</>"],
        ["¿*Sí*?", "¿<bold>Sí</>?"],
    ])("%s", (text, drawn) => {
        expect(inline(text)).toBe(drawn);
    });

    test.each(["2*3*4", "snake_case_name", "* not bold *", "a * b * c", "**", "*open", "~ ~"])(
        "%s stays text",
        (text) => {
            expect(inline(text)).toBe(text);
        },
    );

    test("HTML is text like any other", () => {
        expect(parseInline("<img src=x onerror=alert(1)>")).toEqual([
            { kind: "text", text: "<img src=x onerror=alert(1)>" },
        ]);
    });

    test("only http and https become links, and marks within them are theirs", () => {
        expect(inline("see https://a.test/x_y_z. ok")).toBe("see <link>https://a.test/x_y_z</>. ok");
        expect(inline("javascript:alert(1)")).toBe("javascript:alert(1)");
        expect(parseInline("www.a.test/b")).toEqual([
            { kind: "link", text: "www.a.test/b", href: "https://www.a.test/b" },
        ]);
    });

    test("lines become lists, quotes and code", () => {
        const kinds = parseMarkup("> said\n- a\n- b\n3. c\nend\n```x *y*```").map((block) => block.kind);
        expect(kinds).toEqual(["quote", "list", "list", "paragraph", "code"]);
        expect(parseMarkup("3. c")[0]).toMatchObject({ ordered: true, start: 3 });
    });

    test("a fence without its end is text", () => {
        expect(parseMarkup("a ``` b").map((block) => block.kind)).toEqual(["paragraph", "paragraph"]);
    });

    test("nesting has an end", () => {
        const deep = (nodes: readonly Inline[]): number =>
            Math.max(0, ...nodes.map((node) => ("children" in node ? 1 + deep(node.children) : 0)));
        expect(deep(parseInline("*_".repeat(40) + "x" + "_*".repeat(40)))).toBeLessThanOrEqual(9);
    });

    test("a preview has no marks and one line", () => {
        expect(plainText("*Hola*\n- uno\n> dos")).toBe("Hola uno dos");
    });
});
