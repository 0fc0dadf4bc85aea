import { useEffect, useState } from "react";

// Shorter waits show nothing: a skeleton that flashes is worse than none.
export const skeletonDelayMs = 300;

/** True once the component has been there for `ms`. */
export function useDelayed(ms: number = skeletonDelayMs): boolean {
    const [passed, setPassed] = useState(false);
    useEffect(() => {
        const timer = setTimeout(() => {
            setPassed(true);
        }, ms);
        return () => {
            clearTimeout(timer);
        };
    }, [ms]);
    return passed;
}
