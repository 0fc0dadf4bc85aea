-- Whom we talk with and what was said (architecture, section 6). Times are epoch milliseconds. In
-- columns that lists walk, '' means none: an index treats NULLs as different from each other.

CREATE TABLE contacts (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,            -- profile name, '' when unknown
    sort_name TEXT NOT NULL,       -- the name folded, for the list by name
    username TEXT,
    profile_at INTEGER NOT NULL,   -- of the message that told name and username
    user_id TEXT,                  -- the present one; former ones stay identities
    parent_user_id TEXT,
    phone TEXT,
    phone_at INTEGER NOT NULL,     -- of the newest word on this contact's phone
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contacts_by_name ON contacts(sort_name, id);

-- To whom an identity leads. A phone is the contact's own only while contacts.phone says so: a row
-- whose contact has another phone by now is history, and takes late messages to the right person.
CREATE TABLE contact_identities (
    kind TEXT NOT NULL CHECK (kind IN ('user', 'parent_user', 'phone', 'group')),
    value TEXT NOT NULL,
    contact_id TEXT NOT NULL REFERENCES contacts(id),
    claimed_at INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_identities_by_contact ON contact_identities(contact_id);

-- Ids of contacts and conversations that became part of another: they lead there for ever.
CREATE TABLE contact_aliases (
    alias TEXT NOT NULL PRIMARY KEY,
    contact_id TEXT NOT NULL REFERENCES contacts(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_aliases_by_contact ON contact_aliases(contact_id);

-- Names of those who write and are assigned, as they were when they last acted.
CREATE TABLE agents (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    id TEXT NOT NULL PRIMARY KEY,
    number_id TEXT NOT NULL,
    contact_id TEXT NOT NULL REFERENCES contacts(id),
    team_id TEXT NOT NULL DEFAULT '',
    -- So that no team goes away while it has a conversation: agents in no team see all of them.
    team_ref TEXT GENERATED ALWAYS AS (NULLIF(team_id, '')) STORED REFERENCES teams(id),
    assignee_id TEXT NOT NULL DEFAULT '',
    mode TEXT NOT NULL CHECK (mode IN ('ai_only', 'spectator', 'takeover')),
    unread INTEGER NOT NULL DEFAULT 0 CHECK (unread >= 0),
    last_message_id TEXT,
    last_inbound_at INTEGER,
    waiting_since INTEGER,
    case_id TEXT,                        -- the present case, and a copy of its state
    case_state TEXT NOT NULL DEFAULT ''
        CHECK (case_state IN ('', 'open', 'snoozed', 'resolved')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,         -- of the newest message or waking: the order of lists
    UNIQUE (number_id, contact_id)
) STRICT;
CREATE INDEX conversations_by_contact ON conversations(contact_id);
-- A list is a merge of streams, one per scope (or assignee) and state of the case, each read in
-- the order of one of these indexes: inbox/lists.hpp.
CREATE INDEX conversations_by_scope
    ON conversations(number_id, team_id, case_state, updated_at, id);
CREATE INDEX conversations_by_scope_unread
    ON conversations(number_id, team_id, case_state, updated_at, id) WHERE unread > 0;
CREATE INDEX conversations_by_scope_unassigned
    ON conversations(number_id, team_id, case_state, updated_at, id) WHERE assignee_id = '';
CREATE INDEX conversations_by_assignee
    ON conversations(assignee_id, case_state, updated_at, id) WHERE assignee_id <> '';
CREATE INDEX conversations_by_assignee_unread
    ON conversations(assignee_id, case_state, updated_at, id)
    WHERE assignee_id <> '' AND unread > 0;

CREATE TABLE conversation_aliases (
    alias TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_aliases_by_conversation ON conversation_aliases(conversation_id);

-- Every pair of number and team that a conversation has ever had: few, and asked by every list.
CREATE TABLE conversation_scopes (
    number_id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    PRIMARY KEY (number_id, team_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations(id),
    state TEXT NOT NULL CHECK (state IN ('open', 'snoozed', 'resolved')),
    opened_at INTEGER NOT NULL,
    first_reply_at INTEGER,
    resolved_at INTEGER,
    resolved_by TEXT,
    snoozed_until INTEGER
) STRICT;
CREATE INDEX cases_by_conversation ON cases(conversation_id);
CREATE INDEX cases_to_wake ON cases(snoozed_until) WHERE state = 'snoozed';

CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations(id),
    number_id TEXT NOT NULL,
    client_id TEXT,
    direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    type TEXT NOT NULL,
    text TEXT,
    content TEXT NOT NULL,
    wamid TEXT,
    status TEXT NOT NULL,
    error_code TEXT,
    error_text TEXT,
    error_meta_code INTEGER,
    author_id TEXT,                -- a user of ours; NULL for customers, the bot and echoes
    sender_id TEXT,                -- the contact who wrote, in a group
    reply_to_wamid TEXT,
    about_wamid TEXT,              -- what a reaction, an edit or a revocation is about
    sort_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_conversation ON messages(conversation_id, sort_at, id);
CREATE UNIQUE INDEX messages_by_client_id ON messages(conversation_id, client_id)
    WHERE client_id IS NOT NULL;
CREATE UNIQUE INDEX messages_by_wamid ON messages(number_id, wamid) WHERE wamid IS NOT NULL;

-- How far each agent has read: the newest message they had before them.
CREATE TABLE seen (
    agent_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL REFERENCES conversations(id),
    message_id TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (agent_id, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_by_conversation ON seen(conversation_id);
