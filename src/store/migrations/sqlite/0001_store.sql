-- The store's own tables: what the process remembers of itself, and the event log.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One sequence for the whole log. `rooms` and `except_rooms` are names with a space between them.
CREATE TABLE event_log (
    sequence     INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    name         TEXT NOT NULL,
    data         TEXT NOT NULL,
    rooms        TEXT NOT NULL,
    except_rooms TEXT NOT NULL
) STRICT;
