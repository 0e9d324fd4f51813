-- who stood here before could do everything
ALTER TABLE identity_operator ADD COLUMN role TEXT NOT NULL DEFAULT 'OPERATOR';
-- plug-ins that a deployer may change, a blank between them
ALTER TABLE identity_operator ADD COLUMN ids TEXT NOT NULL DEFAULT '';

CREATE TABLE identity_officer_session (
    token ${bytes} PRIMARY KEY,
    name TEXT NOT NULL,
    csrf TEXT NOT NULL,
    used BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE INDEX identity_officer_session_expires ON identity_officer_session (expires);
