-- What is sent unasked, and where the accounts are that it is sent to.

-- A post takes a number of the inbox as if it answered a message, with the state 'done' from the beginning: so its
-- requests, buttons and their end are those of a reply.
ALTER TABLE inbound ADD COLUMN post TEXT; -- the application's id; one id is posted once

CREATE UNIQUE INDEX inbound_post ON inbound (post) WHERE post IS NOT NULL;

-- Where an account wrote from last, alone with the bot and among others: some channels open no chat without that.
CREATE TABLE place (
    channel TEXT NOT NULL,
    tenant TEXT NOT NULL, -- of the account, which may be a guest's
    account TEXT NOT NULL,
    shared INTEGER NOT NULL,
    place_json TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (channel, tenant, account, shared)
) STRICT, WITHOUT ROWID;

INSERT INTO place
SELECT channel, message_json ->> '$.account.tenant', message_json ->> '$.account.id', message_json ->> '$.place.shared',
    json(message_json -> '$.place'), max(received_at)
FROM inbound GROUP BY 1, 2, 3, 4;
