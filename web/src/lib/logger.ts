// The page's log: a level, the component that speaks, an event's name and its data.
// The one file that touches the console. Never pass message text, phone numbers or tokens.

const levels = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof levels)[number];

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface Logger {
    error(event: string, fields?: LogFields): void;
    warn(event: string, fields?: LogFields): void;
    info(event: string, fields?: LogFields): void;
    debug(event: string, fields?: LogFields): void;
}

let threshold: LogLevel = "warn";

export function setLogLevel(level: LogLevel): void {
    threshold = level;
}

export function createLogger(component: string): Logger {
    const write = (level: LogLevel, event: string, fields: LogFields = {}): void => {
        if (levels.indexOf(level) > levels.indexOf(threshold)) return;
        console[level](`[${component}] ${event}`, fields);
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
