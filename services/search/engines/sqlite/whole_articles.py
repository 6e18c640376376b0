"""Whole articles out of the index file, and back into it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import apsw

from services.search.engines.sqlite import former_ids, merged_articles, stored_rows
from services.search.engines.sqlite.transactions import numbered_write
from services.search.engines.sqlite.writing import Writing
from services.search.index.changes import Change, Result
from services.search.index.rules import GENERATIONS, moment_of
from services.search.index.whole_articles import WholeArticle, WholeVersion
from shared.errors import Rejected

BATCH = 100
"""Articles read in one transaction: a short one, since the file's log cannot be cut while a reader stays."""


def after(db: apsw.Connection, id: str) -> list[WholeArticle]:
    """Return the next articles and tombstones behind an id; none at the end."""
    rows = db.execute("SELECT id, revision, deleted_at FROM current WHERE id > ? ORDER BY id LIMIT ?", (id, BATCH))
    return [_whole(db, *row) for row in list(rows)]


def revisions(db: apsw.Connection, ids: Sequence[str]) -> Mapping[str, int]:
    """Return the revision that is held of each."""
    rows = db.execute(
        "SELECT id, revision FROM current WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
    )
    return dict(list(rows))


def put_back(db: apsw.Connection, articles: Sequence[WholeArticle]) -> list[Result]:
    """Write each with its own times, all in one transaction; what is older than what is held changes nothing."""
    with numbered_write(db) as sequence:
        return [_put_back(db, sequence, article) for article in articles]


def _put_back(db: apsw.Connection, sequence: int, article: WholeArticle) -> Result:
    if article.deleted_at is not None:
        end = Change(
            id=article.id,
            version=article.revision // GENERATIONS,
            accepted_at=article.deleted_at,
            into=article.into,
        )
        ended = Writing(db, sequence, article.deleted_at).apply(end)
        if ended == "written":
            former_ids.keep(db, article.id, article.former_quote_ids)
        return ended
    result: Result = "superseded"
    db.execute("SAVEPOINT article")
    try:
        for version in article.versions:
            result = Writing(db, sequence, version.indexed_at).apply(version.change(article.id))
        if result == "written":
            former_ids.keep(db, article.id, article.former_quote_ids)
    except (ValueError, OverflowError, apsw.TooBigError) as error:
        db.execute("ROLLBACK TO article")
        result = Rejected(f"The index cannot hold the article {article.id}: {error}")
    db.execute("RELEASE article")
    return result


def _whole(db: apsw.Connection, id: str, revision: int, deleted_at: int | None) -> WholeArticle:
    if deleted_at is not None:
        into = merged_articles.merged_into(db, [id]).get(id, "")
        ended, former = moment_of(deleted_at), former_ids.kept(db, id)
        return WholeArticle(id=id, revision=revision, deleted_at=ended, into=into, former_quote_ids=former)
    hashes = dict(
        list(
            db.execute(
                "SELECT version, text_hash FROM articles WHERE id = ? AND (removed IS NULL OR past) ORDER BY version",
                (id,),
            )
        )
    )
    versions = []
    for number, text_hash in hashes.items():
        stored = stored_rows.stored_article(db, id, number)
        assert stored is not None, "read in the same transaction"
        versions.append(
            WholeVersion(
                version=number,
                accepted_at=stored.accepted_at,
                indexed_at=stored.indexed_at or stored.accepted_at,
                text_hash=text_hash,
                article=stored.article,
                annotation=stored.annotation,
            )
        )
    return WholeArticle(id=id, revision=revision, versions=versions, former_quote_ids=former_ids.kept(db, id))
