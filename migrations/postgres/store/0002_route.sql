-- Which models a turn could ask, and what those that it asked cost.

ALTER TABLE turn ADD COLUMN route_json TEXT; -- null where no model was needed, and in turns from before
ALTER TABLE turn ADD COLUMN cost_micros BIGINT; -- millionths of the currency; null where a price is not known
ALTER TABLE turn ADD COLUMN cost_currency TEXT; -- ISO 4217
