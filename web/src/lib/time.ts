// Times for people, by their language. All take the instant as milliseconds.

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const windowMs = dayMs;

function startOfDay(at: number): number {
    const day = new Date(at);
    day.setHours(0, 0, 0, 0);
    return day.getTime();
}

/** Whole calendar days between two instants; days of 23 and 25 hours count as one. */
export function daysBetween(earlier: number, later: number): number {
    return Math.round((startOfDay(later) - startOfDay(earlier)) / dayMs);
}

/** Twenty-four hours but in English, where the region decides: "1:18 PM", "13:18". */
function hoursOf(language: string): Intl.DateTimeFormatOptions {
    if (language.startsWith("en")) return { hour: "numeric", minute: "2-digit" };
    return { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
}

export function clockTime(at: number, language: string): string {
    return new Intl.DateTimeFormat(language, hoursOf(language)).format(at);
}

export function weekdayTime(at: number, language: string): string {
    return new Intl.DateTimeFormat(language, { weekday: "short", ...hoursOf(language) }).format(at);
}

function yearUnlessThis(at: number, now: number): Intl.DateTimeFormatOptions {
    return new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: "numeric" };
}

/** For a list: the time today, "ayer", the weekday within a week, then the date. */
export function listTime(at: number, now: number, language: string): string {
    const days = daysBetween(at, now);
    if (days <= 0) return clockTime(at, language);
    if (days === 1) return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-1, "day");
    if (days < 7) return new Intl.DateTimeFormat(language, { weekday: "long" }).format(at);
    return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", ...yearUnlessThis(at, now) }).format(at);
}

/** For a line between two days of a thread. */
export function dayName(at: number, now: number, language: string): string {
    const days = daysBetween(at, now);
    if (days === 0 || days === 1) {
        const word = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day");
        return word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
    }
    return new Intl.DateTimeFormat(language, {
        weekday: "long",
        day: "numeric",
        month: "long",
        ...yearUnlessThis(at, now),
    }).format(at);
}

/** "4 min", "1 h 42 min", "2 d": whole units, the smallest a minute. */
export function duration(ms: number): string {
    const minutes = Math.max(0, Math.floor(ms / minuteMs));
    if (minutes < 60) return `${String(minutes)} min`;
    const hours = Math.floor(minutes / 60);
    if (hours >= 48) return `${String(Math.floor(hours / 24))} d`;
    const rest = minutes % 60;
    return rest === 0 || hours >= 10 ? `${String(hours)} h` : `${String(hours)} h ${String(rest)} min`;
}

export type WindowTone = "calm" | "soon" | "closing" | "closed";

export interface ReplyWindow {
    readonly left: number;
    readonly tone: WindowTone;
}

/** How much of the 24-hour window is left: amber under 2 h, red under 15 min. */
export function windowState(closesAt: string | null, now: number): ReplyWindow {
    const left = closesAt === null ? 0 : Date.parse(closesAt) - now;
    if (left <= 0) return { left: 0, tone: "closed" };
    if (left < 15 * minuteMs) return { left, tone: "closing" };
    return { left, tone: left < 2 * hourMs ? "soon" : "calm" };
}
