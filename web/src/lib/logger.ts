// The page's log: a level, the component that speaks, an event's name and its data.
// The one file that touches the console. Never pass message text, phone numbers or tokens.

import type { components } from "@/lib/api/schema";

type Meta = components["schemas"]["Meta"];
export type LogLevel = Meta["logLevel"];
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface LogEntry {
    readonly level: LogLevel;
    readonly component: string;
    readonly event: string;
    readonly fields: LogFields;
    readonly at: string;
}

export interface LogSettings {
    readonly level: LogLevel;
    readonly environment: Meta["environment"];
}

export interface Logger {
    error(event: string, fields?: LogFields): void;
    warn(event: string, fields?: LogFields): void;
    info(event: string, fields?: LogFields): void;
    debug(event: string, fields?: LogFields): void;
}

export const bufferedMax = 100;
const levels: readonly LogLevel[] = ["error", "warn", "info", "debug"];

/**
 * Where entries go: in development to the console, in production into a buffer. Until the server has said which
 * (`/api/meta`), they wait in the buffer.
 */
export class PageLog {
    #level: LogLevel = "warn";
    #environment: LogSettings["environment"] = "production";
    #buffer: LogEntry[] = [];
    #dropped = 0;

    constructor(private readonly show: (entry: LogEntry) => void) {}

    /** What is kept, oldest first. */
    get buffered(): readonly LogEntry[] {
        return this.#buffer;
    }

    /** How many entries had to make room for newer ones. */
    get dropped(): number {
        return this.#dropped;
    }

    configure({ level, environment }: LogSettings): void {
        this.#level = level;
        this.#environment = environment;
        if (environment !== "development") return;
        for (const entry of this.#buffer) if (this.#lets(entry.level)) this.show(entry);
        this.#buffer = [];
    }

    write(entry: LogEntry): void {
        if (!this.#lets(entry.level)) return;
        if (this.#environment === "development") this.show(entry);
        else this.#keep(entry);
    }

    #lets(level: LogLevel): boolean {
        return levels.indexOf(level) <= levels.indexOf(this.#level);
    }

    // An error outlives everything that is none.
    #keep(entry: LogEntry): void {
        this.#buffer.push(entry);
        if (this.#buffer.length <= bufferedMax) return;
        const harmless = this.#buffer.findIndex(({ level }) => level !== "error");
        this.#buffer.splice(Math.max(harmless, 0), 1);
        this.#dropped += 1;
    }
}

export const pageLog = new PageLog(({ level, component, event, fields }) => {
    console[level](`[${component}] ${event}`, fields);
});

export function createLogger(component: string): Logger {
    const write = (level: LogLevel, event: string, fields: LogFields = {}): void => {
        pageLog.write({ level, component, event, fields, at: new Date().toISOString() });
    };
    return {
        error: (event, fields) => {
            write("error", event, fields);
        },
        warn: (event, fields) => {
            write("warn", event, fields);
        },
        info: (event, fields) => {
            write("info", event, fields);
        },
        debug: (event, fields) => {
            write("debug", event, fields);
        },
    };
}
