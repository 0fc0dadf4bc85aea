// Takes out of log fields what says who somebody is or lets one in: the last net, not a licence to log such things.

import type { LogFields } from "@/lib/logger";

const stringMax = 1_000;
// A phone number that came as a number; nothing that the page counts grows so long.
const countMax = 1_000_000_000;

const secretName = /token|password|secret|authorization|cookie|code_verifier/i;

// Ids and times come first, so that their digits are not taken for a phone number.
const kept = String.raw`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?`;
const mail = String.raw`[\w.+%-]+@[\w-]+(?:\.[\w-]+)+`;
// Signed tokens, wamids, keys: long runs of the letters of base64 or hex that hold a digit.
const token = String.raw`(?:Bearer\s+)?(?=[\w.=+-]*\d)[A-Za-z][\w.=+-]{31,}|(?:Bearer\s+)[\w.=+/-]+|[0-9a-f]{32,}`;
const digits = String.raw`\+?\(?\d(?:[\s().-]*\d){7,}`;
const personal = new RegExp(`(${kept})|(${mail})|(${token})|(${digits})`, "gi");

export function scrubText(text: string): string {
    return text
        .slice(0, stringMax)
        // A letter of two halves that was cut through is no text that JSON could carry.
        .replace(/[\uD800-\uDBFF]$/u, "")
        .replace(personal, (_all, id?: string, address?: string, secret?: string) => {
            if (id !== undefined) return id;
            if (address !== undefined) return "[email]";
            return secret !== undefined ? "[token]" : "[number]";
        });
}

export function scrubFields(fields: LogFields): LogFields {
    return Object.fromEntries(
        Object.entries(fields).map(([name, value]) => {
            if (secretName.test(name)) return [name, "[hidden]"];
            if (typeof value === "string") return [name, scrubText(value)];
            if (typeof value === "number" && Math.abs(value) >= countMax) return [name, "[number]"];
            return [name, value];
        }),
    );
}
