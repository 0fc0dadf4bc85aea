import { useCallback, useSyncExternalStore } from "react";

import { useServices } from "@/hooks/use-services";

const floor = (time: number, everyMs: number): number => Math.floor(time / everyMs) * everyMs;

/** The browser's time, renewed every `everyMs`; for what the page itself measures. */
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
    return useSyncExternalStore(subscribe, () => floor(Date.now(), everyMs));
}

/** The server's time, renewed every `everyMs` and when it jumps; for deadlines and for how long ago something was. */
export function useServerNow(everyMs: number): number {
    const { clock } = useServices();
    const subscribe = useCallback(
        (listener: () => void) => {
            const timer = setInterval(listener, everyMs);
            const unsubscribe = clock.subscribe(listener);
            return () => {
                clearInterval(timer);
                unsubscribe();
            };
        },
        [clock, everyMs],
    );
    return useSyncExternalStore(subscribe, () => floor(clock.now(), everyMs));
}
