"""Schema of the index file. Times are microseconds since 1970; JSON is that of :mod:`shared.models.annotations`,
deflated.

A written row is never changed: what replaces it is a new row, and the old one gets the number of the write that
removed it. A reader who began at write number *n* goes on seeing what was ``added <= n`` and not ``removed <= n``,
over as many pages as it wants, until :mod:`services.search.engines.sqlite.purging` clears what was removed long ago.

Whatever is filtered by or counted has a number, in ``terms``, ``entities`` or ``names``. The numbers of an article and
of its quotes stand packed in one row of ``numbers``; readers keep them in memory, as columns
(:mod:`services.search.engines.sqlite.columns`): to ask tables with a row per value takes ten times as long.

What an article has of its quotes it has by their act. Acts are bits (:data:`ACT_BITS`), so that one number holds one or
both; of what is searched for by words, speech and thought have a column each.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import apsw

from services.search.engines.sqlite import integrity
from services.search.engines.sqlite.transactions import transaction
from services.search.index.fields import Acts, each_act
from services.search.index.questions import Kind
from shared.errors import Unavailable
from shared.models.annotations import Act

VERSION = 9
"""The number of this layout, in the file's ``user_version``. A file of another one is not touched."""

SCHEMA = """
CREATE TABLE state (                    -- what readers begin with
    sequence INTEGER NOT NULL,          -- number of the last write; starts with the time of creation, so that a
                                        -- cursor into an earlier file of the same name is recognised
    purged INTEGER NOT NULL,            -- what was removed up to this number may be gone
    next_quote INTEGER NOT NULL DEFAULT 1       -- rowid in quotes_fts of the next quote
);

CREATE TABLE current (                  -- what is held of each article id: the newest version, or its tombstone
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,          -- version * 1024 + annotator generation
    article INTEGER,                    -- articles.row; NULL for a tombstone
    deleted_at INTEGER                  -- NULL for an article
) WITHOUT ROWID;
CREATE INDEX current_deleted ON current(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE articles (                 -- what is shown of articles in a list, and when it was written
    row INTEGER PRIMARY KEY AUTOINCREMENT,      -- also the rowid in articles_fts and titles_fts
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    added INTEGER NOT NULL,             -- numbers of writes
    removed INTEGER,                    -- NULL: current
    removed_at INTEGER,
    past INTEGER NOT NULL DEFAULT 0,    -- 1: listed as an older version of its article
    searchable INTEGER NOT NULL DEFAULT 1,      -- 0: purged from search, only kept for the article's past
    published_at INTEGER,
    length INTEGER NOT NULL,            -- characters of the body
    quote_count INTEGER NOT NULL,       -- of speech
    quote_count_thought INTEGER NOT NULL,       -- of thought, as in all that ends so
    first_quote INTEGER NOT NULL,       -- rowid in quotes_fts of its first quote; those of the others follow
    source INTEGER,                     -- terms.number
    annotator INTEGER NOT NULL,         -- terms.number
    accepted_at INTEGER NOT NULL,
    indexed_at INTEGER NOT NULL,
    text_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT
);
CREATE INDEX articles_id ON articles(id, version);
CREATE INDEX articles_removed ON articles(removed) WHERE removed IS NOT NULL;
CREATE INDEX articles_removed_at ON articles(removed_at) WHERE searchable AND removed IS NOT NULL;

CREATE TABLE numbers (                  -- what articles and quotes are filtered, sorted and counted by: see columns/
    article INTEGER PRIMARY KEY,        -- articles.row
    fields BLOB NOT NULL,               -- of the article
    quotes BLOB NOT NULL,               -- of each quote, where all have one
    quote_fields BLOB NOT NULL          -- of each quote, where it may have several
);

CREATE TABLE contents (                 -- what is only shown
    article INTEGER PRIMARY KEY,        -- articles.row
    posted BLOB NOT NULL,               -- JSON: CleanedArticle
    annotator BLOB NOT NULL,            -- JSON: Annotator, and what it says of the text as a whole
    entities BLOB NOT NULL,             -- JSON: list of Entity
    mentions BLOB NOT NULL,             -- JSON: list of EntityMention
    quotes BLOB NOT NULL                -- JSON: list of Quote
);

CREATE TABLE quotes (                   -- where a quote stands
    id TEXT NOT NULL,                   -- the public one
    article INTEGER NOT NULL,           -- articles.row
    slot INTEGER NOT NULL,              -- its place in the article's list of quotes
    PRIMARY KEY (id, article, slot)
) WITHOUT ROWID;

CREATE TABLE former_quote_ids (         -- ids that earlier annotations gave quotes
    former TEXT PRIMARY KEY,
    article TEXT NOT NULL,              -- articles.id
    quote TEXT NOT NULL                 -- the present id, see services.search.index.former_ids
) WITHOUT ROWID;
CREATE INDEX former_quote_ids_article ON former_quote_ids(article);

CREATE TABLE printed (                  -- what current articles print that is long enough to be copied
    article INTEGER PRIMARY KEY,        -- articles.row
    text INTEGER,                       -- texts.number; NULL once the article is removed
    quotes BLOB NOT NULL                -- numbers of the words of its quotes, by slot: see groups.quotes
);
CREATE INDEX printed_text ON printed(text) WHERE text IS NOT NULL;
CREATE TABLE texts (                    -- each different text that is printed, see grouping
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    digest INTEGER NOT NULL UNIQUE,     -- services.search.groups.texts
    cluster INTEGER NOT NULL            -- the same for texts of one story
);
CREATE INDEX texts_cluster ON texts(cluster);
CREATE TABLE text_bands (               -- by what texts of one story are found
    band INTEGER NOT NULL,
    text INTEGER NOT NULL,              -- texts.number
    PRIMARY KEY (band, text)
) WITHOUT ROWID;
CREATE TABLE memberships (              -- articles of clusters that have several
    article INTEGER NOT NULL,           -- articles.row
    cluster INTEGER NOT NULL,
    added INTEGER NOT NULL,             -- numbers of writes
    removed INTEGER                     -- NULL: now
);
CREATE INDEX memberships_article ON memberships(article);
CREATE INDEX memberships_cluster ON memberships(cluster);

CREATE TABLE terms (                    -- numbers for the values of fields, but for entities
    number INTEGER PRIMARY KEY,
    facet TEXT NOT NULL,
    text TEXT NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0,    -- searchable articles that have it, removed ones too; as in what ends so
    UNIQUE (facet, text)
);
CREATE TABLE entities (                 -- numbers for entities, and for speakers that are none, such as "analysts"
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    figure INTEGER NOT NULL,            -- 1: a figure, which is counted only where somebody asks for figures
    uses INTEGER NOT NULL DEFAULT 0,
    articles INTEGER NOT NULL DEFAULT 0 -- current ones that list it among their entities
);
CREATE TABLE names (                    -- what entities are called, as written
    number INTEGER PRIMARY KEY,         -- also the rowid in names_fts
    entity INTEGER NOT NULL,
    text TEXT NOT NULL,
    key TEXT NOT NULL,                  -- see services.search.index.rules.name_key
    label INTEGER NOT NULL DEFAULT 0,   -- 1: some article calls it so first of all
    uses INTEGER NOT NULL DEFAULT 0,
    articles INTEGER NOT NULL DEFAULT 0,        -- current ones that call it so
    UNIQUE (entity, text)
);
CREATE INDEX names_key ON names(key);

-- The words. They come as services.search.query.words makes them, with spaces between; FTS5 only splits them. Between
-- two names in one column stands a word that nobody can ask for, so that no phrase runs from one to the next. Every row
-- has the word "1" in the column always, so that "all but x" can be asked. Contentless: the texts stand elsewhere.
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, body, title_exact, body_exact, speaker, entity, source, cue, role,
    speaker_thought, cue_thought, role_thought, always,
    content='', contentless_delete=1, tokenize="ascii tokenchars ''''"
);
CREATE VIRTUAL TABLE quotes_fts USING fts5(
    text, title, text_exact, title_exact, speaker, entity, source, cue, role, always,
    content='', contentless_delete=1, tokenize="ascii tokenchars ''''"
);
CREATE VIRTUAL TABLE names_fts USING fts5(
    name, content='', contentless_delete=1, tokenize="ascii tokenchars ''''"
);
CREATE VIRTUAL TABLE titles_fts USING fts5(
    title, content='', contentless_delete=1, tokenize="ascii tokenchars ''''"
);
CREATE VIRTUAL TABLE names_words USING fts5vocab(names_fts, row);
CREATE VIRTUAL TABLE titles_words USING fts5vocab(titles_fts, row);
"""
"""The statements that make the tables."""


_LATER = """
CREATE TABLE IF NOT EXISTS resolutions (        -- whom names mean, see services.search.identities.resolutions
    name TEXT PRIMARY KEY,              -- entities.id
    resolution TEXT NOT NULL            -- JSON: Resolution
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS resolution_targets ( -- and the names that lead to a name
    target TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (target, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS decisions (          -- what people decided, see services.search.identities.decisions
    id TEXT PRIMARY KEY,
    decision TEXT NOT NULL              -- JSON: Decision
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS corrections (        -- what people said about quotes, see services.search.corrections
    id TEXT PRIMARY KEY,
    article TEXT NOT NULL,              -- articles.id
    correction TEXT NOT NULL            -- JSON: Correction
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS corrections_article ON corrections(article);
CREATE TABLE IF NOT EXISTS knowledge (          -- whom somebody listed, see services.search.identities.knowledge
    id TEXT PRIMARY KEY,
    collection TEXT NOT NULL,           -- the set that it came with
    entry TEXT NOT NULL                 -- JSON: KnownEntity
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS knowledge_collection ON knowledge(collection);
CREATE TABLE IF NOT EXISTS knowledge_keys (     -- KnownEntity.keys
    key TEXT NOT NULL,
    id TEXT NOT NULL,                   -- knowledge.id
    PRIMARY KEY (key, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS knowledge_keys_id ON knowledge_keys(id);
CREATE TABLE IF NOT EXISTS merged_articles (    -- where the ids of tombstones lead on to
    id TEXT PRIMARY KEY,                -- current.id
    into_id TEXT NOT NULL               -- another one
) WITHOUT ROWID;
"""
"""Tables that files of this layout may lack: they came later, and are empty at first."""

ACT_BITS: Mapping[Acts, int] = {"speech": 1, "thought": 2, "any": 3}
"""The bits of acts that count, to be compared (``&``) with a column of acts."""


def column(name: str, act: Act) -> str:
    """Return the column of ``articles`` and ``articles_fts`` that holds what quotes of an act have."""
    return name if act == "speech" else f"{name}_{act}"


def columns(name: str, kind: Kind, acts: Acts) -> list[str]:
    """Return the columns that hold what quotes of these acts have. A quote has one, whatever its act."""
    return [column(name, act) for act in each_act(acts)] if kind == "articles" else [name]


def create(db: apsw.Connection) -> None:
    """Create the tables unless they are there, see :func:`check`. Several processes may do so at once."""
    with transaction(db):
        if db.pragma("user_version") == 0:
            db.execute(SCHEMA)
            now = time.time_ns() // 1000
            db.execute("INSERT INTO state (sequence, purged) VALUES (?, ?)", (now, now))
            db.pragma("user_version", VERSION)
        check(db)
        db.execute(_LATER)
        integrity.identify(db)


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
            + ("Bring it up to date with: quotewire reindex" if found < VERSION else "Start the newer Quotewire again.")
        )
