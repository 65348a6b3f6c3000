-- How often an account wrote lately is counted where two programs could answer each other without end.
CREATE INDEX inbound_received ON inbound (channel, received_at);
