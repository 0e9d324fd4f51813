-- enquiries of other systems that are made later, or were sent with a key
CREATE TABLE enquiries_enquiry (
    id         TEXT PRIMARY KEY,
    consumer   TEXT NOT NULL,
    -- key that the system gave; of a batch's item none
    idem       TEXT,
    -- SHA-256 of what was sent under the key
    sha        ${bytes} NOT NULL,
    batch      TEXT,
    place      INTEGER NOT NULL,
    register   TEXT NOT NULL,
    -- encrypted: what is asked; emptied with the answer
    question   ${bytes},
    -- encrypted: status, body and headers of the answer
    answer     ${bytes},
    -- the grant under which it was answered: the answer is given as long as that holds
    granted    TEXT,
    later      INTEGER NOT NULL,
    -- WAITING, ASKING, ANSWERED
    state      TEXT NOT NULL,
    attempts   INTEGER NOT NULL,
    -- of WAITING: not before; of ASKING: until when whoever asks is believed to be alive
    due        BIGINT NOT NULL,
    made       BIGINT NOT NULL,
    expires    BIGINT NOT NULL
);

CREATE UNIQUE INDEX enquiries_enquiry_idem ON enquiries_enquiry (consumer, idem);
CREATE INDEX enquiries_enquiry_batch ON enquiries_enquiry (batch, place);
CREATE INDEX enquiries_enquiry_due ON enquiries_enquiry (state, due);
CREATE INDEX enquiries_enquiry_expires ON enquiries_enquiry (expires);

CREATE TABLE enquiries_batch (
    id       TEXT PRIMARY KEY,
    consumer TEXT NOT NULL,
    idem     TEXT,
    sha      ${bytes} NOT NULL,
    total    INTEGER NOT NULL,
    made     BIGINT NOT NULL,
    expires  BIGINT NOT NULL
);

CREATE UNIQUE INDEX enquiries_batch_idem ON enquiries_batch (consumer, idem);

-- where an answer is sent to
CREATE TABLE enquiries_callback (
    -- id of the enquiry or the batch
    subject  TEXT PRIMARY KEY,
    address  TEXT NOT NULL,
    language TEXT NOT NULL,
    -- WAITING for the answer, DUE, DELIVERED, DEAD
    state    TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due      BIGINT NOT NULL,
    note     TEXT NOT NULL,
    expires  BIGINT NOT NULL
);

CREATE INDEX enquiries_callback_due ON enquiries_callback (state, due);
