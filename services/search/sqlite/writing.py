"""Making changes true, a batch in one transaction and each change in a savepoint of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import apsw

from services.search.analysis import words
from services.search.index import Change, Result
from services.search.records import (
    GENERATIONS,
    MAX_PAST_CHARS,
    MAX_PAST_VERSIONS,
    microseconds,
    name_key,
    names_by_id,
    revision,
)
from services.search.sqlite import purging, reading
from services.search.sqlite.connections import AWAY
from shared.errors import Rejected
from shared.models import Annotation, Article


def write(db: apsw.Connection, changes: Sequence[Change]) -> list[Result]:
    """Write all changes, see :meth:`services.search.index.Index.write`.

    An error of the file, not of a change, is raised; nothing is written then.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        sequence = db.execute("UPDATE state SET sequence = sequence + 1 RETURNING sequence").get
        writing = _Writing(db, sequence, datetime.now(UTC))
        results = [_alone(writing, change) for change in changes]
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return results


def _alone(writing: _Writing, change: Change) -> Result:
    """One change, undone by itself if it fails."""
    writing.db.execute("SAVEPOINT change")
    try:
        result: Result = writing.apply(change)
    except AWAY:
        raise
    except Exception as error:  # noqa: BLE001 - a change that fails must not hold up its neighbours
        writing.db.execute("ROLLBACK TO change")
        # Text that has no UTF-8 form or is too long for SQLite, a number past 64 bits: no other try will do better.
        hopeless = isinstance(error, ValueError | OverflowError | apsw.TooBigError)
        result = Rejected(f"The index cannot hold this article: {error}") if hopeless else error
    writing.db.execute("RELEASE change")
    return result


class _Held(NamedTuple):
    """What the index has under an article's id."""

    revision: int
    row: int | None
    """None: a tombstone."""
    version: int
    text_hash: str | None


class _Writing:
    """One write: its number and its time, which all its rows carry."""

    def __init__(self, db: apsw.Connection, sequence: int, now: datetime) -> None:
        self.db = db
        self.sequence = sequence
        self.now = microseconds(now)

    def apply(self, change: Change) -> Result:
        """Write ``change`` if it is newer than what is held."""
        held = self._held(change.id)
        annotation = change.annotation
        if change.article and annotation is None:
            if held and held.version > change.version:
                return "superseded"
            if not held or held.row is None or held.text_hash != change.text_hash:
                return "superseded" if held and held.version == change.version else "needs_annotation"
            annotation = self._annotation(held.row)
        new = revision(change, annotation)
        if held and held.revision >= new:
            same = held.revision == new and (held.row is None) == change.deletes
            return "written" if same else "superseded"
        if held and held.row is not None:
            self._remove(held.row, past=not change.deletes and held.version < change.version)
        row = None
        if change.article and annotation:
            row = self._add(change, change.article, annotation)
            purging.trim_past(self.db, change.id, MAX_PAST_VERSIONS, MAX_PAST_CHARS)
        else:
            purging.trim_past(self.db, change.id, 0, 0)
        self.db.execute(
            "REPLACE INTO current (id, revision, article, deleted_at) VALUES (?, ?, ?, ?)",
            (change.id, new, row, self.now if row is None else None),
        )
        return "written"

    def _held(self, id: str) -> _Held | None:
        found = self.db.execute(
            "SELECT revision, article, text_hash FROM current LEFT JOIN articles ON row = article WHERE current.id = ?",
            (id,),
        ).get
        return _Held(found[0], found[1], found[0] // GENERATIONS, found[2]) if found else None

    def _annotation(self, row: int) -> Annotation:
        """What the annotator found in the article of ``row``."""
        id, version = self.db.execute("SELECT id, version FROM articles WHERE row = ?", (row,)).get
        article = reading.stored_article(self.db, id, version)
        assert article is not None
        return Annotation(
            annotator=article.annotator, entities=article.entities, mentions=article.mentions, quotes=article.quotes
        )

    def _remove(self, row: int, *, past: bool) -> None:
        self.db.execute(
            "UPDATE articles SET removed = ?, removed_at = ?, past = ? WHERE row = ?",
            (self.sequence, self.now, past, row),
        )

    def _add(self, change: Change, article: Article, annotation: Annotation) -> int:
        published = article.published_at
        values = {
            "id": change.id,
            "version": change.version,
            "added": self.sequence,
            "published_at": None if published is None else microseconds(published),
            "day": None if published is None else published.astimezone(UTC).date().isoformat(),
            "source": article.source,
            "language": article.language,
            "text_hash": change.text_hash,
            "title": article.title,
            "length": len(article.body),
            "quote_count": len(annotation.quotes),
            "accepted_at": microseconds(change.accepted_at),
            "indexed_at": self.now,
        }
        row: int = self.db.execute(
            f"INSERT INTO articles ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) RETURNING row",  # noqa: S608
            tuple(values.values()),
        ).get
        self.db.execute(
            "INSERT INTO contents (article, posted, annotator, entities, mentions) VALUES (?, ?, ?, ?, ?)",
            (
                row,
                article.model_dump_json(),
                annotation.annotator.model_dump_json(),
                _json_list([entity.model_dump_json() for entity in annotation.entities]),
                _json_list([mention.model_dump_json() for mention in annotation.mentions]),
            ),
        )
        title, body = words(article.title), words(article.body)
        self.db.execute(
            "INSERT INTO articles_fts (rowid, title, body, title_exact, body_exact, always)"
            " VALUES (?, ?, ?, ?, ?, '1')",
            (
                row,
                " ".join(word.stem for word in title),
                " ".join(word.stem for word in body),
                " ".join(word.exact for word in title),
                " ".join(word.exact for word in body),
            ),
        )
        self._add_names(row, annotation)
        self._add_quotes(row, annotation)
        return row

    def _add_names(self, row: int, annotation: Annotation) -> None:
        listed = {entity.id for entity in annotation.entities}
        mentioned = {id for quote in annotation.quotes for id in quote.mentions}
        names = names_by_id(annotation)
        named = {id: names.get(id, [id]) for id in names.keys() | mentioned}
        self.db.executemany(
            "INSERT INTO entities (article, entity, name, listed) VALUES (?, ?, ?, ?)",
            [(row, id, forms[0], id in listed) for id, forms in named.items()],
        )
        self.db.executemany(
            "INSERT INTO names (key, article, entity) VALUES (?, ?, ?)",
            [(key, row, id) for id, forms in named.items() for key in {id, *map(name_key, forms)}],
        )

    def _add_quotes(self, article: int, annotation: Annotation) -> None:
        for slot, quote in enumerate(annotation.quotes):
            row = self.db.execute(
                "INSERT INTO quotes (article, slot, id, start, type, quote) VALUES (?, ?, ?, ?, ?, ?) RETURNING row",
                (article, slot, quote.id, quote.start, quote.type, quote.model_dump_json()),
            ).get
            text = words(quote.text)
            self.db.execute(
                "INSERT INTO quotes_fts (rowid, text, text_exact, always) VALUES (?, ?, ?, '1')",
                (row, " ".join(word.stem for word in text), " ".join(word.exact for word in text)),
            )
            speakers = {quote.speaker.id} if quote.speaker else set()
            mentioned = set(quote.mentions)
            self.db.executemany(
                "INSERT INTO roles (article, entity, quote, speaker, about) VALUES (?, ?, ?, ?, ?)",
                [(article, id, row, id in speakers, id in mentioned) for id in speakers | mentioned],
            )


def _json_list(items: list[str]) -> str:
    return f"[{','.join(items)}]"
