// Short notes that pass by themselves.

export interface Toast {
    readonly id: number;
    readonly text: string;
    readonly tone: "info" | "bad";
}

const shownMs = 6_000;
const shownMax = 3;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
    toasts = next;
    for (const listener of listeners) listener();
}

export const toaster = {
    get: (): readonly Toast[] => toasts,
    subscribe: (listener: () => void): (() => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
    },
    show: (text: string, tone: Toast["tone"] = "info"): void => {
        const id = nextId;
        nextId += 1;
        set([...toasts, { id, text, tone }].slice(-shownMax));
        setTimeout(() => {
            toaster.dismiss(id);
        }, shownMs);
    },
    dismiss: (id: number): void => {
        set(toasts.filter((toast) => toast.id !== id));
    },
};
