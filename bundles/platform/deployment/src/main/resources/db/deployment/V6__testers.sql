-- who may try a version before it is current; the token is its SHA-256
CREATE TABLE deployment_tester (
    id TEXT PRIMARY KEY,
    plugin TEXT NOT NULL,
    version TEXT NOT NULL,
    name TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    author TEXT NOT NULL,
    invited BIGINT NOT NULL,
    person TEXT,
    accepted BIGINT
);

CREATE INDEX deployment_tester_of ON deployment_tester (plugin, version);
