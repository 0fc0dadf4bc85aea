import { useCallback, useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
    const subscribe = useCallback(
        (listener: () => void) => {
            const list = matchMedia(query);
            list.addEventListener("change", listener);
            return () => {
                list.removeEventListener("change", listener);
            };
        },
        [query],
    );
    return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

// The widths at which panes join and leave (design: two below 1200 px, one below 768 px).
export const onePane = "(max-width: 767.98px)";
// A thread this narrow has no room for a name beside all controls; three panes leave it less than two do.
export const compactHeader = "(max-width: 1079.98px), (min-width: 1200px) and (max-width: 1379.98px)";
export const threePanes = "(min-width: 1200px)";
