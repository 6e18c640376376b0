"""The tables of the index file. Times are microseconds since 1970; JSON is that of :mod:`shared.models`.

A written row is never changed: what replaces it is a new row, and the old one gets the number of the write that
removed it. A reader who began at write number *n* goes on seeing what was ``added <= n`` and not ``removed <= n``,
over as many pages as it wants, until :mod:`services.search.sqlite.purging` clears what was removed long ago.
"""

from __future__ import annotations

import time

import apsw

from shared.errors import Unavailable

VERSION = 1
"""In the file's ``user_version``. A file of another version is not touched."""

_SCHEMA = """
CREATE TABLE state (
    sequence INTEGER NOT NULL,          -- number of the last write; starts with the time of creation, so that a
                                        -- cursor into an earlier file of the same name is recognised
    purged INTEGER NOT NULL             -- what was removed up to this number may be gone
);

CREATE TABLE current (                  -- what is held of each article id: the newest version, or its tombstone
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,          -- version * 1024 + annotator generation
    article INTEGER,                    -- articles.row; NULL for a tombstone
    deleted_at INTEGER                  -- NULL for an article
) WITHOUT ROWID;
CREATE INDEX current_deleted ON current(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE articles (                 -- what articles and their quotes are filtered and sorted by
    row INTEGER PRIMARY KEY AUTOINCREMENT,      -- also the rowid in articles_fts
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    added INTEGER NOT NULL,             -- numbers of writes
    removed INTEGER,                    -- NULL: current
    removed_at INTEGER,
    past INTEGER NOT NULL DEFAULT 0,    -- 1: listed as an older version of its article
    searchable INTEGER NOT NULL DEFAULT 1,      -- 0: purged from search, only kept for the article's past
    published_at INTEGER,
    day TEXT,                           -- of published_at, in UTC
    source TEXT,
    language TEXT,
    text_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    length INTEGER NOT NULL,            -- characters of the body
    quote_count INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    indexed_at INTEGER NOT NULL
);
CREATE INDEX articles_id ON articles(id, version);
CREATE INDEX articles_removed ON articles(removed_at) WHERE searchable AND removed IS NOT NULL;

CREATE TABLE contents (                 -- what is only shown; apart, so that scans of articles stay narrow
    article INTEGER PRIMARY KEY,        -- articles.row
    posted TEXT NOT NULL,               -- JSON: Article
    annotator TEXT NOT NULL,            -- JSON: Annotator
    entities TEXT NOT NULL,             -- JSON: list of Entity
    mentions TEXT NOT NULL              -- JSON: list of EntityMention
);

CREATE TABLE quotes (
    row INTEGER PRIMARY KEY AUTOINCREMENT,      -- also the rowid in quotes_fts
    article INTEGER NOT NULL,           -- articles.row
    slot INTEGER NOT NULL,              -- its place in the article's list of quotes
    id TEXT NOT NULL,                   -- the public one
    start INTEGER NOT NULL,
    type TEXT NOT NULL,
    quote TEXT NOT NULL                 -- JSON: Quote
);
CREATE INDEX quotes_article ON quotes(article, type);
CREATE INDEX quotes_id ON quotes(id);

CREATE TABLE names (                    -- who can be asked for under which words
    key TEXT NOT NULL,                  -- entity id, or folded name or alias
    article INTEGER NOT NULL,
    entity TEXT NOT NULL,
    PRIMARY KEY (key, article, entity)
) WITHOUT ROWID;
CREATE INDEX names_article ON names(article);

CREATE TABLE entities (                 -- who is in an article, by the name that facets show
    article INTEGER NOT NULL,
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    listed INTEGER NOT NULL,            -- 0: only a speaker, such as "analysts", no entity of the article
    PRIMARY KEY (article, entity)
) WITHOUT ROWID;

CREATE TABLE roles (                    -- who speaks in a quote, and about whom
    article INTEGER NOT NULL,
    entity TEXT NOT NULL,
    quote INTEGER NOT NULL,             -- quotes.row
    speaker INTEGER NOT NULL,           -- 0 or 1, as is about; never both 0
    about INTEGER NOT NULL,
    PRIMARY KEY (article, entity, quote)
) WITHOUT ROWID;
CREATE INDEX roles_quote ON roles(quote, speaker, entity);

-- The words. They come as services.search.analysis makes them, with spaces between; FTS5 only splits them. Every row
-- has the word "1" in the column always, so that "all but x" can be asked. Contentless: the texts stand elsewhere.
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, body, title_exact, body_exact, always,
    content='', contentless_delete=1, tokenize="ascii tokenchars ''''"
);
CREATE VIRTUAL TABLE quotes_fts USING fts5(
    text, text_exact, always,
    content='', contentless_delete=1, tokenize="ascii tokenchars ''''"
);
"""


def create(db: apsw.Connection) -> None:
    """Create the tables unless they are there, see :func:`check`. Several processes may do so at once."""
    db.execute("BEGIN IMMEDIATE")
    try:
        if db.pragma("user_version") == 0:
            db.execute(_SCHEMA)
            now = time.time_ns() // 1000
            db.execute("INSERT INTO state (sequence, purged) VALUES (?, ?)", (now, now))
            db.pragma("user_version", VERSION)
        check(db)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def check(db: apsw.Connection) -> None:
    """Raise Unavailable where the file does not have these tables."""
    found = db.pragma("user_version")
    if found == 0:
        raise Unavailable(
            f"The index file {db.filename} is empty: the indexer, which prepares it, has not started yet."
        )
    if found != VERSION:
        raise Unavailable(
            f"The index file {db.filename} has layout {found}; this Quotewire reads layout {VERSION}. "
            "Start the Quotewire that wrote it, or move the file away and post the articles again."
        )
