-- the leaves; sequence and hash are given by the sealer
CREATE TABLE journal_entry (
    id         ${identity},
    version    INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    at         BIGINT NOT NULL,
    person     ${bytes},
    commitment ${bytes} NOT NULL,
    sequence   BIGINT UNIQUE,
    hash       ${bytes}
);

CREATE INDEX journal_entry_person ON journal_entry (person, id) WHERE person IS NOT NULL;
CREATE INDEX journal_entry_waiting ON journal_entry (id) WHERE sequence IS NULL;

-- what the commitments stand for: erasing it leaves the chain whole
CREATE TABLE journal_payload (
    entry   BIGINT PRIMARY KEY,
    matter  TEXT,
    salt    ${bytes},
    payload ${bytes}
);

CREATE INDEX journal_payload_matter ON journal_payload (matter, entry) WHERE matter IS NOT NULL;

CREATE TABLE journal_head (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL,
    hash     ${bytes} NOT NULL
);
