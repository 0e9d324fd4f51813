-- a signing whose person is led to the provider: one row until they consented or it ended
CREATE TABLE signing_departure (
    order_key TEXT PRIMARY KEY,
    matter TEXT NOT NULL,
    -- the half of the state by which the row is found, and a hash over the other half and the browser; null: nobody is away
    selector TEXT UNIQUE,
    hash ${bytes},
    -- when a return was taken and the provider was about to be handed it; its outcome takes the row away
    returned BIGINT
);
