"""An index that is lost, replaced or older is noticed by the indexer, told by health, and reposts fill it again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from services.ingest.settings import Settings as IngestSettings
from services.search.bootstrap import open_index
from services.search.settings import Settings
from services.search.worker import Indexer
from shared import settings as shared_settings
from shared.delivery.receipts import Receipts
from shared.delivery.stage import Line, Next, drain
from shared.models import Annotation, Annotator, Stage
from tests.support.ingest_api import ARTICLE, ingesting

pytestmark = pytest.mark.redis

EMPTY = Annotation(annotator=Annotator(version="none", generation=0)).model_dump_json()


class Newsroom:
    """Ingest, an annotator that finds nothing, and the indexer, over one Redis and one index file."""

    def __init__(self, client: httpx.Client, receipts: Receipts, settings: Settings) -> None:
        self.client, self.receipts, self.settings = client, receipts, settings
        self.start_indexer()

    def start_indexer(self) -> None:
        self._indexer = Indexer(self.settings)

    def post(self, body: str) -> httpx.Response:
        return self.client.post("/v1/articles", json=ARTICLE | {"body": body})

    def work(self) -> None:
        for stage, handle in (
            (Stage.ANNOTATING, lambda jobs: [Next(Stage.INDEXING, annotation=EMPTY) for _ in jobs]),
            (Stage.INDEXING, self._indexer),
        ):
            drain(Line(stage, handle, lambda _: None, 10), self.receipts, self.settings)

    def indexed(self, *bodies: str) -> list[str]:
        """Post and index them one after the other; return their ids."""
        ids = []
        for body in bodies:
            ids.append(str(self.post(body).json()["id"]))
            self.work()
        return ids

    def found(self, id: str) -> bool:
        with closing(open_index(self.settings)) as index:
            return index.article(id) is not None

    def health(self) -> dict[str, object]:
        answer = self.client.get("/health/ready")
        assert answer.status_code == 200
        return dict(answer.json())


@pytest.fixture
def newsroom(settings: shared_settings.Settings, tmp_path: Path) -> Iterator[Newsroom]:
    of_redis = {"redis_url": settings.redis_url, "queue_name_prefix": settings.queue_name_prefix}
    of_index = Settings(**of_redis, search_engine="sqlite", sqlite_path=tmp_path / "index.sqlite3")  # type: ignore[arg-type]
    with ingesting(IngestSettings(**of_redis)) as (client, receipts):  # type: ignore[arg-type]
        yield Newsroom(client, receipts, of_index)


def lose(newsroom: Newsroom) -> None:
    for file in newsroom.settings.sqlite_path.parent.glob("index.sqlite3*"):
        file.unlink()
    newsroom.start_indexer()


def test_as_long_as_the_index_is_there_a_repost_is_no_work(newsroom: Newsroom) -> None:
    newsroom.indexed("One gull.", "Two gulls.")
    assert newsroom.post("One gull.").status_code == 200
    assert newsroom.health()["status"] == "ok"


def test_what_a_lost_index_held_is_indexed_again_when_posted_again(newsroom: Newsroom) -> None:
    one, two = newsroom.indexed("One gull.", "Two gulls.")
    lose(newsroom)
    newsroom.indexed("Three gulls.")  # the indexer notices when it is asked to write

    answer = newsroom.post("One gull.")
    assert (answer.status_code, answer.json()["id"]) == (202, one)
    newsroom.work()

    assert newsroom.found(one)
    assert not newsroom.found(two)
    assert newsroom.post("One gull.").status_code == 200


def test_health_says_that_the_index_was_lost_and_what_to_do(newsroom: Newsroom) -> None:
    newsroom.indexed("One gull.")
    lose(newsroom)
    newsroom.indexed("Two gulls.")
    health = newsroom.health()
    assert health["status"] == "degraded"
    assert health["missing"] == []
    assert "quotewire restore" in str(health["parts"])


def test_what_an_older_copy_of_the_index_lacks_is_indexed_again_when_posted_again(newsroom: Newsroom) -> None:
    newsroom.indexed("One gull.")
    path = newsroom.settings.sqlite_path
    with closing(open_index(newsroom.settings)) as index:
        index.ready()
    newsroom.start_indexer()
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    (two,) = newsroom.indexed("Two gulls.")

    lose(newsroom)
    shutil.copy(copy, path)
    newsroom.indexed("Three gulls.")
    assert "older state" in str(newsroom.health()["parts"])
    assert newsroom.post("Two gulls.").status_code == 202
    newsroom.work()
    assert newsroom.found(two)


def test_an_index_that_was_empty_when_it_was_lost_is_no_loss(newsroom: Newsroom) -> None:
    with closing(open_index(newsroom.settings)) as index:
        index.prepare()
    lose(newsroom)
    newsroom.indexed("One gull.")
    assert newsroom.health()["status"] == "ok"


def test_a_deletion_of_what_was_lost_is_still_a_deletion(newsroom: Newsroom) -> None:
    (one,) = newsroom.indexed("One gull.")
    lose(newsroom)
    newsroom.indexed("Two gulls.")
    assert newsroom.client.delete(f"/v1/articles/{one}").status_code == 202
    newsroom.work()
    assert newsroom.client.get(f"/v1/receipts/{one}").json()["state"] == "deleted"
    assert not newsroom.found(one)
