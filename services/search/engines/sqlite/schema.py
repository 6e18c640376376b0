"""Schema of the index file. Times are microseconds since 1970; JSON is that of :mod:`shared.models`, deflated.

A written row is never changed: what replaces it is a new row, and the old one gets the number of the write that
removed it. A reader who began at write number *n* goes on seeing what was ``added <= n`` and not ``removed <= n``,
over as many pages as it wants, until :mod:`services.search.engines.sqlite.purging` clears what was removed long ago.

Whatever is filtered by or counted has a number, in ``terms`` or in ``entities``. The columns of ``articles`` and
``quotes`` that are called like a facet hold the numbers of its values, several with commas between. To count a facet is
to read one such column: joining a row per value instead takes ten times as long. Where figures are among the values,
the column ``…_named`` beside it holds those that are none, which are counted unless somebody asks for figures.

What an article has of its quotes it has by their act. Acts are bits (:data:`ACT_BITS`), so that one column holds one or
both; of what is counted or searched for by words, speech and thought have a column each.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import apsw

from services.search.engines.sqlite import integrity
from services.search.engines.sqlite.transactions import transaction
from services.search.index.fields import ENTITY_FIELDS, TERM_FIELDS, Acts, FilterField, each_act, named
from services.search.index.questions import Kind
from shared.errors import Unavailable
from shared.models import Act

VERSION = 7
"""The number of this layout, in the file's ``user_version``. A file of another one is not touched."""

_TABLES = """
CREATE TABLE state (                    -- what readers begin with
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

CREATE TABLE articles (                 -- what articles are filtered, sorted and counted by
    row INTEGER PRIMARY KEY AUTOINCREMENT,      -- also the rowid in articles_fts and titles_fts
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    added INTEGER NOT NULL,             -- numbers of writes
    removed INTEGER,                    -- NULL: current
    removed_at INTEGER,
    past INTEGER NOT NULL DEFAULT 0,    -- 1: listed as an older version of its article
    searchable INTEGER NOT NULL DEFAULT 1,      -- 0: purged from search, only kept for the article's past
    published_at INTEGER,
    day INTEGER,                        -- days from 1970 to published_at, in UTC
    length INTEGER NOT NULL,            -- characters of the body
    quote_count INTEGER NOT NULL,       -- of speech
    quote_count_thought INTEGER NOT NULL,       -- of thought, as in all that ends so
    unattributed INTEGER NOT NULL,      -- acts of its quotes without a speaker
    confidence REAL,                    -- of the surest speaker
    confidence_thought REAL,
    {articles},         -- terms.number, of entities entities.number; of a field of quotes, those of all its quotes
    accepted_at INTEGER NOT NULL,
    indexed_at INTEGER NOT NULL,
    text_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT
);
CREATE INDEX articles_id ON articles(id, version);
CREATE INDEX articles_removed ON articles(removed_at) WHERE searchable AND removed IS NOT NULL;

CREATE TABLE contents (                 -- what is only shown; apart, so that scans of articles stay narrow
    article INTEGER PRIMARY KEY,        -- articles.row
    posted BLOB NOT NULL,               -- JSON: CleanedArticle
    annotator BLOB NOT NULL,            -- JSON: Annotator, and why its annotation is partial
    entities BLOB NOT NULL,             -- JSON: list of Entity
    mentions BLOB NOT NULL              -- JSON: list of EntityMention
);

CREATE TABLE quotes (                   -- what quotes are filtered, sorted and counted by; some of it their article's
    row INTEGER PRIMARY KEY AUTOINCREMENT,      -- also the rowid in quotes_fts
    article INTEGER NOT NULL,           -- articles.row
    slot INTEGER NOT NULL,              -- its place in the article's list of quotes
    added INTEGER NOT NULL,
    removed INTEGER,
    published_at INTEGER,
    day INTEGER,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,            -- characters of its text
    act INTEGER NOT NULL,
    confidence REAL,                    -- of its speaker
    {quotes},           -- the same of this quote
    id TEXT NOT NULL                    -- the public one
);
CREATE INDEX quotes_article ON quotes(article);
CREATE INDEX quotes_id ON quotes(id);

CREATE TABLE quote_contents (           -- what is only shown of a quote
    quote INTEGER PRIMARY KEY,          -- quotes.row
    content BLOB NOT NULL               -- JSON: Quote
);

CREATE TABLE former_quote_ids (         -- ids that earlier annotations gave quotes
    former TEXT PRIMARY KEY,
    article TEXT NOT NULL,              -- articles.id
    quote TEXT NOT NULL                 -- the present id, see services.search.index.former_ids
) WITHOUT ROWID;
CREATE INDEX former_quote_ids_article ON former_quote_ids(article);

CREATE TABLE terms (                    -- numbers for the values of facets, but for entities
    number INTEGER PRIMARY KEY,
    facet TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (facet, text)
);
CREATE TABLE article_terms (            -- which articles have a term
    term INTEGER NOT NULL,
    article INTEGER NOT NULL,
    acts INTEGER NOT NULL,              -- those of its quotes that have it; all where the article has it by itself
    PRIMARY KEY (term, article)
) WITHOUT ROWID;

CREATE TABLE entities (                 -- numbers for entities, and for speakers that are none, such as "analysts"
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    articles INTEGER NOT NULL DEFAULT 0 -- current ones that list it among their entities
);
CREATE TABLE names (                    -- what entities are called, as written
    number INTEGER PRIMARY KEY,         -- also the rowid in names_fts
    entity INTEGER NOT NULL,
    text TEXT NOT NULL,
    key TEXT NOT NULL,                  -- see services.search.index.rules.name_key
    label INTEGER NOT NULL DEFAULT 0,   -- 1: some article calls it so first of all
    UNIQUE (entity, text)
);
CREATE INDEX names_key ON names(key);
CREATE TABLE article_names (            -- which articles use a name
    name INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (name, article)
) WITHOUT ROWID;

CREATE TABLE article_entities (         -- who is in an article
    entity INTEGER NOT NULL,
    article INTEGER NOT NULL,
    label INTEGER,                      -- the names.number to show; NULL: the article gives it no name
    listed INTEGER NOT NULL,            -- 0 or 1: one of the article's entities
    speaker INTEGER NOT NULL,           -- acts of the quotes by it, 0 for none
    about INTEGER NOT NULL,             -- acts of the quotes that name it, 0 for none
    mentions INTEGER NOT NULL,          -- places where the article names it
    PRIMARY KEY (entity, article)
) WITHOUT ROWID;
CREATE TABLE quote_entities (           -- who speaks in a quote, and about whom
    entity INTEGER NOT NULL,
    article INTEGER NOT NULL,
    quote INTEGER NOT NULL,             -- quotes.row
    speaker INTEGER NOT NULL,           -- 0 or 1, as is about; never both 0
    about INTEGER NOT NULL,
    PRIMARY KEY (entity, article, quote)
) WITHOUT ROWID;

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


def _columns() -> dict[Kind, tuple[FilterField, ...]]:
    of_articles = [field for field in TERM_FIELDS if not field.in_quote]
    of_quotes = [field for field in TERM_FIELDS if field.in_quote]
    entities = sorted(ENTITY_FIELDS, key=lambda field: field.in_article is not None)
    counted_often = [field for field in of_articles if field.counted_often]
    return {"articles": (*of_articles, *of_quotes, *entities), "quotes": (*counted_often, *of_quotes, *entities)}


COLUMNS = _columns()
"""The fields that each table has a column for, in the order of the columns."""

ACT_BITS: Mapping[Acts, int] = {"speech": 1, "thought": 2, "any": 3}
"""The bits of acts that count, to be compared (``&``) with a column of acts."""


def column(name: str, act: Act) -> str:
    """Return the column of ``articles`` and ``articles_fts`` that holds what quotes of an act have."""
    return name if act == "speech" else f"{name}_{act}"


def columns(name: str, kind: Kind, acts: Acts) -> list[str]:
    """Return the columns that hold what quotes of these acts have. A quote has one, whatever its act."""
    return [column(name, act) for act in each_act(acts)] if kind == "articles" else [name]


def _definitions(field: FilterField, table: Kind) -> list[str]:
    """Return the columns of a field: numbers with commas between where there can be several."""
    by_itself = field.in_article if table == "articles" else field.in_quote or field.in_article
    several = field.several or not by_itself
    required = table == "quotes" and field.choices is not None
    names = columns(field.name, table, "any") if field.of_quotes else [field.name]
    names = [*names, *map(named, names)] if field.figures else names
    return [f"{name} {'TEXT' if several else 'INTEGER'}{' NOT NULL' if required else ''}" for name in names]


_IDENTITIES = """
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
"""
"""Tables that files of this layout may lack: they came later, and are empty at first."""

SCHEMA = _TABLES.format(
    **{
        table: ", ".join(definition for field in fields for definition in _definitions(field, table))
        for table, fields in COLUMNS.items()
    }
)
"""The statements that make the tables."""


def create(db: apsw.Connection) -> None:
    """Create the tables unless they are there, see :func:`check`. Several processes may do so at once."""
    with transaction(db):
        if db.pragma("user_version") == 0:
            db.execute(SCHEMA)
            now = time.time_ns() // 1000
            db.execute("INSERT INTO state (sequence, purged) VALUES (?, ?)", (now, now))
            db.pragma("user_version", VERSION)
        check(db)
        db.execute(_IDENTITIES)
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
