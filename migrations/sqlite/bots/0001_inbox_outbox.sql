-- Messages that bots were sent, and what they send back. Tenants are the channels' own (a Slack workspace, a Microsoft
-- 365 tenant); instants are milliseconds since 1970 in UTC, because what is due is compared with them.

-- A message, kept before the channel is told that it arrived, and kept on afterwards to know it again.
CREATE TABLE inbound (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- in order of arrival; never given twice, for tokens of buttons hold it
    channel TEXT NOT NULL,
    tenant TEXT NOT NULL,
    event TEXT NOT NULL, -- the channel's own id; a channel that heard no thanks sends it again
    conversation TEXT NOT NULL, -- messages of one conversation are answered one after another
    message_json TEXT NOT NULL,
    sent_at INTEGER NOT NULL, -- says the channel; messages may overtake one another
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL, -- waiting, done
    attempts INTEGER NOT NULL, -- begun, including those that the process did not live to end
    status_json TEXT, -- receipt of the message that shows progress; 'null' while that is being sent
    UNIQUE (channel, tenant, event)
) STRICT;

CREATE INDEX inbound_waiting ON inbound (conversation, sent_at, number) WHERE state = 'waiting';

-- One request to the channel. Written in the transaction that ends its inbound message.
CREATE TABLE outbound (
    number INTEGER PRIMARY KEY, -- sent in this order within a conversation
    inbound INTEGER NOT NULL,
    channel TEXT NOT NULL,
    tenant TEXT NOT NULL,
    conversation TEXT NOT NULL,
    parcel_json TEXT NOT NULL,
    content BLOB, -- of a picture or file
    state TEXT NOT NULL, -- waiting, sending, unclear, and at last: sent, refused, uncertain, told (that it is)
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL, -- not before
    receipt_json TEXT, -- where it was sent: the channel's id of the message
    detail TEXT -- why not, where it was not
) STRICT;

CREATE INDEX outbound_open ON outbound (conversation, number) WHERE state IN ('waiting', 'sending', 'unclear');
CREATE INDEX outbound_of_inbound ON outbound (inbound);
CREATE INDEX outbound_lost ON outbound (conversation) WHERE state IN ('refused', 'uncertain');

-- What a button asks for. The channel gets the token alone: some allow no more than 64 bytes, and none may choose.
CREATE TABLE button (
    token TEXT PRIMARY KEY,
    inbound INTEGER NOT NULL, -- whose reply it stands in
    channel TEXT NOT NULL,
    tenant TEXT NOT NULL,
    account TEXT, -- who alone may press it; null where all who see it may
    action TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX button_of_inbound ON button (inbound);
