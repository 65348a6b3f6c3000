-- What was said, by whom, and all that an answer rests on. Instants are ISO 8601 in UTC.

-- The number of the tenant's latest conversation; numbers are never given twice.
CREATE TABLE conversation_number (
    tenant TEXT NOT NULL,
    latest INTEGER NOT NULL,
    PRIMARY KEY (tenant)
) STRICT, WITHOUT ROWID;

-- A conversation of one person.
CREATE TABLE conversation (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL, -- c12
    person_id TEXT NOT NULL,
    title TEXT NOT NULL, -- its first question
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    turns INTEGER NOT NULL, -- how many there are; the next one takes the next number
    PRIMARY KEY (tenant, conversation_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_of_person ON conversation (tenant, person_id, updated_at);

-- A question and its answer. Columns that end in _json hold JSON as it was written, byte for byte.
CREATE TABLE turn (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    number INTEGER NOT NULL, -- from 1; c12-3 is turn 3 of c12
    person_id TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    question TEXT NOT NULL,
    asker_json TEXT NOT NULL, -- the person with the permissions that held
    recall_json TEXT NOT NULL, -- what of the conversation the turn built on
    provider TEXT, -- provider and model; null where none was asked
    transcript_json TEXT NOT NULL, -- what the provider was asked (hashes) and replied
    plan_json TEXT NOT NULL, -- the tool calls that gave the evidence
    evidence_json TEXT NOT NULL,
    answer_json TEXT NOT NULL, -- without its evidence
    focus_json TEXT NOT NULL, -- what the conversation was about afterwards
    outcome TEXT NOT NULL, -- answered, clarify, refused, out_of_reach
    catalogue_hash TEXT NOT NULL,
    prompt_hash TEXT NOT NULL,
    evidence_hash TEXT NOT NULL,
    answer_hash TEXT NOT NULL, -- of the answer with its evidence
    timings_json TEXT NOT NULL, -- clock readings; no part of the answer
    PRIMARY KEY (tenant, conversation_id, number)
) STRICT; -- with rowid: rows are large

CREATE INDEX turn_of_person ON turn (tenant, person_id, asked_at);
