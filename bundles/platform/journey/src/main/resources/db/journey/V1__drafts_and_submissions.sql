CREATE TABLE journey_draft (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    service TEXT NOT NULL,
    language TEXT NOT NULL,
    form TEXT,
    changed BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE INDEX journey_draft_owner ON journey_draft (owner, changed);

CREATE TABLE journey_submission (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    service TEXT NOT NULL,
    version TEXT NOT NULL,
    language TEXT NOT NULL,
    title_bg TEXT NOT NULL,
    title_en TEXT NOT NULL,
    steps TEXT NOT NULL,
    provider TEXT NOT NULL,
    content TEXT NOT NULL,
    step TEXT NOT NULL,
    visit INTEGER NOT NULL,
    entered BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    due BIGINT,
    lease_owner TEXT,
    lease_until BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    filed BIGINT NOT NULL,
    number TEXT,
    received BIGINT,
    term BIGINT,
    signature TEXT,
    granted INTEGER,
    decision TEXT,
    message TEXT
);

CREATE INDEX journey_submission_owner ON journey_submission (owner, filed);

CREATE INDEX journey_submission_due ON journey_submission (due) WHERE due IS NOT NULL;

CREATE TABLE journey_effect (
    submission TEXT NOT NULL,
    step TEXT NOT NULL,
    visit INTEGER NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (submission, step, visit)
);

CREATE TABLE journey_answer (
    submission TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    content TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (submission, name)
);

CREATE TABLE journey_book (
    year INTEGER PRIMARY KEY,
    last BIGINT NOT NULL
);
