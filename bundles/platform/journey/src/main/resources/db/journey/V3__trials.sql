-- the version to come that a draft tries; null for a draft like any other
ALTER TABLE journey_draft ADD COLUMN trial TEXT;
