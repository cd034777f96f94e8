-- What the server must find again. Ids are 32 bytes, times posix seconds, organisations text.
-- Rows are added, and a package gets its receipt; nothing is ever changed otherwise, or removed.

CREATE TABLE package (
    id           BLOB PRIMARY KEY,
    sender       TEXT NOT NULL,
    mandate      BLOB,
    first_seen   INTEGER NOT NULL,
    parts        INTEGER NOT NULL,
    cases        INTEGER NOT NULL,
    length       INTEGER NOT NULL,
    receipt      BLOB REFERENCES statement (id),
    signed_index BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A row says that the bytes of the object are durable.
CREATE TABLE part (
    package BLOB NOT NULL REFERENCES package (id),
    number  INTEGER NOT NULL,
    object  TEXT NOT NULL UNIQUE,
    PRIMARY KEY (package, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement (
    id         BLOB PRIMARY KEY,
    kind       TEXT NOT NULL,
    package    BLOB,
    mandate    BLOB,
    about      BLOB,
    first_seen INTEGER NOT NULL,
    bytes      BLOB NOT NULL
) STRICT;
CREATE INDEX statement_mandate ON statement (mandate);
CREATE INDEX statement_about ON statement (about);

-- Who may read what, in the order in which they came to be allowed to. Never reuses a number: a reader
-- remembers the last one it has seen.
CREATE TABLE feed (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    reader    TEXT NOT NULL,
    statement BLOB NOT NULL REFERENCES statement (id),
    is_inbox  INTEGER NOT NULL,
    UNIQUE (reader, statement)
) STRICT;
CREATE INDEX feed_reader ON feed (reader, number);
CREATE INDEX feed_statement ON feed (statement);
