-- how far each rule has erased
CREATE TABLE journal_retention (
    rule    TEXT PRIMARY KEY,
    through BIGINT NOT NULL
);
