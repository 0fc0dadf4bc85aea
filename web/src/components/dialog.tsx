import { useEffect, useRef, type ReactNode } from "react";

import { cx } from "@/lib/class-names";

/** A modal on the browser's own dialog: it keeps the focus inside and gives it back. */
export function Dialog({
    label,
    onClose,
    className,
    children,
}: {
    label: string;
    onClose: () => void;
    className?: string;
    children: ReactNode;
}) {
    const element = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const dialog = element.current;
        dialog?.showModal();
        return () => {
            dialog?.close();
        };
    }, []);
    return (
        // A click on the backdrop closes; the keyboard has Escape.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
        <dialog
            ref={element}
            aria-label={label}
            className={cx(
                "appear m-auto mt-[12vh] max-h-[76vh] w-[min(560px,calc(100vw-24px))] overflow-hidden rounded-large border border-line bg-dialog p-0 text-ink shadow-float backdrop:bg-black/40",
                className,
            )}
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
            onClick={(event) => {
                if (event.target === element.current) onClose();
            }}
        >
            {children}
        </dialog>
    );
}
