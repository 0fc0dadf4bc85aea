-- Answers to POSTs that carried an Idempotency-Key, for 24 hours. `status` is 0 while the first one is
-- under way.
CREATE TABLE idempotency_keys (
    principal TEXT NOT NULL,
    route     TEXT NOT NULL,
    key       TEXT NOT NULL,
    digest    TEXT NOT NULL,
    status    INTEGER NOT NULL,
    answer    TEXT NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (principal, route, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (at);
