"""An index that is lost, replaced or older is noticed by the indexer, told by health, and reposts fill it again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from services.search.bootstrap import open_index
from shared.settings import Settings
from tests.support.pipeline import Pipeline, pipeline_on

pytestmark = pytest.mark.redis


@pytest.fixture
def pipeline(settings: Settings, tmp_path: Path) -> Iterator[Pipeline]:
    with pipeline_on(settings, tmp_path / "index.sqlite3") as opened:
        yield opened


def test_as_long_as_the_index_is_there_a_repost_is_no_work(pipeline: Pipeline) -> None:
    pipeline.indexed("One gull.", "Two gulls.")
    assert pipeline.post("One gull.").status_code == 200
    assert pipeline.health()["status"] == "ok"


def test_what_a_lost_index_held_is_indexed_again_when_posted_again(pipeline: Pipeline) -> None:
    one, two = pipeline.indexed("One gull.", "Two gulls.")
    pipeline.lose()
    pipeline.indexed("Three gulls.")  # the indexer notices when it is asked to write

    answer = pipeline.post("One gull.")
    assert (answer.status_code, answer.json()["id"]) == (202, one)
    pipeline.work()

    assert pipeline.found(one)
    assert not pipeline.found(two)
    assert pipeline.post("One gull.").status_code == 200


def test_health_says_that_the_index_was_lost_and_what_to_do(pipeline: Pipeline) -> None:
    pipeline.indexed("One gull.")
    pipeline.lose()
    pipeline.indexed("Two gulls.")
    health = pipeline.health()
    assert health["status"] == "degraded"
    assert health["missing"] == []
    assert "quotewire restore" in str(health["parts"])


def test_what_an_older_copy_of_the_index_lacks_is_indexed_again_when_posted_again(pipeline: Pipeline) -> None:
    pipeline.indexed("One gull.")
    path = pipeline.settings.sqlite_path
    with closing(open_index(pipeline.settings)) as index:
        index.ready()
    pipeline.start_indexer()
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    (two,) = pipeline.indexed("Two gulls.")

    pipeline.lose()
    shutil.copy(copy, path)
    pipeline.indexed("Three gulls.")
    assert "older state" in str(pipeline.health()["parts"])
    assert pipeline.post("Two gulls.").status_code == 202
    pipeline.work()
    assert pipeline.found(two)


def test_an_index_that_was_empty_when_it_was_lost_is_no_loss(pipeline: Pipeline) -> None:
    with closing(open_index(pipeline.settings)) as index:
        index.prepare()
    pipeline.lose()
    pipeline.indexed("One gull.")
    assert pipeline.health()["status"] == "ok"


def test_a_deletion_of_what_was_lost_is_still_a_deletion(pipeline: Pipeline) -> None:
    (one,) = pipeline.indexed("One gull.")
    pipeline.lose()
    pipeline.indexed("Two gulls.")
    assert pipeline.client.delete(f"/v1/articles/{one}").status_code == 202
    pipeline.work()
    assert pipeline.client.get(f"/v1/receipts/{one}").json()["state"] == "deleted"
    assert not pipeline.found(one)
