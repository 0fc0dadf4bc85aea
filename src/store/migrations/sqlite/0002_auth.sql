-- auth: who may come in, who is in, and what they did to each other's rights.

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,  -- lower case
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
    password_hash TEXT NOT NULL,         -- argon2id, with its salt and cost
    disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE teams (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An agent without a row here sees every team's conversations.
CREATE TABLE user_teams (
    user_id TEXT NOT NULL REFERENCES users (id),
    team_id TEXT NOT NULL REFERENCES teams (id),
    PRIMARY KEY (user_id, team_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_teams_by_team ON user_teams (team_id);

-- An agent without a row here sees every channel number's. A number may be named before it exists.
CREATE TABLE user_numbers (
    user_id   TEXT NOT NULL REFERENCES users (id),
    number_id TEXT NOT NULL,
    PRIMARY KEY (user_id, number_id)
) STRICT, WITHOUT ROWID;

-- One sign-in on one device, and the family of its refresh tokens.
CREATE TABLE sessions (
    id           TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES users (id),
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    end_reason   TEXT,
    address      TEXT NOT NULL,
    user_agent   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id, ended_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- SHA-256 of each token, never the token. A used one stays as long as it would have been good:
-- whoever shows it again has stolen it, or was stolen from.
CREATE TABLE refresh_tokens (
    hash       TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    parent     TEXT,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id, used_at);
CREATE INDEX refresh_tokens_by_parent ON refresh_tokens (parent) WHERE parent IS NOT NULL;
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);

-- At most one: the link with which the first admin is made.
CREATE TABLE setup_link (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    hash       TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- Who, what, when, from where.
CREATE TABLE audit (
    id      TEXT PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   TEXT,           -- a user's id; NULL for the command line and for nobody known
    action  TEXT NOT NULL,
    target  TEXT,           -- the id of what it was done to
    detail  TEXT NOT NULL,  -- JSON
    address TEXT NOT NULL   -- of the client, or 'command'
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
