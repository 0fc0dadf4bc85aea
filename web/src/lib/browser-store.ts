// Local storage that never throws: a full or forbidden store only means that nothing is remembered.

export function readStored(key: string): string | null {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

export function writeStored(key: string, value: string | null): void {
    try {
        if (value === null || value === "") localStorage.removeItem(key);
        else localStorage.setItem(key, value);
    } catch {
        // Nothing to do: see above.
    }
}

export function forgetStored(prefix: string): void {
    try {
        for (const key of Object.keys(localStorage))
            if (key.startsWith(prefix)) localStorage.removeItem(key);
    } catch {
        // Nothing to do: see above.
    }
}
