"""Entries of the index file, read for a rebuild and written into the new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import apsw

from services.search.engines.sqlite import former_ids, merged_articles, stored_rows
from services.search.engines.sqlite.writing import Writing
from services.search.index.changes import Change
from services.search.index.former_ids import former_ids as former_quote_ids
from services.search.index.rebuilding import CannotRebuild, StoredEntry, has_same_text
from services.search.index.results import StoredArticle
from services.search.index.rules import GENERATIONS, moment_of
from shared.models.annotations import Annotation


@dataclass(frozen=True)
class _Version:
    """One version of an article, or its tombstone, and when it was written first."""

    change: Change
    at: datetime

    @property
    def chars(self) -> int:
        """The characters of its body."""
        return len(self.change.article.body) if self.change.article else 0


def stored_entry(db: apsw.Connection, id: str, revision: int, *, selected: bool) -> StoredEntry | None:
    """Return the article or tombstone; None where it was replaced since, which the next pass will see."""
    now, deleted_at = db.execute("SELECT revision, deleted_at FROM current WHERE id = ?", (id,)).get or (None, 0)
    if now != revision:
        return None
    article = stored_rows.stored_article(db, id, None)
    if article is None:
        at = moment_of(deleted_at)
        into = merged_articles.merged_into(db, [id]).get(id, "")
        end = Change(id=id, version=revision // GENERATIONS, accepted_at=at, into=into)
        return StoredEntry(id, revision, [_Version(end, at)], former=former_ids.kept(db, id))
    older = sorted(version.version for version in article.versions if not version.current)
    past = [found for number in older if (found := stored_rows.stored_article(db, id, number))]
    versions = [_version(db, version) for version in [*past, article]]
    entry = StoredEntry(id, revision, versions, former=former_ids.kept(db, id))
    if not selected:
        return entry
    return replace(entry, annotator=article.annotator, article=article.article)


def _version(db: apsw.Connection, stored: StoredArticle) -> _Version:
    text_hash = db.execute(
        "SELECT text_hash FROM articles WHERE id = ? AND version = ? AND (removed IS NULL OR past)",
        (stored.id, stored.version),
    ).get
    change = Change(
        id=stored.id,
        version=stored.version,
        accepted_at=stored.accepted_at,
        text_hash=text_hash,
        article=stored.article,
        annotation=stored.annotation,
    )
    return _Version(change, stored.indexed_at or stored.accepted_at)


def copy_entry(db: apsw.Connection, sequence: int, entry: StoredEntry, annotation: Annotation | None) -> None:
    """Write an entry into the new file: all versions in their order, the current one with ``annotation`` if
    there is one."""
    *past, current = entry.kept
    former = dict(entry.former)
    if annotation:
        if replaced := current.change.annotation:
            former |= former_quote_ids(entry.id, replaced)
        same = has_same_text(entry.article, current.change.article)
        change = replace(current.change, article=entry.article, annotation=annotation)
        current = replace(current, change=change if same else replace(change, text_hash=""))
    oldest = [*past, current][0]
    if db.execute("SELECT 1 FROM current WHERE id = ?", (entry.id,)).get:
        # Deleted since an earlier pass, perhaps, and posted again: its past from before must not come back.
        end = Change(id=entry.id, version=oldest.change.version - 1, accepted_at=oldest.change.accepted_at)
        Writing(db, sequence, oldest.at).apply(end)
    for version in (*past, current):
        try:
            Writing(db, sequence, version.at).apply(version.change)
        except (ValueError, OverflowError, apsw.TooBigError) as error:
            raise CannotRebuild(f"The new index cannot hold the article {entry.id}: {error}") from error
    former_ids.keep(db, entry.id, former)
