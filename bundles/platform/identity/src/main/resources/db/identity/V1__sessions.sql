CREATE TABLE identity_login (
    state ${bytes} PRIMARY KEY,
    way TEXT NOT NULL,
    plugin_version TEXT NOT NULL,
    browser ${bytes} NOT NULL,
    return_address TEXT NOT NULL,
    go_to TEXT NOT NULL,
    language TEXT NOT NULL,
    memory ${bytes} NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE identity_session (
    token ${bytes} PRIMARY KEY,
    person TEXT NOT NULL,
    assurance TEXT NOT NULL,
    csrf TEXT NOT NULL,
    used BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE INDEX identity_session_expires ON identity_session (expires);

CREATE TABLE identity_operator (
    name TEXT PRIMARY KEY,
    salt ${bytes} NOT NULL,
    iterations INTEGER NOT NULL,
    hash ${bytes} NOT NULL
);
