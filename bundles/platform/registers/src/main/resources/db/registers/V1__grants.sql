-- who may ask which register what; a row is never deleted
CREATE TABLE registers_grant (
    id             TEXT PRIMARY KEY,
    consumer       TEXT NOT NULL,
    administration TEXT NOT NULL,
    register       TEXT NOT NULL,
    operation      TEXT NOT NULL,
    elements       TEXT NOT NULL,
    act            TEXT,
    article        TEXT,
    purpose_bg     TEXT,
    purpose_en     TEXT,
    may_leave_out  INTEGER NOT NULL,
    valid_from     BIGINT NOT NULL,
    valid_until    BIGINT,
    state          TEXT NOT NULL,
    requested_by   TEXT NOT NULL,
    requested      BIGINT NOT NULL,
    decided_by     TEXT,
    decided        BIGINT,
    note           TEXT NOT NULL
);

CREATE INDEX registers_grant_asked ON registers_grant (consumer, register, operation);
CREATE INDEX registers_grant_register ON registers_grant (register, requested);
