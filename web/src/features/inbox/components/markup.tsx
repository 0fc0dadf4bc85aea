import { useMemo } from "react";

import { parseMarkup, type Block, type Inline } from "@/lib/whatsapp-markup";

function Inlines({ nodes }: { nodes: readonly Inline[] }) {
    return nodes.map((node, index) => {
        switch (node.kind) {
            case "text":
                return <span key={index}>{node.text}</span>;
            case "link":
                return (
                    <a
                        key={index}
                        href={node.href}
                        target="_blank"
                        rel="noopener noreferrer nofollow"
                        className="text-read underline underline-offset-2"
                    >
                        {node.text}
                    </a>
                );
            case "code":
                return (
                    <code key={index} className="rounded-[4px] bg-ink/7 px-1 font-mono text-[0.92em]">
                        {node.text}
                    </code>
                );
            case "bold":
                return (
                    <strong key={index} className="font-semibold">
                        <Inlines nodes={node.children} />
                    </strong>
                );
            case "italic":
                return (
                    <em key={index}>
                        <Inlines nodes={node.children} />
                    </em>
                );
            case "strike":
                return (
                    <s key={index}>
                        <Inlines nodes={node.children} />
                    </s>
                );
        }
    });
}

function BlockView({ block }: { block: Block }) {
    switch (block.kind) {
        case "paragraph":
            return (
                <p className="inline whitespace-pre-wrap">
                    <Inlines nodes={block.children} />
                </p>
            );
        case "quote":
            return (
                <blockquote className="my-1 border-l-[3px] border-accent pl-2 whitespace-pre-wrap text-ink-2">
                    <Inlines nodes={block.children} />
                </blockquote>
            );
        case "code":
            return (
                <pre className="my-1 overflow-x-auto rounded-small bg-ink/7 px-2 py-1.5 font-mono text-sm whitespace-pre-wrap">
                    {block.text}
                </pre>
            );
        case "list": {
            const items = block.items.map((item, index) => (
                <li key={index}>
                    <Inlines nodes={item} />
                </li>
            ));
            return block.ordered ? (
                <ol start={block.start} className="my-0.5 list-decimal pl-6">
                    {items}
                </ol>
            ) : (
                <ul className="my-0.5 list-disc pl-5">{items}</ul>
            );
        }
    }
}

/** A message's text with WhatsApp's own markup, as elements. */
export function Markup({ text }: { text: string }) {
    const blocks = useMemo(() => parseMarkup(text), [text]);
    return blocks.map((block, index) => <BlockView key={index} block={block} />);
}
