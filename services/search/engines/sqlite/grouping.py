"""Grouping: which articles of the index file print one text, kept up to date by each write.

``texts`` has each different text once, however many articles print it, with its cluster: the texts of one story, whose
number is that of one of them, or was. Of clusters of two articles and more, ``memberships`` has the articles, each from
the write that brought it in to the one that took it out, so that a walk from page to page sees the groups as they were
when it began.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence

import apsw
import numpy as np

from services.search.engines.sqlite.full_text import joined_numbers
from services.search.engines.sqlite.stored_rows import inflated
from services.search.groups.components import MAX_PARTED, components
from services.search.groups.matching import may_be_one_story, one_story
from services.search.groups.quotes import quote_numbers
from services.search.groups.remembered import RememberedTexts
from services.search.groups.texts import Text, text_from, text_of
from shared.models.articles import Article

_SAME_BAND = 100
"""Texts of a band that are looked at, the latest: more have only the words that a site puts under every article."""

_COMPARED = 10
"""Texts that one is compared with, those with most bands in common."""

_IN_BANDS = f"""
SELECT group_concat(text)
FROM json_each(?) b CROSS JOIN text_bands t ON t.band = b.value AND t.text >= coalesce((
    SELECT text FROM text_bands WHERE band = b.value ORDER BY text DESC LIMIT 1 OFFSET {_SAME_BAND - 1}
), 0)
"""  # noqa: S608 - numbers of ours
"""The texts that have one of these bands, once for each that they have."""

_TEXTS = "SELECT number, cluster, digest FROM texts WHERE number IN (SELECT value FROM json_each(?))"

_SECOND = 1_000_000
_REMEMBERED = RememberedTexts()


def join(db: apsw.Connection, sequence: int, row: int, article: Article, quotes: Sequence[str]) -> None:
    """Put an article that was just added into its group; ``quotes``: the words of each."""
    text = text_of(article)
    if text is None:
        return
    known = db.execute("SELECT number, cluster FROM texts WHERE digest = ?", (text.digest,)).get
    number, cluster = known or _add(db, sequence, text)
    numbers = array("q", quote_numbers(quotes)).tobytes()
    db.execute("INSERT INTO printed (article, text, quotes) VALUES (?, ?, ?)", (row, number, numbers))
    if known or cluster != number:  # otherwise it is the only text of its cluster
        _enlist(db, sequence, cluster, [row])


def leave(db: apsw.Connection, sequence: int, row: int) -> None:
    """Take an article that was just removed out of its group, which falls apart if only its text held it together."""
    number = db.execute("SELECT text FROM printed WHERE article = ?", (row,)).get
    if number is None:
        return
    db.execute("UPDATE printed SET text = NULL WHERE article = ?", (row,))
    _dismiss(db, sequence, [row])
    cluster, digest = db.execute("SELECT cluster, digest FROM texts WHERE number = ?", (number,)).get
    if _printing(db, [number], limit=1):
        _settle(db, sequence, cluster)
        return
    gone = _REMEMBERED.get(digest, lambda: _text_of_row(db, row))
    db.executemany(
        "DELETE FROM text_bands WHERE band = ? AND text = ?", [(band, number) for band in gone.bands] if gone else []
    )
    db.execute("DELETE FROM texts WHERE number = ?", (number,))
    _split(db, sequence, cluster)


def _add(db: apsw.Connection, sequence: int, text: Text) -> tuple[int, int]:
    """Add a text that nobody has printed yet; return its number and its cluster."""
    clusters = _clusters_like(db, text)
    db.execute("INSERT INTO texts (digest, cluster) VALUES (?, 0)", (text.digest,))
    number = db.last_insert_rowid()
    cluster = _largest(db, clusters) if clusters else number
    db.execute("UPDATE texts SET cluster = ? WHERE number = ?", (cluster, number))
    db.executemany("INSERT INTO text_bands (band, text) VALUES (?, ?)", [(band, number) for band in text.bands])
    _REMEMBERED.keep(text)
    for other in clusters - {cluster}:
        _move(db, sequence, _texts(db, other), cluster)
    return number, cluster


def _clusters_like(db: apsw.Connection, text: Text) -> set[int]:
    """Return the clusters that hold a text of the same story."""
    clusters: set[int] = set()
    for number, cluster, digest in _likely(db, text.bands):
        sketch = _REMEMBERED.sketch(digest)
        if cluster in clusters or (sketch and not may_be_one_story(text.sketch, sketch)):
            continue
        if (other := _text(db, number, digest)) and one_story(text, other):
            clusters.add(cluster)
    return clusters


def _likely(db: apsw.Connection, bands: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return number, cluster and digest of the texts with most of these bands; of those with as many, the latest first.
    Counting them in SQL takes half as long again as all of this."""
    texts, shared = np.unique(joined_numbers(db.execute(_IN_BANDS, (json.dumps(bands),)).get), return_counts=True)
    numbers = texts[np.lexsort((texts, shared))[::-1][:_COMPARED]].tolist()
    known = {row[0]: row for row in db.execute(_TEXTS, (json.dumps(numbers),))}
    return [known[number] for number in numbers if number in known]


def _largest(db: apsw.Connection, clusters: set[int]) -> int:
    """Return the cluster of most texts: to put the others into it moves the fewest."""
    if len(clusters) == 1:
        return next(iter(clusters))
    largest: int = db.execute(
        "SELECT cluster FROM texts WHERE cluster IN (SELECT value FROM json_each(?))"
        " GROUP BY cluster ORDER BY count(*) DESC, cluster LIMIT 1",
        (json.dumps(sorted(clusters)),),
    ).get
    return largest


def _split(db: apsw.Connection, sequence: int, cluster: int) -> None:
    """Part the texts of a cluster that no longer belong together."""
    digests: dict[int, int] = dict(
        list(db.execute("SELECT number, digest FROM texts WHERE cluster = ? LIMIT ?", (cluster, MAX_PARTED + 1)))
    )
    if len(digests) > MAX_PARTED:
        return
    texts = {number: _text(db, number, digest) for number, digest in digests.items()}
    parts = components({number: text for number, text in texts.items() if text})
    # The number is that of one of the texts, with which it stays; or of a text that is gone.
    staying = next((part for part in parts if cluster in part), max(parts, key=len, default=[]))
    for part in parts:
        if part is not staying:
            _move(db, sequence, part, part[0])
    _settle(db, sequence, cluster)


def _move(db: apsw.Connection, sequence: int, texts: list[int], cluster: int) -> None:
    """Put texts, and the articles that print them, into a cluster."""
    db.executemany("UPDATE texts SET cluster = ? WHERE number = ?", [(cluster, number) for number in texts])
    rows = _printing(db, texts)
    _dismiss(db, sequence, rows)
    _enlist(db, sequence, cluster, rows)


def _settle(db: apsw.Connection, sequence: int, cluster: int) -> None:
    """Take the last article of a cluster out of its memberships: alone it is no group."""
    select = "SELECT article FROM memberships WHERE cluster = ? AND removed IS NULL LIMIT 2"
    members = [row for (row,) in db.execute(select, (cluster,))]
    if len(members) == 1:
        _dismiss(db, sequence, members)


def _enlist(db: apsw.Connection, sequence: int, cluster: int, rows: Sequence[int]) -> None:
    """Make articles that came into a cluster its members, and with the first of them the one that was alone there."""
    if not db.execute("SELECT 1 FROM memberships WHERE cluster = ? AND removed IS NULL LIMIT 1", (cluster,)).get:
        rows = _printing(db, _texts(db, cluster))
        if len(rows) < 2:
            return
    db.executemany(
        "INSERT INTO memberships (article, cluster, added) VALUES (?, ?, ?)", [(row, cluster, sequence) for row in rows]
    )


def _dismiss(db: apsw.Connection, sequence: int, rows: Iterable[int]) -> None:
    db.executemany(
        "UPDATE memberships SET removed = ? WHERE article = ? AND removed IS NULL", [(sequence, row) for row in rows]
    )


def _texts(db: apsw.Connection, cluster: int) -> list[int]:
    return [number for (number,) in db.execute("SELECT number FROM texts WHERE cluster = ?", (cluster,))]


def _printing(db: apsw.Connection, texts: list[int], *, limit: int = -1) -> list[int]:
    """Return the rows of the articles that print one of the texts now."""
    rows = db.execute(
        "SELECT article FROM json_each(?) t CROSS JOIN printed p ON p.text = t.value LIMIT ?",
        (json.dumps(texts), limit),
    )
    return [row for (row,) in rows]


def _text(db: apsw.Connection, number: int, digest: int) -> Text | None:
    """Return a text, if need be from an article that prints it: there is no need to keep its words twice."""

    def read() -> Text | None:
        rows = _printing(db, [number], limit=1)  # none where only the version before this one printed it
        return _text_of_row(db, rows[0]) if rows else None

    return _REMEMBERED.get(digest, read)


def _text_of_row(db: apsw.Connection, row: int) -> Text | None:
    title, published, posted = db.execute(
        "SELECT title, published_at, posted FROM articles JOIN contents ON article = row WHERE row = ?", (row,)
    ).get
    body = json.loads(inflated(posted))["body"]
    return text_from(title, body, None if published is None else published / _SECOND)
