import { useEffect, useId, useRef, useState, type ReactNode } from "react";

import { cx } from "@/lib/class-names";

export interface TriggerProps {
    readonly "aria-expanded": boolean;
    readonly "aria-haspopup": "dialog" | "menu";
    readonly "aria-controls": string | undefined;
    readonly id: string;
    readonly onClick: () => void;
}

interface PopoverProps {
    readonly trigger: (props: TriggerProps) => ReactNode;
    readonly children: (close: () => void) => ReactNode;
    readonly label: string;
    readonly kind?: "dialog" | "menu";
    /** Where it stands beside its trigger. */
    readonly className?: string;
    readonly open?: boolean;
    readonly onOpenChange?: (open: boolean) => void;
}

const focusable = "button:not([disabled]), a[href], input, select, [tabindex='0']";

/** Moves the focus by the arrow keys among what can be focused. */
function moveFocus(panel: HTMLElement, key: string): boolean {
    const stops = [...panel.querySelectorAll<HTMLElement>(focusable)];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[key];
    if (next === undefined) return false;
    stops[(next + stops.length) % stops.length]?.focus();
    return true;
}

/** Floats beside its trigger; Escape and a click elsewhere close it and give the focus back. */
export function Popover({ trigger, children, label, kind = "dialog", className, open, onOpenChange }: PopoverProps) {
    const [ownOpen, setOwnOpen] = useState(false);
    const isOpen = open ?? ownOpen;
    const root = useRef<HTMLDivElement>(null);
    const panel = useRef<HTMLDivElement>(null);
    const id = useId();

    const change = (next: boolean): void => {
        setOwnOpen(next);
        onOpenChange?.(next);
    };
    const close = (): void => {
        change(false);
        document.getElementById(`${id}-trigger`)?.focus();
    };

    useEffect(() => {
        if (!isOpen) return;
        // What is still loading has nothing to focus: then the panel itself holds the keys.
        (panel.current?.querySelector<HTMLElement>(focusable) ?? panel.current)?.focus();
    }, [isOpen]);

    useEffect(() => {
        if (!isOpen) return;
        const elsewhere = (event: PointerEvent): void => {
            if (event.target instanceof Node && !root.current?.contains(event.target)) {
                setOwnOpen(false);
                onOpenChange?.(false);
            }
        };
        addEventListener("pointerdown", elsewhere);
        return () => {
            removeEventListener("pointerdown", elsewhere);
        };
    }, [isOpen, onOpenChange]);

    return (
        <div ref={root} className="relative">
            {trigger({
                "aria-expanded": isOpen,
                "aria-haspopup": kind,
                "aria-controls": isOpen ? id : undefined,
                id: `${id}-trigger`,
                onClick: () => {
                    change(!isOpen);
                },
            })}
            {isOpen && (
                <div
                    ref={panel}
                    id={id}
                    role={kind}
                    aria-label={label}
                    data-popover
                    tabIndex={-1}
                    className={cx(
                        "appear absolute z-30 outline-none rounded-medium border border-line bg-raised p-1 shadow-float",
                        className,
                    )}
                    onKeyDown={(event) => {
                        if (event.key === "Escape") {
                            event.stopPropagation();
                            close();
                        } else if (kind === "menu" && event.key === "Tab") change(false);
                        else if (kind === "menu" && panel.current && moveFocus(panel.current, event.key))
                            event.preventDefault();
                    }}
                >
                    {children(close)}
                </div>
            )}
        </div>
    );
}

export function MenuItem({
    children,
    checked,
    onSelect,
}: {
    children: ReactNode;
    checked?: boolean;
    onSelect: () => void;
}) {
    return (
        <button
            type="button"
            role={checked === undefined ? "menuitem" : "menuitemradio"}
            aria-checked={checked}
            className="flex h-9 w-full items-center gap-2 rounded-small px-2.5 text-left text-sm whitespace-nowrap hover:bg-hover focus-visible:bg-hover pointer-coarse:h-11"
            onClick={onSelect}
        >
            {children}
        </button>
    );
}
