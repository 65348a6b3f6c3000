-- Documents as passages, the words of the passages, and their vectors. Columns that end in _json hold JSON. Texts hold no
-- NUL: U+10FFFF and 0 stand for it, and U+10FFFF and 1 for U+10FFFF itself.

-- What changes with every write to a tenant's documents.
CREATE TABLE tenant_state (
    tenant TEXT COLLATE "C" NOT NULL,
    generation BIGINT NOT NULL, -- grows with every write
    next_passage BIGINT NOT NULL, -- passage numbers are never given twice
    folded_until BIGINT NOT NULL, -- passages below this number are in posting
    dead_passages BIGINT NOT NULL, -- passages in posting that have gone since
    PRIMARY KEY (tenant)
);

CREATE TABLE document (
    tenant TEXT COLLATE "C" NOT NULL,
    document_id TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL, -- text, markdown, html, csv, email, docx, xlsx, pptx, pdf
    source TEXT NOT NULL,
    content_hash TEXT NOT NULL, -- of its bytes
    document_date TEXT COLLATE "C", -- the day that it bears
    language TEXT, -- ISO 639-3
    readers TEXT[] COLLATE "C" NOT NULL, -- groups
    links TEXT[] COLLATE "C" NOT NULL, -- labels of what it is about
    embedder TEXT COLLATE "C", -- what its vectors came from; null where it has none
    first_passage BIGINT NOT NULL,
    passages BIGINT NOT NULL,
    PRIMARY KEY (tenant, document_id)
);

-- A document's passages have consecutive numbers, in their order.
CREATE TABLE passage (
    tenant TEXT COLLATE "C" NOT NULL,
    passage_number BIGINT NOT NULL,
    document_id TEXT COLLATE "C" NOT NULL,
    ordinal BIGINT NOT NULL, -- from 0
    section_json TEXT NOT NULL, -- the headings above it, the outermost first
    page BIGINT, -- page, slide or sheet, from 1
    passage_date TEXT COLLATE "C",
    text TEXT NOT NULL,
    PRIMARY KEY (tenant, passage_number),
    FOREIGN KEY (tenant, document_id) REFERENCES document (tenant, document_id) ON DELETE CASCADE
);

CREATE INDEX passage_of_document ON passage (tenant, document_id, ordinal);

-- A passage as search reads it: apart from its text, so that all of them are read quickly.
CREATE TABLE passage_terms (
    tenant TEXT COLLATE "C" NOT NULL,
    passage_number BIGINT NOT NULL,
    length BIGINT NOT NULL, -- words, weighted like the counts
    print BIGINT NOT NULL, -- similarity hash
    terms BYTEA NOT NULL, -- each term with its weighted count
    PRIMARY KEY (tenant, passage_number),
    FOREIGN KEY (tenant, passage_number) REFERENCES passage (tenant, passage_number) ON DELETE CASCADE
);

-- Where a term stands: passage numbers and counts, a block of passages a row. What was written lately is not yet here.
CREATE TABLE posting (
    tenant TEXT COLLATE "C" NOT NULL,
    term TEXT COLLATE "C" NOT NULL,
    block BIGINT NOT NULL, -- the first passage number it may hold
    entries BYTEA NOT NULL,
    PRIMARY KEY (tenant, term, block)
);

-- For each length of vectors there is an index passage_vector_<dimensions>, made when the first of them comes.
CREATE TABLE passage_vector (
    tenant TEXT COLLATE "C" NOT NULL,
    passage_number BIGINT NOT NULL,
    dimensions INTEGER NOT NULL,
    embedding VECTOR NOT NULL,
    PRIMARY KEY (tenant, passage_number),
    FOREIGN KEY (tenant, passage_number) REFERENCES passage (tenant, passage_number) ON DELETE CASCADE
);
