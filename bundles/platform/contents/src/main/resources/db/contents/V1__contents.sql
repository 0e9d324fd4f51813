CREATE TABLE contents_content (
    id         TEXT PRIMARY KEY,
    size       BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    -- 1: in a file, 0: in contents_chunk
    filed      INTEGER NOT NULL,
    -- the key of the segments and the digest of the plain content, wrapped by the key "contents"
    secret     ${bytes} NOT NULL
);

CREATE TABLE contents_chunk (
    content TEXT NOT NULL,
    number  INTEGER NOT NULL,
    bytes   ${bytes} NOT NULL,
    PRIMARY KEY (content, number)
);
