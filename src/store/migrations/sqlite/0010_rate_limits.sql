-- app: calls that a limit allowed, by sub-window, so that a restart forgives nobody. `at` is the end of
-- the sub-window, `until` is when it counts no more.
CREATE TABLE rate_limits (
    policy TEXT NOT NULL,
    key    TEXT NOT NULL,  -- a client network or a user's id
    at     INTEGER NOT NULL,
    calls  INTEGER NOT NULL,
    until  INTEGER NOT NULL,
    PRIMARY KEY (policy, key, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX rate_limits_by_end ON rate_limits (until);
