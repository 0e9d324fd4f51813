-- empty: from the line's own instant
ALTER TABLE deployment_ledger ADD COLUMN effective BIGINT;
ALTER TABLE deployment_ledger ADD COLUMN share INTEGER NOT NULL DEFAULT 100;
