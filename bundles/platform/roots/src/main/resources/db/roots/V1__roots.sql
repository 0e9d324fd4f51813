-- one row for each root; token and stamped come later, all else never changes
CREATE TABLE roots_root (
    number      BIGINT PRIMARY KEY,
    origin      TEXT NOT NULL,
    size        BIGINT NOT NULL UNIQUE,
    hash        ${bytes} NOT NULL,
    made        BIGINT NOT NULL,
    statement   TEXT NOT NULL,
    seal        ${bytes} NOT NULL,
    certificate TEXT NOT NULL,
    path        ${bytes} NOT NULL,
    token       ${bytes},
    stamped     BIGINT
);

CREATE INDEX roots_root_unstamped ON roots_root (number) WHERE token IS NULL;

-- certificates of the seal, by SHA-256 in hexadecimal
CREATE TABLE roots_certificate (
    fingerprint TEXT PRIMARY KEY,
    certificate ${bytes} NOT NULL
);

-- complete subtrees of 256, 65536, ... leaves: what lies between is computed anew from the journal
CREATE TABLE roots_node (
    level    INTEGER NOT NULL,
    position BIGINT NOT NULL,
    hash     ${bytes} NOT NULL,
    PRIMARY KEY (level, position)
);

CREATE TABLE roots_cosignature (
    witness   TEXT NOT NULL,
    root      BIGINT NOT NULL,
    signed    BIGINT NOT NULL,
    signature ${bytes} NOT NULL,
    PRIMARY KEY (witness, root)
);

CREATE INDEX roots_cosignature_root ON roots_cosignature (root);

-- witnesses that refuse, and why
CREATE TABLE roots_refusal (
    witness TEXT PRIMARY KEY,
    at      BIGINT NOT NULL,
    words   TEXT NOT NULL
);

CREATE TABLE roots_verification (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    at    BIGINT NOT NULL,
    roots BIGINT NOT NULL,
    fault TEXT
);
