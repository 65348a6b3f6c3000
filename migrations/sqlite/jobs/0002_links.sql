-- Ways for others to what came of an occurrence, each for a while. They show nothing by themselves: whoever opens one is
-- judged by what they may see.
CREATE TABLE link (
    issue TEXT PRIMARY KEY REFERENCES issue (id),
    id TEXT NOT NULL UNIQUE,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
