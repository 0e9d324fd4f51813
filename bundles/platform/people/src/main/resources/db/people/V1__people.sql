CREATE TABLE people_person (
    id               TEXT PRIMARY KEY,
    identifier_index ${bytes} NOT NULL UNIQUE,
    identifier       ${bytes} NOT NULL,
    name             ${bytes} NOT NULL
);
