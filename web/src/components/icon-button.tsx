import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

import { cx } from "@/lib/class-names";

/** A lone icon always has a name, and a tooltip with its key where it has one. */
export function IconButton({
    icon: Icon,
    label,
    hotkey,
    framed = false,
    className,
    ...props
}: ComponentProps<"button"> & {
    icon: LucideIcon;
    label: string;
    hotkey?: string;
    framed?: boolean;
}) {
    return (
        <button
            type="button"
            {...props}
            aria-label={label}
            aria-keyshortcuts={hotkey}
            title={hotkey ? `${label} (${hotkey})` : label}
            className={cx(
                "grid size-9 shrink-0 place-items-center text-ink-2 transition-colors hover:text-ink disabled:opacity-50 pointer-coarse:size-11",
                framed ? "rounded-medium border border-line bg-surface text-ink hover:bg-sunken" : "rounded-small hover:bg-sunken",
                className,
            )}
        >
            <Icon size={18} strokeWidth={1.75} aria-hidden />
        </button>
    );
}
