"""Cleaning from the post to the answer: identified by what was posted, annotated without boilerplate, both readable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services.ingest.extraction.page import extract
from services.search.api import make_api
from services.search.bootstrap import open_index
from shared import settings as shared_settings
from tests.support.ingest_api import ARTICLE
from tests.support.pipeline import Pipeline, pipeline_on
from tests.support.serving import serving

pytestmark = pytest.mark.redis

STORY = "“It was worth it,” said Mayor Ana Torres."
POSTED = f"Share on Facebook\n\n{STORY}\n\nPost a Comment\n\nADS\n"
PARAGRAPHS = (STORY * 9, "Mayor Torres opened it.", "© 2026 Courier")
PAGE = f"<html><body><article>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</article></body></html>"


@pytest.fixture
def pipeline(settings: shared_settings.Settings, tmp_path: Path) -> Iterator[Pipeline]:
    with pipeline_on(settings, tmp_path / "index.sqlite3") as pipeline:
        yield pipeline


@pytest.fixture
def search(pipeline: Pipeline) -> Iterator[httpx.Client]:
    index = open_index(pipeline.settings)
    index.prepare()
    with serving(make_api(pipeline.settings, index)) as client:
        yield client
    index.close()


def test_a_body_is_stored_without_its_boilerplate(pipeline: Pipeline, search: httpx.Client) -> None:
    [id] = pipeline.indexed(POSTED)

    article = search.get(f"/v1/articles/{id}").json()

    assert article["body"] == STORY
    assert article["original"] is None
    assert [cut["kind"] for cut in article["cleaning"]["cuts"]] == ["boilerplate", "characters", "boilerplate"]


def test_what_was_posted_is_shown_when_asked_for(pipeline: Pipeline, search: httpx.Client) -> None:
    [id] = pipeline.indexed(POSTED)

    article = search.get(f"/v1/articles/{id}", params={"original": "true"}).json()

    assert article["original"] == {"title": ARTICLE["title"], "body": POSTED}


def test_the_same_post_again_is_unchanged(pipeline: Pipeline) -> None:
    pipeline.indexed(POSTED)

    assert pipeline.post(POSTED).status_code == 200


def test_other_boilerplate_is_a_new_version_that_keeps_its_annotation(pipeline: Pipeline) -> None:
    [id] = pipeline.indexed(POSTED)

    answer = pipeline.client.post("/v1/articles", json=ARTICLE | {"body": POSTED, "tags": ["bridge"]})

    assert (answer.json()["id"], answer.json()["state"]) == (id, "indexing")


def test_a_page_is_cleaned_like_a_post(pipeline: Pipeline, search: httpx.Client) -> None:
    assert "© 2026" in extract(PAGE, None).text
    id = pipeline.client.post("/v1/articles", json={"html": PAGE}).json()["id"]
    pipeline.work()

    article = search.get(f"/v1/articles/{id}", params={"original": "true"}).json()

    assert article["body"].endswith("Mayor Torres opened it.")
    assert article["original"]["body"].endswith("© 2026 Courier")


def test_the_reader_folds_away_what_was_left_out(pipeline: Pipeline, search: httpx.Client) -> None:
    [id] = pipeline.indexed(POSTED)

    page = search.get(f"/articles/{id}", headers={"accept": "text/html"}).text

    assert page.count('<details class="left-out">') == 2
    assert "Left out: 2 lines that are no part of the article" in page
