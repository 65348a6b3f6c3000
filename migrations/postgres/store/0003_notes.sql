-- What people add to what was said.

ALTER TABLE conversation ADD COLUMN pinned BIGINT NOT NULL DEFAULT 0; -- 1 where it stands first in the list

-- What somebody thinks of an answer of theirs; meant for those who look after the catalogue.
CREATE TABLE feedback (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    person_id TEXT NOT NULL,
    verdict TEXT NOT NULL, -- good, bad
    words TEXT NOT NULL, -- such as "this should be net of credits"; may be empty
    given_at TEXT NOT NULL,
    PRIMARY KEY (tenant, conversation_id, number)
);

-- Answers that others may read who may see all that they rest on.
CREATE TABLE share (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (tenant, conversation_id, number)
);
