import type { ComponentProps } from "react";

import { cx } from "@/lib/class-names";

type Variant = "primary" | "quiet" | "bare";

const looks: Record<Variant, string> = {
    primary: "bg-accent text-accent-ink border-transparent font-semibold hover:opacity-90",
    quiet: "bg-surface border-line hover:bg-sunken",
    bare: "border-transparent text-ink-2 hover:bg-sunken hover:text-ink",
};

export function Button({
    variant = "quiet",
    className,
    ...props
}: ComponentProps<"button"> & { variant?: Variant }) {
    return (
        <button
            type="button"
            {...props}
            className={cx(
                "inline-flex h-9 items-center justify-center gap-1.5 rounded-medium border px-3 text-sm font-medium whitespace-nowrap transition-colors disabled:opacity-50 pointer-coarse:h-11",
                looks[variant],
                className,
            )}
        />
    );
}
