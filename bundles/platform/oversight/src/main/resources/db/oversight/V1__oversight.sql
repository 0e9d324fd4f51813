-- names in words as they were known once: registers, enquiries, elements, e-services, institutions
CREATE TABLE oversight_title (
    name TEXT PRIMARY KEY,
    bg   TEXT NOT NULL,
    en   TEXT NOT NULL
);

-- what a person asked about an access, and what the institution said; both texts encrypted
CREATE TABLE oversight_question (
    id          TEXT PRIMARY KEY,
    entry       BIGINT NOT NULL,
    person      TEXT NOT NULL,
    objection   INTEGER NOT NULL,
    institution TEXT NOT NULL,
    digest      ${bytes} NOT NULL,
    question    ${bytes} NOT NULL,
    asked       BIGINT NOT NULL,
    answer      ${bytes},
    answered    BIGINT,
    answered_by TEXT,
    message     TEXT,
    UNIQUE (entry, objection, digest)
);

CREATE INDEX oversight_question_open ON oversight_question (institution, id) WHERE answered IS NULL;

-- who wants to be told when somebody looks
CREATE TABLE oversight_notice (
    person TEXT PRIMARY KEY,
    wanted INTEGER NOT NULL,
    told   BIGINT NOT NULL,
    due    BIGINT NOT NULL
);

CREATE INDEX oversight_notice_due ON oversight_notice (due) WHERE wanted = 1;

-- how far the rules have read the chain
CREATE TABLE oversight_cursor (
    name     TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL
);

CREATE TABLE oversight_figure (
    day         TEXT NOT NULL,
    institution TEXT NOT NULL,
    register    TEXT NOT NULL,
    enquiries   BIGINT NOT NULL,
    refused     BIGINT NOT NULL,
    uncased     BIGINT NOT NULL,
    PRIMARY KEY (day, institution, register)
);

-- who asked about whom in the last hour, both as keyed indexes
CREATE TABLE oversight_asked (
    entry  BIGINT PRIMARY KEY,
    who    ${bytes} NOT NULL,
    person ${bytes} NOT NULL,
    at     BIGINT NOT NULL
);

CREATE INDEX oversight_asked_who ON oversight_asked (who, at);
CREATE INDEX oversight_asked_at ON oversight_asked (at);

-- enquiries that named no case; facts encrypted
CREATE TABLE oversight_uncased (
    entry       BIGINT PRIMARY KEY,
    institution TEXT NOT NULL,
    call_key    TEXT NOT NULL,
    due         BIGINT NOT NULL,
    judged      INTEGER NOT NULL,
    facts       ${bytes} NOT NULL,
    reference   TEXT
);

CREATE INDEX oversight_uncased_due ON oversight_uncased (due) WHERE judged = 0;
CREATE INDEX oversight_uncased_key ON oversight_uncased (institution, call_key);

-- what the rules found; facts encrypted
CREATE TABLE oversight_finding (
    id          TEXT PRIMARY KEY,
    finding_key TEXT NOT NULL UNIQUE,
    rule_name   TEXT NOT NULL,
    institution TEXT NOT NULL,
    facts       ${bytes} NOT NULL,
    entries     BIGINT NOT NULL,
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    state       TEXT NOT NULL,
    note        TEXT NOT NULL,
    decided_by  TEXT,
    decided     BIGINT
);

CREATE INDEX oversight_finding_state ON oversight_finding (state, id);
