-- auth: keys for programs. SHA-256 of each, never the key. One that has ended stays, for the audit.
CREATE TABLE api_keys (
    id              TEXT PRIMARY KEY,
    owner_id        TEXT NOT NULL REFERENCES users (id),
    name            TEXT NOT NULL,
    shown           TEXT NOT NULL UNIQUE,  -- the beginning, by which people know it
    hash            TEXT NOT NULL UNIQUE,
    role            TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
    teams           TEXT NOT NULL,         -- JSON: ids; none: all
    numbers         TEXT NOT NULL,         -- likewise
    limit_max       INTEGER NOT NULL,
    limit_window_ms INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER,
    last_used_at    INTEGER,
    ended_at        INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_keys_open ON api_keys (ended_at) WHERE ended_at IS NULL;
