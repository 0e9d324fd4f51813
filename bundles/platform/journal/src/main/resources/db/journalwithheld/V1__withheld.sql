-- entries that are kept from the person whose data they are about, until their day; a row stays when the day has come
CREATE TABLE journal_withheld (
    entry    BIGINT PRIMARY KEY,
    person   ${bytes},
    until_at BIGINT NOT NULL
);

CREATE INDEX journal_withheld_person ON journal_withheld (person, until_at) WHERE person IS NOT NULL;
