-- The id of the request that queued a message, so that the log of its attempts names it.
ALTER TABLE outbox ADD COLUMN request_id TEXT NOT NULL DEFAULT '';
