-- who signed a jar when it was taken in; null: nobody
ALTER TABLE deployment_jar ADD COLUMN signer TEXT;
ALTER TABLE deployment_jar ADD COLUMN signer_id TEXT;
ALTER TABLE deployment_jar ADD COLUMN stamped BIGINT;
