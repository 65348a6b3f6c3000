-- Documents people ask about, with what they belong to.

-- A document: its text is markdown.
CREATE TABLE document (
    tenant TEXT NOT NULL,
    document_id TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL, -- work instruction, procedure, manual, contract, report, minutes, certificate or policy
    area TEXT NOT NULL, -- production, quality, maintenance, energy, people, supply, sales or finance
    plant_id TEXT NOT NULL, -- `ALL`: every plant
    line_id TEXT,
    machine_id TEXT,
    product_id TEXT,
    supplier_id TEXT,
    customer_id TEXT,
    language TEXT NOT NULL,
    version TEXT NOT NULL,
    author_id TEXT NOT NULL, -- employee
    created_on TEXT NOT NULL,
    valid_to TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, document_id)
) STRICT, WITHOUT ROWID;
