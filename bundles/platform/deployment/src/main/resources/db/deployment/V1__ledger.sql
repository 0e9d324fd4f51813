CREATE TABLE deployment_ledger (
    number ${identity},
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    plugin TEXT NOT NULL,
    version TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE TABLE deployment_jar (
    sha256 TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    symbolic_name TEXT NOT NULL,
    kinds TEXT NOT NULL,
    plugin TEXT NOT NULL,
    version TEXT NOT NULL,
    UNIQUE (plugin, version)
);

CREATE TABLE deployment_start (
    sha256 TEXT PRIMARY KEY,
    begun INTEGER NOT NULL
);
