-- What the watch decides: changed thresholds, alerts, who is told and what was said.

-- Only what somebody has put; a rule without a row keeps its usual lines.
CREATE TABLE thresholds (
    name           TEXT PRIMARY KEY,
    warning        REAL NOT NULL,
    critical       REAL NOT NULL,
    clear          REAL NOT NULL,
    duration_ms    INTEGER NOT NULL,
    clear_after_ms INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    updated_by     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row an alert, from its pending on; a rule and its labels have one open row. `watch` is the
-- rule's state, from which the next start goes on.
CREATE TABLE alerts (
    id              TEXT PRIMARY KEY,
    rule            TEXT NOT NULL,
    labels          TEXT NOT NULL,
    family          TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('pending', 'firing', 'resolved')),
    level           TEXT NOT NULL,
    value           REAL,
    fields          TEXT NOT NULL,
    watch           TEXT NOT NULL,
    pending_at      INTEGER NOT NULL,
    firing_at       INTEGER,
    critical_at     INTEGER,
    resolved_at     INTEGER,
    acknowledged_at INTEGER,
    acknowledged_by TEXT,
    updated_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX alerts_open ON alerts (rule, labels) WHERE state <> 'resolved';
CREATE INDEX alerts_by_state ON alerts (state, id);
CREATE INDEX alerts_resolved ON alerts (resolved_at) WHERE state = 'resolved';

CREATE TABLE alert_silences (
    id         TEXT PRIMARY KEY,
    rule       TEXT NOT NULL,
    family     TEXT NOT NULL,
    until_at   INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `config` is sealed with the row's id bound in; `target` is what may be shown of it.
CREATE TABLE alert_channels (
    id            TEXT PRIMARY KEY,
    kind          TEXT NOT NULL,
    name          TEXT NOT NULL,
    target        TEXT NOT NULL,
    config        TEXT NOT NULL,
    minimum_level TEXT NOT NULL CHECK (minimum_level IN ('warning', 'critical')),
    escalation    INTEGER NOT NULL,
    enabled       INTEGER NOT NULL,
    failures      INTEGER NOT NULL DEFAULT 0,
    last_error    TEXT NOT NULL DEFAULT '',
    last_sent_at  INTEGER,
    next_try_at   INTEGER,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a channel is told, each thing once: the key is the alert, the channel, what happened and its
-- step (the level it fires with, the number of the repeat). `delivery` names the one message that
-- carries it, the same in each attempt, so that a receiver knows a repeated one.
CREATE TABLE alert_notifications (
    id         INTEGER PRIMARY KEY,
    alert_id   TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    family     TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('firing', 'repeated', 'escalated', 'resolved')),
    step       INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'dropped')),
    delivery   TEXT NOT NULL DEFAULT '',
    attempts   INTEGER NOT NULL DEFAULT 0,
    due_at     INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    UNIQUE (alert_id, channel_id, kind, step)
) STRICT;
CREATE INDEX alert_notifications_open ON alert_notifications (channel_id, due_at)
    WHERE state IN ('queued', 'sending');

-- When this server worked: one row a run, made longer each minute in which the probe found it well.
CREATE TABLE uptime_spans (
    id      INTEGER PRIMARY KEY,
    from_at INTEGER NOT NULL,
    to_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX uptime_spans_by_end ON uptime_spans (to_at);

-- What counts for a goal, minute by minute.
CREATE TABLE goal_counts (
    goal  TEXT NOT NULL,
    at    INTEGER NOT NULL,
    good  INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (goal, at)
) STRICT, WITHOUT ROWID;
