"""Walks from page to page of the embedded index: one moment, whatever is written and purged meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from services.search.engines.sqlite import SqliteIndex
from services.search.index.questions import Request
from services.search.query import parse
from shared.errors import CursorExpired
from tests.contract.queries import articles, ids, pages
from tests.support.corpus import Said, change, deletion

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FERRY = [Said("The ferry sails", "Ada Nordmann")]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "longest", "shortest"])
def test_a_walk_sees_the_moment_of_its_first_page(index: SqliteIndex, sort: str) -> None:
    # Given a walk that has begun
    index.write([change(f"a{n}", said=FERRY * (n % 4 + 1), text="ferry " * (n % 3 + 1)) for n in range(20)])
    request = Request(kind="quotes", words=parse("ferry"), sort=sort, size=7)  # type: ignore[arg-type]
    undisturbed = [id for page in pages(index, request) for id in ids(page)]
    walk = pages(index, request)
    seen = ids(next(walk))
    # When everything changes between its pages
    for number, page in enumerate(walk):
        index.write(
            [
                change(f"a{number}", 2, said=[Said("Nothing of it", "Ada Nordmann")]),
                deletion(f"a{number + 10}", 2),
                change(f"new{number}", said=FERRY * 3, text="ferry " * 50),
            ]
        )
        index.purge(LONG_AGO)
        # Then it goes on as if nothing had
        assert page.total == len(undisturbed)
        seen += ids(page)
    assert seen == undisturbed


def test_next_is_json(index: SqliteIndex) -> None:
    index.write([change(f"a{n}", text="ferry") for n in range(3)])
    request = Request(kind="articles", words=parse("ferry OR boat"), size=1)
    page = index.search(request)
    again = index.search(replace(request, after=json.loads(json.dumps(page.next))))
    assert ids(again) == ["a1"]


def test_a_walk_expires_only_when_what_it_could_see_is_purged(index: SqliteIndex) -> None:
    index.write([change("a"), change("b")])
    index.write([change("a", 2)])
    request = Request(kind="articles", size=1)
    early = index.search(request)
    # What was removed before the walk began is no loss to it
    index.purge(datetime.now(UTC) + timedelta(hours=1))
    assert ids(index.search(replace(request, after=early.next))) == ["b"]
    # What it could have seen is
    index.write([change("b", 2)])
    index.purge(datetime.now(UTC) + timedelta(hours=1))
    with pytest.raises(CursorExpired):
        index.search(replace(request, after=early.next))


def test_a_walk_through_a_file_that_was_made_anew_has_expired(index: SqliteIndex, path: Path) -> None:
    index.write([change("a"), change("b")])
    page = index.search(Request(kind="articles", size=1))
    for file in path.parent.iterdir():
        file.unlink()
    index.prepare()
    with pytest.raises(CursorExpired):
        index.search(Request(kind="articles", size=1, after=page.next))


def test_purging_leaves_nothing_of_a_deleted_article(index: SqliteIndex, path: Path) -> None:
    index.write([change("a", 1, said=FERRY), change("b")])
    index.write([change("a", 2, said=FERRY)])
    index.write([deletion("a", 3)])
    assert index.purge(datetime.now(UTC) + timedelta(hours=1)) == 1
    with apsw.Connection(str(path)) as db:
        for table in ("articles", "numbers", "contents", "articles_fts", "titles_fts", "current"):
            assert db.execute(f"SELECT count(*) FROM {table}").get == 1, table
        for table in ("quotes", "quotes_fts"):
            assert db.execute(f"SELECT count(*) FROM {table}").get == 0, table
        for table in ("names", "names_fts", "entities"):
            assert db.execute(f"SELECT count(*) FROM {table}").get == 0, table
    db.close()


def test_purging_keeps_the_past_readable_but_not_searchable(index: SqliteIndex) -> None:
    index.write([change("a", 1, said=FERRY, text="Old words")])
    index.write([change("a", 2)])
    index.purge(datetime.now(UTC) + timedelta(hours=1))
    old = index.article("a", 1)
    assert old and old.body.startswith("Old words")
    assert len(old.quotes) == 1
    assert articles(index, "old") == set()
