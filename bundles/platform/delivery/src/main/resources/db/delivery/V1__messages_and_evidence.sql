CREATE TABLE delivery_message (
    id TEXT PRIMARY KEY,
    delivery_key TEXT NOT NULL UNIQUE,
    sender TEXT NOT NULL,
    sender_bg TEXT NOT NULL,
    sender_en TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject_bg TEXT NOT NULL,
    subject_en TEXT NOT NULL,
    content TEXT NOT NULL,
    file_name TEXT NOT NULL,
    matter TEXT NOT NULL,
    sent BIGINT NOT NULL,
    opened BIGINT
);

CREATE INDEX delivery_message_recipient ON delivery_message (recipient, sent);

CREATE TABLE delivery_evidence (
    id TEXT PRIMARY KEY,
    message TEXT NOT NULL,
    event TEXT NOT NULL,
    at BIGINT NOT NULL,
    object ${bytes} NOT NULL,
    UNIQUE (message, event)
);
