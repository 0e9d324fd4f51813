-- 1: the person who was led away consented, and the ticket holds what came of it; the row stays until the signing ends
ALTER TABLE signing_departure ADD COLUMN consented INTEGER NOT NULL DEFAULT 0;
