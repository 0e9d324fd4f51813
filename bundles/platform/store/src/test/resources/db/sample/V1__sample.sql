CREATE TABLE sample_value (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
);

CREATE TABLE sample_row (
    id    ${identity},
    bytes ${bytes}
);
