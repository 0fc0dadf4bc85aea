import { useCallback, useSyncExternalStore } from "react";

/** The time, renewed every `everyMs`; all users of one pace change together. */
export function useNow(everyMs: number): number {
    const subscribe = useCallback(
        (listener: () => void) => {
            const timer = setInterval(listener, everyMs);
            return () => {
                clearInterval(timer);
            };
        },
        [everyMs],
    );
    return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / everyMs) * everyMs);
}
