-- conditions that last or lasted lately, and what operators were told of them
CREATE TABLE alerts_episode (
    id        TEXT PRIMARY KEY,
    words     TEXT NOT NULL,
    since     BIGINT NOT NULL,
    open      INTEGER NOT NULL,
    announced INTEGER NOT NULL,
    told      BIGINT
);
