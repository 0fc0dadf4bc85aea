-- monitor: what the public metrics were, in steps of 10 s (a day) and of a minute (30 days).
CREATE TABLE metric_steps (
    step_ms INTEGER NOT NULL,
    at      INTEGER NOT NULL,  -- the step's begin
    samples INTEGER NOT NULL,  -- seconds that were measured
    -- "memory_usage=2.1,2.3,2.9;open_files=29": least, average and greatest, or one number for all
    figures TEXT NOT NULL,
    PRIMARY KEY (step_ms, at)
) STRICT, WITHOUT ROWID;
