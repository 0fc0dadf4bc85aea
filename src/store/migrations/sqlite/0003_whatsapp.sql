-- What Meta told us and what we told Meta: the journal, the channel numbers, the outbox.

-- Bodies of signed webhooks, as they came. A body of which everything was applied goes after some
-- days (`body` becomes NULL); one with a dead item stays.
CREATE TABLE journal (
    id   INTEGER PRIMARY KEY,
    at   INTEGER NOT NULL,
    body TEXT
) STRICT;
CREATE INDEX journal_bodies ON journal (at) WHERE body IS NOT NULL;

-- What the bodies tell, each thing once. `key` is what makes it the same thing.
--   applied   it took effect
--   recorded  it has no effect of ours; `raw` keeps it
--   parked    a status that waits for its message to get `wamid`; `raw` keeps it
--   dead      it breaks a rule, `reason` is the rule's code; the version `tried_by` found so
CREATE TABLE journal_items (
    id         INTEGER PRIMARY KEY,
    journal_id INTEGER NOT NULL,
    key        TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL,
    detail     TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('applied', 'recorded', 'parked', 'dead')),
    number_id  TEXT,
    account    TEXT NOT NULL,
    wamid      TEXT NOT NULL,
    reason     TEXT NOT NULL DEFAULT '',
    tried_by   TEXT NOT NULL DEFAULT '',
    raw        TEXT,
    repeats    INTEGER NOT NULL DEFAULT 0,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX journal_items_listed ON journal_items (kind, detail, state);
CREATE INDEX journal_items_dead ON journal_items (journal_id) WHERE state = 'dead';
CREATE INDEX journal_items_parked ON journal_items (number_id, wamid) WHERE state = 'parked';

-- `token` is sealed with the row's id bound in (AES-256-GCM, base64); NULL while unclaimed.
-- `fault` says why the number's queue stands still, '' while it does not.
CREATE TABLE channel_numbers (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL,
    display     TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('claimed', 'unclaimed')),
    base_url    TEXT NOT NULL,
    api_version TEXT NOT NULL,
    token       TEXT,
    fault       TEXT NOT NULL DEFAULT '',
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a message that our API took. `position` orders the lanes; "send again" takes a new one.
CREATE TABLE outbox (
    position        INTEGER PRIMARY KEY,
    message_id      TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL,
    number_id       TEXT NOT NULL,
    base_url        TEXT NOT NULL,
    to_phone        TEXT NOT NULL,
    to_user         TEXT NOT NULL,
    to_parent_user  TEXT NOT NULL,
    type            TEXT NOT NULL,
    text            TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('queued', 'dispatching', 'accepted', 'sent',
                    'delivered', 'read', 'played', 'failed', 'expired', 'cancelled', 'unconfirmed')),
    attempt_id      TEXT,
    wamid           TEXT NOT NULL DEFAULT '',
    tries           INTEGER NOT NULL DEFAULT 0,
    not_before      INTEGER NOT NULL DEFAULT 0,
    queued_at       INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    error_code      TEXT,
    error_text      TEXT,
    error_meta_code INTEGER
) STRICT;
CREATE INDEX outbox_lanes ON outbox (conversation_id, position)
    WHERE state IN ('queued', 'dispatching', 'unconfirmed');
CREATE INDEX outbox_queued ON outbox (position) WHERE state = 'queued';
CREATE INDEX outbox_dispatching ON outbox (position) WHERE state = 'dispatching';

-- One row each time a message went `dispatching`. `status` is the highest that Meta told of it;
-- `confirmed` says that Meta took it on (sent or better was told).
CREATE TABLE attempts (
    id         TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    number_id  TEXT NOT NULL,
    wamid      TEXT NOT NULL DEFAULT '',
    outcome    TEXT NOT NULL,
    status     TEXT NOT NULL DEFAULT '',
    confirmed  INTEGER NOT NULL DEFAULT 0,
    at         INTEGER NOT NULL,
    error_code      TEXT,
    error_text      TEXT,
    error_meta_code INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_wamid ON attempts (number_id, wamid) WHERE wamid <> '';
