import type { ReactNode } from "react";

export function Keycap({ children }: { children: ReactNode }) {
    return (
        <kbd className="rounded-[5px] border border-line bg-surface px-1.5 py-px font-sans text-xs font-medium whitespace-nowrap text-ink-2">
            {children}
        </kbd>
    );
}
