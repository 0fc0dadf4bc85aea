import { useEffect, useSyncExternalStore } from "react";

import { useMedia } from "@/hooks/use-media";
import { preferences, resolveTheme, type Preferences } from "@/lib/preferences";

export function usePreferences(): Preferences {
    return useSyncExternalStore(preferences.subscribe, preferences.get);
}

/** Keeps the document in the theme that was chosen; theme.js did so before the first paint. */
export function useThemeOnDocument(): void {
    const { theme } = usePreferences();
    const systemIsDark = useMedia("(prefers-color-scheme: dark)");
    useEffect(() => {
        document.documentElement.dataset["theme"] = resolveTheme(theme, systemIsDark);
    }, [theme, systemIsDark]);
}
