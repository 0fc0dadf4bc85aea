import { useEffect, useRef } from "react";

import { preferences } from "@/lib/preferences";

/** Keys by name ("j", "Enter", "?"); "mod+k" is Ctrl-K or Cmd-K. */
export type Hotkeys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

function isTyping(target: EventTarget | null): boolean {
    return (
        target instanceof HTMLElement &&
        (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/u.test(target.tagName))
    );
}

function isControl(target: EventTarget | null): boolean {
    return target instanceof HTMLElement && target.closest("button, a, [role='menuitem'], [role='radio']") !== null;
}

function nameOf(event: KeyboardEvent): string {
    return event.ctrlKey || event.metaKey ? `mod+${event.key.toLowerCase()}` : event.key;
}

/** Single keys act only outside fields and dialogs, and not at all when the person has switched them off. */
export function useHotkeys(hotkeys: Hotkeys): void {
    const latest = useRef(hotkeys);
    useEffect(() => {
        latest.current = hotkeys;
    });
    useEffect(() => {
        const listen = (event: KeyboardEvent): void => {
            if (event.defaultPrevented || event.isComposing || event.altKey) return;
            const name = nameOf(event);
            const action = latest.current[name];
            if (!action) return;
            if (!name.startsWith("mod+")) {
                if (!preferences.get().singleKeys || isTyping(event.target)) return;
                // Enter on a control is that control's.
                if (name === "Enter" && isControl(event.target)) return;
                if (document.querySelector("dialog[open], [data-popover]")) return;
            }
            event.preventDefault();
            action(event);
        };
        addEventListener("keydown", listen);
        return () => {
            removeEventListener("keydown", listen);
        };
    }, []);
}
