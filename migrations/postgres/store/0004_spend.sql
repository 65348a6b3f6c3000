-- What turns cost, for budgets. It stays when a conversation is removed: removing it gives no money back.

CREATE TABLE spend (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    person_id TEXT NOT NULL,
    provider TEXT NOT NULL, -- provider and model that was asked last
    spent_at BIGINT NOT NULL, -- milliseconds since 1970 by the calendar; the clock of a demo company stands still
    micros BIGINT NOT NULL, -- millionths of the currency
    currency TEXT NOT NULL, -- ISO 4217
    PRIMARY KEY (tenant, conversation_id, number)
);

CREATE INDEX spend_of_tenant ON spend (tenant, spent_at);

INSERT INTO spend (tenant, conversation_id, number, person_id, provider, spent_at, micros, currency)
SELECT tenant, conversation_id, number, person_id, provider, CAST(EXTRACT(EPOCH FROM CAST(asked_at AS TIMESTAMPTZ)) * 1000 AS BIGINT),
    cost_micros, cost_currency FROM turn
WHERE provider IS NOT NULL AND cost_micros IS NOT NULL AND cost_currency IS NOT NULL;
