"""The search API without its engine, and what it says about itself."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from services.search import examples
from services.search.answers.export.formats import MEDIA_TYPES
from services.search.answers.models import (
    Comparison,
    Copies,
    EntityProfile,
    FoundArticles,
    FoundQuotes,
    InTheNews,
    ListedEntities,
    ListedSpeakers,
    Network,
    SimilarArticles,
    Suggestions,
    Timeline,
)
from services.search.api import make_api
from services.search.engines.sqlite import SqliteIndex
from services.search.index.questions import NamesPage, NamesRequest, Page, Request
from services.search.index.results import FoundQuote, IdentifiedArticle
from services.search.settings import Settings
from tests.contract.conftest import engine  # noqa: F401 - a fixture
from tests.contract.engines import Engine
from tests.docs import examples as documented
from tests.support.serving import serving


@pytest.fixture
def alone(engine: Engine, tmp_path: Path) -> Iterator[httpx.Client]:  # noqa: F811
    """The API of an index whose engine cannot be reached."""
    with serving(make_api(Settings(), engine.away(tmp_path))) as client:
        yield client


LISTS = ["/v1/articles", "/v1/quotes", "/v1/entities", "/v1/speakers"]
LISTS += ["/v1/articles/{id}/similar", "/v1/articles/{id}/copies"]
BY_ID = ["/v1/articles/{id}", "/v1/quotes/{id}", "/v1/entities/{id}"]
ANALYSES = ["/v1/timeline", "/v1/network", "/v1/suggest", "/v1/compare", "/v1/in-the-news"]


@pytest.mark.parametrize(
    "path",
    ["/v1/articles?q=a", "/v1/quotes", "/v1/articles/a", "/v1/quotes/a", "/v1/articles/a/similar",
     "/v1/articles/a/copies", "/v1/entities", "/v1/entities/person:a",
     "/v1/speakers?format=csv", "/v1/timeline", "/v1/network", "/v1/suggest?q=a",
     "/v1/compare?by=source&a=x&b=y", "/v1/articles?format=jsonl", "/v1/quotes?format=atom"],
)  # fmt: skip
def test_without_its_engine_every_question_is_503_with_a_time_to_come_back(alone: httpx.Client, path: str) -> None:
    refused = alone.get(path)
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert int(refused.headers["retry-after"]) > 0
    assert refused.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in refused.text


def test_without_its_engine_it_lives_but_is_not_ready_and_says_what_is_missing(alone: httpx.Client) -> None:
    assert alone.get("/health/live").status_code == 200
    ready = alone.get("/health/ready")
    assert (ready.status_code, ready.json()["missing"]) == (503, ["index"])
    assert alone.get("/docs").status_code == 200


def test_it_serves_as_soon_as_its_engine_is_there(tmp_path: Path) -> None:
    occupied = tmp_path / "data"
    occupied.write_text("not a folder yet")
    with serving(make_api(Settings(), SqliteIndex(occupied / "index.sqlite3", walk_seconds=60))) as client:
        assert client.get("/v1/quotes").status_code == 503
        occupied.unlink()
        end = time.monotonic() + 30
        while (answer := client.get("/v1/quotes")).status_code == 503 and time.monotonic() < end:
            time.sleep(0.2)
        assert (answer.status_code, answer.json()["total"]) == (200, 0)


class Noting:
    """An index that notes what it is asked."""

    def __init__(self, index: SqliteIndex) -> None:
        self.index = index
        self.asked: list[Request | NamesRequest] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)

    def search(self, request: Request) -> Page:
        self.asked.append(request)
        return self.index.search(request)

    def names(self, request: NamesRequest) -> NamesPage:
        self.asked.append(request)
        return self.index.names(request)


@pytest.mark.parametrize("path", ["/v1/quotes", "/v1/articles?format=csv", "/v1/entities", "/v1/speakers?facet=source"])
def test_the_index_hears_for_whom_it_keeps_snapshots(tmp_path: Path, path: str) -> None:
    noting = Noting(SqliteIndex(tmp_path / "index.sqlite3", walk_seconds=60))
    noting.prepare()
    with serving(make_api(Settings(), noting)) as client:
        assert client.get(path).status_code == 200
    assert {request.client for request in noting.asked} == {"127.0.0.1"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    index = SqliteIndex(tmp_path_factory.mktemp("served") / "index.sqlite3", walk_seconds=60)
    with serving(make_api(Settings(), index)) as client:
        yield client


def test_the_docs_page_needs_nothing_from_elsewhere(served: httpx.Client) -> None:
    page = served.get("/docs").text
    assert "//" not in page
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(links) == 4
    assert all(served.get(f"/{link}").status_code == 200 for link in links)


@pytest.mark.parametrize("path", [*LISTS, *BY_ID, *ANALYSES])
def test_every_answer_is_documented(served: httpx.Client, path: str) -> None:
    answers = served.get("/openapi.json").json()["paths"][path]["get"]["responses"]
    expected = {"200", "400", "403", "413", "422", "503", "default"}
    expected |= {"404"} if "{id}" in path else set()
    expected |= {"406", "410"} if path in LISTS else set()
    assert set(answers) == expected
    assert "example" in answers["200"]["content"]["application/json"]
    assert all("application/problem+json" in answers[status]["content"] for status in set(answers) - {"200"})


@pytest.mark.parametrize("path", [*LISTS, *BY_ID, *ANALYSES])
def test_every_format_is_documented(served: httpx.Client, path: str) -> None:
    content = served.get("/openapi.json").json()["paths"][path]["get"]["responses"]["200"]["content"]
    every = {name for names in MEDIA_TYPES.values() for name in names}
    assert set(content) == (every if path in LISTS else {"application/json"})


MODELS: dict[str, type[BaseModel]] = {
    "articles": FoundArticles, "quotes": FoundQuotes, "quote": FoundQuote, "article": IdentifiedArticle,
    "similar": SimilarArticles, "copies": Copies, "entities": ListedEntities, "entity": EntityProfile,
    "speakers": ListedSpeakers,
    "timeline": Timeline, "network": Network, "suggest": Suggestions, "compare": Comparison,
    "in_the_news": InTheNews,
}  # fmt: skip


def test_the_examples_are_what_the_models_say() -> None:
    found = examples.answers()
    assert found.keys() == MODELS.keys()
    for name, model in MODELS.items():
        model.model_validate(found[name])


def test_the_examples_are_what_the_api_answers() -> None:
    assert documented.answers() == examples.answers(), "python -m tests.docs.examples writes them anew"
