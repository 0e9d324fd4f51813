-- one row, written to see how long a commit takes
CREATE TABLE health_pulse (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at BIGINT NOT NULL
);

-- the last verification of the whole journal
CREATE TABLE health_verification (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    at     BIGINT NOT NULL,
    sealed BIGINT NOT NULL,
    fault  TEXT
);
