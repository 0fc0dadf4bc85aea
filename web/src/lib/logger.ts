// The page's log: a level, the component that speaks, an event's name and its data.
// The one file that touches the console. Never pass message text, phone numbers or tokens.

import type { components } from "@/lib/api/schema";
import { scrubFields } from "@/lib/log-scrub";

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

/** What is kept, and what had to make room for it since it was last taken. */
export interface LogBatch {
    readonly entries: readonly LogEntry[];
    readonly dropped: number;
}

export const bufferedMax = 100;
const levels: readonly LogLevel[] = ["error", "warn", "info", "debug"];

/**
 * Where entries go: in development to the console, in production into a buffer, from which LogShipper takes them to
 * the server. Until the server has said which (`/api/meta`), they wait in the buffer.
 */
export class PageLog {
    #level: LogLevel = "warn";
    #environment: LogSettings["environment"] = "production";
    #buffer: LogEntry[] = [];
    #dropped = 0;
    #configured = false;
    #listener: () => void = () => undefined;

    constructor(private readonly show: (entry: LogEntry) => void) {}

    /** What is kept, oldest first. */
    get buffered(): readonly LogEntry[] {
        return this.#buffer;
    }

    /** How many entries had to make room for newer ones. */
    get dropped(): number {
        return this.#dropped;
    }

    /** Whether what is kept is meant for the server. */
    get isForServer(): boolean {
        return this.#configured && this.#environment === "production";
    }

    /** The one who takes the entries away: told of each that is kept, and when the log is configured. */
    onKept(listener: () => void): void {
        this.#listener = listener;
    }

    configure({ level, environment }: LogSettings): void {
        this.#level = level;
        this.#environment = environment;
        this.#configured = true;
        this.#buffer = this.#buffer.filter((entry) => this.#lets(entry.level));
        if (environment === "development") {
            for (const entry of this.#buffer) this.show(entry);
            this.#buffer = [];
        }
        this.#listener();
    }

    /** Empties the buffer. */
    take(): LogBatch {
        const batch = { entries: this.#buffer, dropped: this.#dropped };
        this.#buffer = [];
        this.#dropped = 0;
        return batch;
    }

    /** What could not be handed over stands before what came since. */
    putBack({ entries, dropped }: LogBatch): void {
        this.#dropped += dropped;
        this.#buffer = [...entries, ...this.#buffer];
        while (this.#buffer.length > bufferedMax) this.#makeRoom();
    }

    write(entry: LogEntry): void {
        if (!this.#lets(entry.level)) return;
        if (this.#environment === "development") this.show(entry);
        else this.#keep({ ...entry, fields: scrubFields(entry.fields) });
    }

    #lets(level: LogLevel): boolean {
        return levels.indexOf(level) <= levels.indexOf(this.#level);
    }

    #keep(entry: LogEntry): void {
        this.#buffer.push(entry);
        if (this.#buffer.length > bufferedMax) this.#makeRoom();
        this.#listener();
    }

    // An error outlives everything that is none.
    #makeRoom(): void {
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
