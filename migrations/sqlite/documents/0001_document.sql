-- Documents as passages, the words of the passages, and their vectors. Columns that end in _json hold JSON.

-- What changes with every write to a tenant's documents.
CREATE TABLE tenant_state (
    tenant TEXT NOT NULL,
    generation INTEGER NOT NULL, -- grows with every write
    next_passage INTEGER NOT NULL, -- passage numbers are never given twice
    folded_until INTEGER NOT NULL, -- passages below this number are in posting
    dead_passages INTEGER NOT NULL, -- passages in posting that have gone since
    PRIMARY KEY (tenant)
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
    tenant TEXT NOT NULL,
    document_id TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL, -- text, markdown, html, csv, email, docx, xlsx, pptx, pdf
    source TEXT NOT NULL,
    content_hash TEXT NOT NULL, -- of its bytes
    document_date TEXT, -- the day that it bears
    language TEXT, -- ISO 639-3
    readers_json TEXT NOT NULL, -- groups
    links_json TEXT NOT NULL, -- labels of what it is about
    embedder TEXT, -- what its vectors came from; null where it has none
    first_passage INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    PRIMARY KEY (tenant, document_id)
) STRICT, WITHOUT ROWID;

-- A document's passages have consecutive numbers, in their order.
CREATE TABLE passage (
    tenant TEXT NOT NULL,
    passage_number INTEGER NOT NULL,
    document_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL, -- from 0
    section_json TEXT NOT NULL, -- the headings above it, the outermost first
    page INTEGER, -- page, slide or sheet, from 1
    passage_date TEXT,
    text TEXT NOT NULL,
    PRIMARY KEY (tenant, passage_number),
    FOREIGN KEY (tenant, document_id) REFERENCES document (tenant, document_id) ON DELETE CASCADE
) STRICT; -- with rowid: rows are large

CREATE INDEX passage_of_document ON passage (tenant, document_id, ordinal);

-- A passage as search reads it: apart from its text, so that all of them are read quickly.
CREATE TABLE passage_terms (
    tenant TEXT NOT NULL,
    passage_number INTEGER NOT NULL,
    length INTEGER NOT NULL, -- words, weighted like the counts
    print INTEGER NOT NULL, -- similarity hash
    terms BLOB NOT NULL, -- each term with its weighted count
    PRIMARY KEY (tenant, passage_number),
    FOREIGN KEY (tenant, passage_number) REFERENCES passage (tenant, passage_number) ON DELETE CASCADE
) STRICT; -- with rowid: rows are large

-- Where a term stands: passage numbers and counts, a block of passages a row. What was written lately is not yet here.
CREATE TABLE posting (
    tenant TEXT NOT NULL,
    term TEXT NOT NULL,
    block INTEGER NOT NULL, -- the first passage number it may hold
    entries BLOB NOT NULL,
    PRIMARY KEY (tenant, term, block)
) STRICT, WITHOUT ROWID;

CREATE TABLE passage_vector (
    tenant TEXT NOT NULL,
    passage_number INTEGER NOT NULL,
    scale REAL NOT NULL, -- value = quantised * scale
    quantised BLOB NOT NULL, -- 8-bit integers
    PRIMARY KEY (tenant, passage_number),
    FOREIGN KEY (tenant, passage_number) REFERENCES passage (tenant, passage_number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The same vectors as they came: for those that are nearly the best.
CREATE TABLE passage_vector_exact (
    tenant TEXT NOT NULL,
    passage_number INTEGER NOT NULL,
    floats BLOB NOT NULL, -- 32 bits each, little-endian
    PRIMARY KEY (tenant, passage_number),
    FOREIGN KEY (tenant, passage_number) REFERENCES passage (tenant, passage_number) ON DELETE CASCADE
) STRICT; -- with rowid: rows are large
