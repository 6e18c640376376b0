"""Stored rows, read into articles and quotes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

import apsw
import pydantic_core

from services.search.engines.sqlite import former_ids, groups
from services.search.engines.sqlite.schema import columns
from services.search.index.fields import Acts
from services.search.index.merged import MOST_STEPS
from services.search.index.questions import FoundArticleText, Said
from services.search.index.results import ArticleRef, ArticleVersion, FoundArticle, FoundQuote, StoredArticle
from services.search.index.rules import moment_of
from shared.cleaning.article import BESIDE_THE_TEXT, CleanedArticle

ABOUT_TEXT = ("partial", "detected_language", "not_annotated", "not_quotes")
"""Parts of an annotation that are of the text as a whole; stored beside the annotator."""
_LEVEL = 3

_QUOTES_OF_LAYOUTS = {1: "SELECT quote FROM quotes WHERE article = ? ORDER BY slot"} | dict.fromkeys(
    range(2, 8), "SELECT content FROM quotes JOIN quote_contents ON quote = row WHERE article = ? ORDER BY slot"
)
"""Quotes of an article in files of earlier layouts, which had a row for each."""


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
        ArticleVersion(version=number, accepted_at=moment_of(accepted), title=title, current=bool(current))
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
    annotated_by = json.loads(inflated(annotator))
    about_text = {name: annotated_by.pop(name) for name in ABOUT_TEXT if name in annotated_by}
    return StoredArticle.model_validate(
        {
            **json.loads(inflated(posted)),
            "id": id,
            "version": number,
            "accepted_at": moment_of(accepted),
            "indexed_at": moment_of(indexed),
            "annotator": annotated_by,
            **about_text,
            "entities": json.loads(inflated(entities)),
            "mentions": json.loads(inflated(mentions)),
            "quotes": _quotes(db, chosen),
            "versions": versions,
        }
    )


def _quotes(db: apsw.Connection, article: int) -> list[Any]:
    """Return the quotes in this row as JSON values."""
    if select := _QUOTES_OF_LAYOUTS.get(db.pragma("user_version")):
        return [json.loads(inflated(quote)) for (quote,) in db.execute(select, (article,))]
    quotes: list[Any] = json.loads(
        inflated(db.execute("SELECT quotes FROM contents WHERE article = ?", (article,)).get)
    )
    return quotes


def stored_quote(db: apsw.Connection, id: str) -> FoundQuote | None:
    """Return the quote with this public id, or this former one, in the current version of its article."""
    candidate = id
    for _ in range(MOST_STEPS):
        place = db.execute(
            "SELECT q.article, q.slot FROM quotes q JOIN articles a ON a.row = q.article"
            " WHERE q.id = ? AND a.removed IS NULL ORDER BY q.slot LIMIT 1",
            (candidate,),
        ).get
        if place is not None:
            return found_quotes(db, [place])[0]
        present = former_ids.present(db, candidate)
        if present is None:
            break
        candidate = present
    return None


def found_articles(db: apsw.Connection, rows: Sequence[int], acts: Acts, sequence: int) -> list[FoundArticleText]:
    """Return the articles of these rows, in this order, as a list shows them; ``acts``: whose quotes count;
    ``sequence``: the moment that it looks at."""
    articles = {}
    group_of = groups.groups(db, rows, sequence)
    quote_count = " + ".join(columns("quote_count", "articles", acts))
    for row, id, version, accepted, length, quotes, posted, annotator, entities in _by_rows(
        db,
        f"SELECT row, id, version, accepted_at, length, {quote_count}, posted, c.annotator, entities"  # noqa: S608 - ours
        " FROM articles a JOIN contents c ON article = row",
        "row",
        rows,
    ):
        article = CleanedArticle.model_validate_json(inflated(posted))
        annotated_by = json.loads(inflated(annotator))
        articles[row] = FoundArticleText(
            FoundArticle.model_validate(
                {
                    **article.model_dump(exclude={"body", "cleaning", *BESIDE_THE_TEXT}),
                    "id": id,
                    "version": version,
                    "accepted_at": moment_of(accepted),
                    "entities": json.loads(inflated(entities)),
                    "quote_count": quotes,
                    "length": length,
                    "annotator": annotated_by["version"],
                    "group": group_of.get(row),
                    "language": article.language or annotated_by.get("detected_language", {}).get("tag"),
                }
            ),
            article.body,
        )
    return [articles[row] for row in rows]


def found_quotes(db: apsw.Connection, places: Sequence[tuple[int, int]]) -> list[FoundQuote]:
    """Return the quotes at these places (the article's row, and the slot), in this order."""
    found: dict[tuple[int, int], FoundQuote] = {}
    slots = _slots(places)
    for row, quotes, id, title, source, url, published, annotator in _by_rows(
        db,
        "SELECT row, quotes, id, title, source.text, url, published_at, annotator.text"
        " FROM articles a JOIN contents ON article = row"
        " JOIN terms annotator ON annotator.number = a.annotator LEFT JOIN terms source ON source.number = a.source",
        "row",
        sorted(slots),
    ):
        reference = ArticleRef(
            id=id,
            title=title,
            source=source,
            url=url,
            published_at=None if published is None else moment_of(published),
        )
        every, where = _parsed(quotes), {"article": reference, "annotator": annotator}
        found |= {(row, slot): FoundQuote.model_validate({**every[slot], **where}) for slot in slots[row]}
    return [found[place] for place in places]


def said(db: apsw.Connection, places: Sequence[tuple[int, int]]) -> list[Said]:
    """Return the words of the quotes at these places (the article's row, and the slot), in this order."""
    found: dict[tuple[int, int], Said] = {}
    slots = _slots(places)
    for row, quotes in _by_rows(db, "SELECT article, quotes FROM contents", "article", sorted(slots)):
        every = _parsed(quotes)
        found |= {(row, slot): Said(every[slot]["text"], every[slot]["mentions"]) for slot in slots[row]}
    return [found[place] for place in places]


def _slots(places: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    """Return the slots by the article's row."""
    slots: dict[int, list[int]] = {}
    for row, slot in places:
        slots.setdefault(row, []).append(slot)
    return slots


def _parsed(stored: bytes | str) -> Any:
    """Return the quotes of an article as JSON values: most of them are not wanted, and go at once."""
    return pydantic_core.from_json(inflated(stored), cache_strings="keys")


def deflated(json: bytes) -> bytes:
    """Return JSON as it is stored: half of an index file would be such text, and it shrinks to a third. At the usual
    level it would take two fifths longer, and a fiftieth of the file less."""
    return zlib.compress(json, _LEVEL)


def inflated(stored: bytes | str) -> bytes | str:
    """Return JSON as it was. Layout 1 stored it as it is."""
    return zlib.decompress(stored) if isinstance(stored, bytes) else stored


def _by_rows(db: apsw.Connection, select: str, column: str, rows: Sequence[int]) -> apsw.Cursor:
    return db.execute(f"{select} WHERE {column} IN (SELECT value FROM json_each(?))", (json.dumps(rows),))  # noqa: S608
