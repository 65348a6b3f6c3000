-- How people sign in. Nothing here can be used as it stands: passwords are argon2id hashes, and of every token that was
-- given out there is only its BLAKE3 hash. Instants are seconds since 1970 in UTC.

-- A password of a person that the configuration names.
CREATE TABLE password (
    person_id TEXT NOT NULL,
    hash TEXT NOT NULL, -- a PHC string
    totp_secret TEXT, -- base32; null where no code is asked for
    totp_step INTEGER NOT NULL DEFAULT 0, -- of the last code that was taken: each is taken once
    failures INTEGER NOT NULL DEFAULT 0, -- since the last that was right
    open_at INTEGER NOT NULL DEFAULT 0, -- no attempt is looked at before
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (person_id)
) STRICT, WITHOUT ROWID;

-- A browser that somebody signed in with.
CREATE TABLE session (
    token_hash BLOB NOT NULL,
    session_id TEXT NOT NULL,
    subject TEXT NOT NULL, -- whose it is: a person of the configuration, or one that an issuer knows
    identity_json TEXT NOT NULL, -- who signed in, and how
    agent TEXT NOT NULL, -- the browser, as it calls itself
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (token_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_of_subject ON session (subject, seen_at);

-- A key for programs, which ask as the person.
CREATE TABLE api_key (
    token_hash BLOB NOT NULL,
    key_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    identity_json TEXT NOT NULL,
    name TEXT NOT NULL,
    areas_json TEXT, -- areas that it is limited to; null for all that the person reads
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (token_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX api_key_of_subject ON api_key (subject, created_at);

-- Somebody is at the issuer, signing in.
CREATE TABLE sign_in (
    state_hash BLOB NOT NULL,
    browser_hash BLOB NOT NULL, -- of the cookie of the browser that began it
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL, -- PKCE
    back_to TEXT NOT NULL, -- path of the page
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (state_hash)
) STRICT, WITHOUT ROWID;

-- Somebody in a chat was told to sign in, and has not yet.
CREATE TABLE link_offer (
    token_hash BLOB NOT NULL,
    channel TEXT NOT NULL, -- slack, telegram, teams
    workspace TEXT NOT NULL,
    account TEXT NOT NULL, -- as the channel calls them; names may change, this does not
    name TEXT NOT NULL, -- as the channel shows them
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (token_hash)
) STRICT, WITHOUT ROWID;

-- An account in a chat, and whose it is.
CREATE TABLE link (
    channel TEXT NOT NULL,
    workspace TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    identity_json TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (channel, workspace, account)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_of_subject ON link (subject, created_at);

-- Which conversation goes on where somebody writes in a chat.
CREATE TABLE thread (
    thread TEXT NOT NULL, -- channel, workspace, chat and thread
    subject TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (thread, subject)
) STRICT, WITHOUT ROWID;
