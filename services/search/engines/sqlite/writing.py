"""Writes: changes are made true, a batch in one transaction and each change in a savepoint of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import apsw

from services.search.engines.sqlite import adding, former_ids, grouping, merged_articles, purging, stored_rows
from services.search.engines.sqlite.failures import AWAY
from services.search.engines.sqlite.term_ids import Numbering
from services.search.engines.sqlite.transactions import numbered_write
from services.search.index.changes import Change, Result
from services.search.index.former_ids import former_ids as former_quote_ids
from services.search.index.former_ids import merged_ids
from services.search.index.rules import GENERATIONS, MAX_PAST_CHARS, MAX_PAST_VERSIONS, microseconds, revision
from shared.errors import Rejected
from shared.models.annotations import Annotation


def write(db: apsw.Connection, changes: Sequence[Change], *, again: bool = False) -> list[Result]:
    """Write all changes, see :meth:`services.search.index.port.Index.write`, and ``write_again`` there.

    An error of the file, not of a change, is raised; nothing is written then.
    """
    with numbered_write(db) as sequence:
        writing = Writing(db, sequence, datetime.now(UTC), again=again)
        return _together(writing, changes) or [_alone(writing, change) for change in changes]


def _together(writing: Writing, changes: Sequence[Change]) -> list[Result] | None:
    """Write all changes; undo all of them and return None if one fails."""
    writing.db.execute("SAVEPOINT changes")
    try:
        results: list[Result] | None = [writing.begin(change) for change in changes]
        writing.numbering.pending.write()
    except AWAY:
        raise
    except Exception:  # noqa: BLE001 - whichever change it is, each is written alone then
        writing.db.execute("ROLLBACK TO changes")
        writing.numbering = Numbering(writing.db)
        results = None
    writing.db.execute("RELEASE changes")
    return results


def _alone(writing: Writing, change: Change) -> Result:
    """Write one change; undo it alone if it fails."""
    writing.db.execute("SAVEPOINT change")
    try:
        result: Result = writing.apply(change)
    except AWAY:
        raise
    except Exception as error:  # noqa: BLE001 - a change that fails must not hold up its neighbours
        writing.db.execute("ROLLBACK TO change")
        writing.numbering = Numbering(writing.db)
        # Text that has no UTF-8 form or is too long for SQLite, a number past 64 bits: no other try will do better.
        hopeless = isinstance(error, ValueError | OverflowError | apsw.TooBigError)
        result = Rejected(f"The index cannot hold this article: {error}") if hopeless else error
    writing.db.execute("RELEASE change")
    return result


class _Current(NamedTuple):
    """The state of an article in the index."""

    revision: int
    row: int | None
    """None: a tombstone."""
    version: int
    text_hash: str | None
    indexed_at: int | None


class Writing:
    """One write, within a transaction: its number and its time, which all its rows carry.

    ``again``: it puts versions in the place of what is held at their very revision.
    """

    def __init__(self, db: apsw.Connection, sequence: int, now: datetime, *, again: bool = False) -> None:
        self.db = db
        self.sequence = sequence
        self.now = microseconds(now)
        self.numbering = Numbering(db)
        self._again = again

    def apply(self, change: Change) -> Result:
        """Write ``change`` if it is newer than what is there. A failure leaves half of it behind."""
        result = self.begin(change)
        self.numbering.pending.write()
        return result

    def begin(self, change: Change) -> Result:
        """Write ``change`` as :meth:`apply` does, but for what waits in ``numbering.pending``."""
        current = self._current(change.id)
        annotation = change.annotation
        if change.article and annotation is None:
            if current and current.version > change.version:
                return "superseded"
            if not current or current.row is None or current.text_hash != change.text_hash:
                return "superseded" if current and current.version == change.version else "needs_annotation"
            annotation = self._annotation(current.row)
        new = revision(change, annotation)
        now = self.now
        if self._again:
            if not current or current.row is None or current.revision != new:
                return "superseded"
            change, now = replace(change, text_hash=current.text_hash or ""), current.indexed_at or now
        elif current and current.revision >= new:
            same = current.revision == new and (current.row is None) == change.deletes
            return "written" if same else "superseded"
        if current and current.row is not None:
            past = not change.deletes and current.version < change.version
            if not change.deletes:
                former_ids.keep(self.db, change.id, former_quote_ids(change.id, self._annotation(current.row)))
            elif change.into:
                before = former_ids.kept(self.db, change.id)
                moved = merged_ids(change.into, self._annotation(current.row), before)
                former_ids.keep(self.db, change.id, moved)
            adding.remove(self.db, current.row, sequence=self.sequence, now=self.now, past=past)
        row = None
        if change.article and annotation:
            added = adding.add(self.numbering, change, change.article, annotation, sequence=self.sequence, now=now)
            row = added.row
            grouping.join(self.db, self.sequence, row, change.article, added.quote_words)
            if current:
                purging.trim_past(self.db, change.id, MAX_PAST_VERSIONS, MAX_PAST_CHARS)
        if current and current.row is not None:
            # After the new version has joined: where it prints the same text, its group stays as it is.
            grouping.leave(self.db, self.sequence, current.row)
        if row is None:
            purging.trim_past(self.db, change.id, 0, 0)
            if not change.into:
                former_ids.forget(self.db, change.id)
        self.db.execute(
            "REPLACE INTO current (id, revision, article, deleted_at) VALUES (?, ?, ?, ?)",
            (change.id, new, row, self.now if row is None else None),
        )
        merged_articles.note(self.db, change.id, change.into)
        return "written"

    def _current(self, id: str) -> _Current | None:
        row = self.db.execute(
            "SELECT revision, article, text_hash, indexed_at FROM current LEFT JOIN articles ON row = article"
            " WHERE current.id = ?",
            (id,),
        ).get
        return _Current(row[0], row[1], row[0] // GENERATIONS, row[2], row[3]) if row else None

    def _annotation(self, row: int) -> Annotation:
        """Return the annotation of the article of ``row``."""
        id, version = self.db.execute("SELECT id, version FROM articles WHERE row = ?", (row,)).get
        article = stored_rows.stored_article(self.db, id, version)
        assert article is not None
        return article.annotation
