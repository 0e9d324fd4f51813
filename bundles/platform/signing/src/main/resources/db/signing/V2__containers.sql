-- of what a signed container is made again when the value has come; empty: begun by a release that made none
ALTER TABLE signing_order ADD COLUMN facts TEXT NOT NULL DEFAULT '';
-- what the person signed, until the container is kept
ALTER TABLE signing_order ADD COLUMN signature_value ${bytes};
-- when the container is next to be given what it needs to be validated for decades; null: no more, or never
ALTER TABLE signing_order ADD COLUMN lasting_due BIGINT;
ALTER TABLE signing_order ADD COLUMN lasting_attempts INTEGER NOT NULL DEFAULT 0;
-- the content with the container that has it
ALTER TABLE signing_order ADD COLUMN lasting TEXT;

CREATE INDEX signing_order_lasting ON signing_order (lasting_due);
