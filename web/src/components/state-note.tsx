import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Empty, failed or forbidden: what it is, why, and the one thing to do. */
export function StateNote({
    icon: Icon,
    title,
    text,
    children,
    role,
}: {
    icon: LucideIcon;
    title: string;
    text?: string | undefined;
    children?: ReactNode;
    role?: "alert" | "status";
}) {
    return (
        <div role={role} className="mx-auto flex max-w-[340px] flex-col items-center gap-2 px-6 py-10 text-center">
            <span className="mb-1 grid size-12 place-items-center rounded-full bg-sunken text-ink-2">
                <Icon size={22} strokeWidth={1.75} aria-hidden />
            </span>
            <p className="font-semibold text-balance">{title}</p>
            {text && <p className="text-sm text-pretty text-ink-2">{text}</p>}
            {children && <div className="mt-2 flex gap-2">{children}</div>}
        </div>
    );
}
