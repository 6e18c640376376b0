"""Stored rows, read into articles and quotes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import apsw

from services.search.engines.sqlite import former_ids, groups
from services.search.engines.sqlite.schema import columns
from services.search.index.fields import Acts
from services.search.index.questions import FoundArticleText
from services.search.index.results import ArticleRef, ArticleVersion, FoundQuote, StoredArticle
from shared.cleaning.article import CleanedArticle
from shared.models import FoundArticle

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_QUOTES = "SELECT content FROM quotes JOIN quote_contents ON quote = row WHERE article = ? ORDER BY slot"
_QUOTES_OF_LAYOUT_1 = "SELECT quote FROM quotes WHERE article = ? ORDER BY slot"


def stored_article(db: apsw.Connection, id: str, version: int | None) -> StoredArticle | None:
    """Return the article at ``version`` (None: the current one), or None where there is no such version.

    Reads files of earlier layouts, too, for the sake of ``quotewire reindex``.
    """
    rows = list(
        db.execute(
            "SELECT row, version, accepted_at, title, removed IS NULL FROM articles"
            " WHERE id = ? AND (removed IS NULL OR past) ORDER BY version DESC",
            (id,),
        )
    )
    versions = [
        ArticleVersion(version=number, accepted_at=moment(accepted), title=title, current=bool(current))
        for _, number, accepted, title, current in rows
    ]
    # A tombstone leaves no past, so the first row is the current one.
    chosen = next((row for row, number, *_ in rows if version in (None, number)), None)
    if chosen is None:
        return None
    number, accepted, indexed, posted, annotator, entities, mentions = db.execute(
        "SELECT version, accepted_at, indexed_at, posted, c.annotator, entities, mentions"
        " FROM articles JOIN contents c ON article = row WHERE row = ?",
        (chosen,),
    ).get
    select = _QUOTES_OF_LAYOUT_1 if db.pragma("user_version") == 1 else _QUOTES
    quotes = [quote for (quote,) in db.execute(select, (chosen,))]
    annotated_by = json.loads(inflated(annotator))
    partial = annotated_by.pop("partial", None)
    return StoredArticle.model_validate(
        {
            **json.loads(inflated(posted)),
            "id": id,
            "version": number,
            "accepted_at": moment(accepted),
            "indexed_at": moment(indexed),
            "annotator": annotated_by,
            "partial": partial,
            "entities": json.loads(inflated(entities)),
            "mentions": json.loads(inflated(mentions)),
            "quotes": [json.loads(inflated(quote)) for quote in quotes],
            "versions": versions,
        }
    )


def stored_quote(db: apsw.Connection, id: str) -> FoundQuote | None:
    """Return the quote with this public id, or this former one, in the current version of its article."""
    for candidate in (id, former_ids.present(db, id)):
        row = db.execute(
            "SELECT q.row FROM quotes q JOIN articles a ON a.row = q.article"
            " WHERE q.id = ? AND a.removed IS NULL ORDER BY q.slot LIMIT 1",
            (candidate,),
        ).get
        if row is not None:
            return found_quotes(db, [row])[0]
    return None


def found_articles(db: apsw.Connection, rows: Sequence[int], acts: Acts, sequence: int) -> list[FoundArticleText]:
    """Return the articles of these rows, in this order, as a list shows them; ``acts``: whose quotes count;
    ``sequence``: the moment that it looks at."""
    articles = {}
    group_of = groups.groups(db, rows, sequence)
    quote_count = " + ".join(columns("quote_count", "articles", acts))
    for row, id, version, accepted, length, quotes, posted, annotator, entities in _by_rows(
        db,
        f"SELECT row, id, version, accepted_at, length, {quote_count}, posted, terms.text, entities"  # noqa: S608 - ours
        " FROM articles a JOIN contents ON article = row JOIN terms ON number = a.annotator",
        "row",
        rows,
    ):
        article = CleanedArticle.model_validate_json(inflated(posted))
        articles[row] = FoundArticleText(
            FoundArticle.model_validate(
                {
                    **article.model_dump(exclude={"body", "cleaning"}),
                    "id": id,
                    "version": version,
                    "accepted_at": moment(accepted),
                    "entities": json.loads(inflated(entities)),
                    "quote_count": quotes,
                    "length": length,
                    "annotator": annotator,
                    "group": group_of.get(row),
                }
            ),
            article.body,
        )
    return [articles[row] for row in rows]


def found_quotes(db: apsw.Connection, rows: Sequence[int]) -> list[FoundQuote]:
    """Return the quotes of these rows, in this order."""
    quotes = {}
    for row, quote, id, title, source, url, published, annotator in _by_rows(
        db,
        "SELECT q.row, content, a.id, a.title, source.text, a.url, a.published_at,"
        " annotator.text FROM quotes q JOIN quote_contents ON quote = q.row JOIN articles a ON a.row = q.article"
        " JOIN terms annotator ON annotator.number = a.annotator LEFT JOIN terms source ON source.number = a.source",
        "q.row",
        rows,
    ):
        reference = ArticleRef(
            id=id,
            title=title,
            source=source,
            url=url,
            published_at=None if published is None else moment(published),
        )
        quotes[row] = FoundQuote.model_validate(
            {**json.loads(inflated(quote)), "article": reference, "annotator": annotator}
        )
    return [quotes[row] for row in rows]


def deflated(json: str) -> bytes:
    """Return JSON as it is stored: half of an index file would be such text, and it shrinks to a third."""
    return zlib.compress(json.encode())


def inflated(stored: bytes | str) -> bytes | str:
    """Return JSON as it was. Layout 1 stored it as it is."""
    return zlib.decompress(stored) if isinstance(stored, bytes) else stored


def moment(microseconds: int) -> datetime:
    """Return the time so many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _by_rows(db: apsw.Connection, select: str, column: str, rows: Sequence[int]) -> apsw.Cursor:
    return db.execute(f"{select} WHERE {column} IN (SELECT value FROM json_each(?))", (json.dumps(rows),))  # noqa: S608
