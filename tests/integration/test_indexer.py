"""The indexer's handler over a real index: what becomes of deletions, and of articles whose page is gone."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import apsw
import pytest

from services.search.bootstrap import open_index
from services.search.settings import Settings
from services.search.worker import Indexer
from shared.delivery.jobs import Job
from shared.delivery.stage import Done
from shared.errors import Rejected
from shared.gone_page import GonePage
from shared.models.annotations import Annotation, Annotator
from shared.models.articles import Article
from shared.models.receipts import Stage

ARTICLE = Article(title="Harbour", body="Nothing happened at the port.")
ANNOTATION = Annotation(annotator=Annotator(version="1", generation=1), entities=[], mentions=[], quotes=[])


pytestmark = pytest.mark.redis


@pytest.fixture
def indexer(search_settings: Settings) -> Indexer:
    return Indexer(search_settings)


def job(id: str, version: int, *, first: bool, article: Article | None = None) -> Job:
    return Job(
        id=id,
        version=version,
        payload=article.model_dump_json() if article else "",
        annotation=ANNOTATION.model_dump_json() if article else "",
        operation="put" if article else "delete",
        request_id="r",
        text_hash="h",
        accepted_at=datetime.now(UTC),
        attempts=1,
        first=first,
    )


def tombstones(search_settings: Settings) -> int:
    db = apsw.Connection(str(search_settings.sqlite_path))
    return int(db.execute("SELECT count(*) FROM current WHERE article IS NULL").get)


def test_a_deletion_of_what_was_never_held_leaves_no_tombstone(indexer: Indexer, search_settings: Settings) -> None:
    [result] = indexer([job("a" * 20, 1, first=True)])

    assert result == Done(Stage.DELETED, "was not held")
    assert tombstones(search_settings) == 0


def test_a_deletion_of_what_redis_forgot_and_the_index_holds_deletes_it(
    indexer: Indexer, search_settings: Settings
) -> None:
    indexer([job("a" * 20, 1, first=True, article=ARTICLE)])

    [result] = indexer([job("a" * 20, 2, first=True)])

    assert result == Done(Stage.DELETED)
    assert tombstones(search_settings) == 1


def test_a_deletion_guards_against_an_earlier_version_that_may_still_come(
    indexer: Indexer, search_settings: Settings
) -> None:
    [result] = indexer([job("a" * 20, 2, first=False)])
    [late] = indexer([job("a" * 20, 1, first=True, article=ARTICLE)])

    assert result == Done(Stage.DELETED)
    assert isinstance(late, Exception), "superseded"
    assert tombstones(search_settings) == 1


def test_neighbours_of_such_a_deletion_keep_their_results(indexer: Indexer) -> None:
    results = indexer(
        [
            job("a" * 20, 1, first=True),
            job("b" * 20, 2, first=True, article=ARTICLE),
            job("c" * 20, 3, first=False),
        ]
    )

    assert results == [Done(Stage.DELETED, "was not held"), Done(Stage.INDEXED), Done(Stage.DELETED)]


def gone(id: str, version: int) -> Job:
    mark = GonePage(page_gone_at=datetime(2026, 3, version, tzinfo=UTC), reason="The page is gone.")
    return replace(job(id, version, first=False, article=ARTICLE), payload=mark.payload(), annotation="")


def test_a_kept_article_whose_page_is_gone_says_since_when(indexer: Indexer, search_settings: Settings) -> None:
    indexer([job("a" * 20, 1, first=True, article=ARTICLE)])

    assert indexer([gone("a" * 20, 2)]) == [Done(Stage.INDEXED)]
    assert indexer([gone("a" * 20, 3)]) == [Done(Stage.INDEXED)]

    with closing(open_index(search_settings)) as index:
        held = index.article("a" * 20)
    assert held and held.page_gone_at == datetime(2026, 3, 2, tzinfo=UTC)
    assert (held.title, held.body, held.version) == (ARTICLE.title, ARTICLE.body, 3)

    assert indexer([job("a" * 20, 4, first=False, article=ARTICLE)]) == [Done(Stage.INDEXED)]
    with closing(open_index(search_settings)) as index:
        back = index.article("a" * 20)
    assert back and back.page_gone_at is None


def test_there_is_nothing_to_mark_where_no_article_is_held(indexer: Indexer) -> None:
    [result] = indexer([gone("a" * 20, 2)])

    assert isinstance(result, Rejected)
    assert result.detail == "The page is gone. Post its address again once it is back."
