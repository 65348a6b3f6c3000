-- Work that is done later, or again and again, for somebody; and what came of it. Instants are milliseconds since 1970 in
-- UTC, because what is due is compared with them.

CREATE TABLE job (
    id TEXT PRIMARY KEY, -- chosen by whoever adds it, so that the same wish is never kept twice
    tenant TEXT NOT NULL,
    person TEXT NOT NULL,
    wish_json TEXT NOT NULL, -- what is wanted, in the application's own terms
    state_json TEXT NOT NULL, -- what it goes by when it comes again, or after the process died in the middle; 'null' at first
    added_at INTEGER NOT NULL,
    due_at INTEGER, -- null once it has ended
    attempts INTEGER NOT NULL, -- at what is due now
    runs INTEGER NOT NULL, -- occurrences that are done with; each has at most one issue
    ended TEXT, -- done, stopped (by its person), failed; null while it lives
    note TEXT, -- what went wrong last; null where nothing did
    stop_key TEXT NOT NULL UNIQUE -- hash of what stops it without signing in
) STRICT, WITHOUT ROWID;

CREATE INDEX job_due ON job (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX job_of ON job (tenant, person, added_at);

-- What came of an occurrence. Written in the transaction that makes its job due again, or ends it.
CREATE TABLE issue (
    id TEXT PRIMARY KEY, -- job and occurrence: whoever it is handed to knows it again
    job TEXT NOT NULL,
    tenant TEXT NOT NULL,
    person TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL, -- to be found by; in lower case
    content BLOB NOT NULL, -- in the application's own terms
    made_at INTEGER NOT NULL,
    hand_over_at INTEGER, -- not before; null once it is handed over, or cannot be
    attempts INTEGER NOT NULL,
    note TEXT -- why it was not handed over
) STRICT, WITHOUT ROWID;

CREATE INDEX issue_open ON issue (hand_over_at) WHERE hand_over_at IS NOT NULL;
CREATE INDEX issue_of ON issue (tenant, person, made_at);
