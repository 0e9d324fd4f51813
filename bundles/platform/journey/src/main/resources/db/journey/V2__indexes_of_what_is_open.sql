-- what stands open is asked for often, and is little beside what is closed
CREATE INDEX journey_submission_open ON journey_submission (service, version, step) WHERE step <> 'closed';

CREATE INDEX journey_submission_parked ON journey_submission (entered) WHERE state = 'PARKED';
