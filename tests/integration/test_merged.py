"""Pages that say that their address is another one: they join the article known by it, and their ids lead on to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis

from services.search.answers.articles import get_article
from services.search.bootstrap import open_index
from shared import settings as shared_settings
from shared.errors import NotFound
from tests.support.pipeline import Pipeline, pipeline_on

pytestmark = pytest.mark.redis

SITE = "https://example.org"
PROSE = "“It took nine years, and it was worth every one of them,” said Mayor Ana Torres on Monday. " * 5
TEXT = {"title": "Bridge opens", "body": PROSE}


@pytest.fixture
def pipeline(settings: shared_settings.Settings, tmp_path: Path) -> Iterator[Pipeline]:
    with pipeline_on(settings, tmp_path / "index.sqlite3") as running:
        yield running


def page(own: str, title: str = "Bridge opens") -> str:
    return f"""<html><head><title>{title}</title><link rel="canonical" href="{own}"></head>
<body><article><h1>{title}</h1><p>{PROSE}</p><p>{PROSE}</p></article></body></html>"""


def posted(pipeline: Pipeline, **document: Any) -> dict[str, Any]:
    """Post it, work, and return its receipt."""
    answer = pipeline.client.post("/v1/articles", json=document)
    assert answer.status_code in (200, 202), answer.text
    pipeline.work()
    receipt: dict[str, Any] = pipeline.client.get(f"/v1/receipts/{answer.json()['id']}").json()
    return receipt


def shown(pipeline: Pipeline, id: str) -> str | None:
    """The id of the article that an id answers with."""
    with closing(open_index(pipeline.settings)) as index:
        try:
            return get_article(index, id).id
        except NotFound:
            return None


def sent_is_accounted_for(pipeline: Pipeline) -> int:
    counts: dict[str, int] = pipeline.client.get("/v1/sources").json()["all"]
    assert counts["sent"] == counts["accepted"] + counts["unchanged"] + counts["quarantined"] + counts["refused"]
    return counts["sent"]


def test_an_unknown_own_address_becomes_an_alias(pipeline: Pipeline) -> None:
    first = posted(pipeline, url=f"{SITE}/p/7", html=page(f"{SITE}/bridge"))

    later = posted(pipeline, url=f"{SITE}/bridge", **TEXT)

    assert first["state"] == later["state"] == "indexed"
    assert later["id"] == first["id"]


def test_a_known_one_merges_the_page_into_its_article(pipeline: Pipeline) -> None:
    bridge = posted(pipeline, url=f"{SITE}/bridge", **TEXT)

    other = posted(pipeline, url=f"{SITE}/p/7", html=page(f"{SITE}/bridge"))

    assert (other["state"], other["into"]) == ("merged", bridge["id"])
    assert other["id"] != bridge["id"]
    assert shown(pipeline, other["id"]) == shown(pipeline, bridge["id"]) == bridge["id"]
    assert sent_is_accounted_for(pipeline) == 2


def test_the_same_page_again_is_unchanged_and_another_text_a_version_of_that_article(pipeline: Pipeline) -> None:
    bridge = posted(pipeline, url=f"{SITE}/bridge", **TEXT)
    document = {"url": f"{SITE}/p/7", "html": page(f"{SITE}/bridge")}
    posted(pipeline, **document)

    again = pipeline.client.post("/v1/articles", json=document)
    assert (again.status_code, again.json()["id"], again.json()["version"]) == (200, bridge["id"], bridge["version"])

    changed = posted(pipeline, url=f"{SITE}/p/7", title="Bridge opens", body=f"{PROSE} It rained.")
    assert (changed["id"], changed["state"]) == (bridge["id"], "indexed")
    assert sent_is_accounted_for(pipeline) == 4


def test_deleting_the_one_id_deletes_the_article(pipeline: Pipeline) -> None:
    bridge = posted(pipeline, url=f"{SITE}/bridge", **TEXT)
    other = posted(pipeline, url=f"{SITE}/p/7", html=page(f"{SITE}/bridge"))

    assert pipeline.client.delete(f"/v1/articles/{other['id']}").json()["id"] == bridge["id"]
    pipeline.work()

    assert shown(pipeline, other["id"]) is shown(pipeline, bridge["id"]) is None


def test_an_article_that_was_shown_before_gives_way(pipeline: Pipeline) -> None:
    old = posted(pipeline, url=f"{SITE}/p/7", **TEXT)
    bridge = posted(pipeline, url=f"{SITE}/bridge", **TEXT)
    assert old["id"] != bridge["id"]

    posted(pipeline, url=f"{SITE}/p/7", html=page(f"{SITE}/bridge"))

    assert shown(pipeline, old["id"]) == bridge["id"]


def test_a_site_that_names_one_address_on_all_its_pages_joins_nothing(pipeline: Pipeline) -> None:
    first = posted(pipeline, url=f"{SITE}/1", html=page(f"{SITE}/news"))

    second = posted(pipeline, url=f"{SITE}/2", html=page(f"{SITE}/news", "Ferry sails"))

    assert (first["state"], second["state"]) == ("indexed", "indexed")
    assert first["id"] != second["id"]


def test_a_deleted_article_loses_its_address_to_a_page_that_is_posted(pipeline: Pipeline) -> None:
    bridge = posted(pipeline, url=f"{SITE}/bridge", **TEXT)
    pipeline.client.delete(f"/v1/articles/{bridge['id']}")
    pipeline.work()

    other = posted(pipeline, url=f"{SITE}/p/7", html=page(f"{SITE}/bridge"))

    assert other["state"] == "indexed"
    assert shown(pipeline, other["id"]) == other["id"]


def test_it_leads_on_when_redis_has_forgotten_all(pipeline: Pipeline, redis_client: redis.Redis) -> None:
    bridge = posted(pipeline, url=f"{SITE}/bridge", **TEXT)
    other = posted(pipeline, url=f"{SITE}/p/7", html=page(f"{SITE}/bridge"))
    pipeline.receipts.forget(10)

    again = posted(pipeline, url=f"{SITE}/p/7", title="Bridge opens", body=f"{PROSE} It rained.")
    assert (again["id"], again["state"], again["into"]) == (other["id"], "merged", bridge["id"])
    pipeline.work()
    with closing(open_index(pipeline.settings)) as index:
        assert get_article(index, other["id"]).body.endswith("It rained.")
        assert get_article(index, other["id"]).id == bridge["id"]
    assert sent_is_accounted_for(pipeline) == 3

    pipeline.receipts.forget(10)
    pipeline.client.delete(f"/v1/articles/{other['id']}")
    pipeline.work()
    assert shown(pipeline, bridge["id"]) is None
