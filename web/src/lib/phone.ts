// Numbers as people write them where they live. The library's table (about 30 kB) is loaded after the first paint.

import type { parsePhoneNumberFromString } from "libphonenumber-js/min";

interface Parser {
    parsePhoneNumberFromString: typeof parsePhoneNumberFromString;
}

export interface PhoneText {
    /** As it is written within its country. */
    readonly national: string;
    readonly international: string;
    /** The country's flag, or null when the number does not tell. */
    readonly flag: string | null;
}

let parser: Parser | null = null;
const listeners = new Set<() => void>();
let loading = false;

export const phoneTable = {
    get: (): Parser | null => parser,
    subscribe: (listener: () => void): (() => void) => {
        listeners.add(listener);
        if (!loading) {
            loading = true;
            void import("libphonenumber-js/min").then((loaded) => {
                parser = loaded;
                for (const notify of listeners) notify();
            });
        }
        return () => listeners.delete(listener);
    },
};

function flagOf(country: string): string {
    return String.fromCodePoint(...[...country].map((letter) => 0x1f1a5 + letter.charCodeAt(0)));
}

export function formatPhone(phone: string, table: Parser | null): PhoneText {
    const digits = phone.startsWith("+") ? phone : `+${phone}`;
    // WhatsApp still writes Mexican mobiles with the 1 that the country dropped.
    const modern = digits.replace(/^\+521(\d{10})$/, "+52$1");
    const parsed = table?.parsePhoneNumberFromString(modern);
    if (!parsed) return { national: digits, international: digits, flag: null };
    return {
        national: parsed.formatNational(),
        international: parsed.formatInternational(),
        flag: parsed.country ? flagOf(parsed.country) : null,
    };
}
