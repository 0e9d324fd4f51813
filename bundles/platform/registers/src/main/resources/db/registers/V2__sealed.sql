-- for how long an enquiry under this grant may be kept from the person it is about; none where the law does not say so
ALTER TABLE registers_grant ADD COLUMN sealed_seconds BIGINT;
