-- The hourly cleaning gives up on statuses that have waited too long: it looks at those alone.
CREATE INDEX journal_items_parked_by_age ON journal_items (at) WHERE state = 'parked';
