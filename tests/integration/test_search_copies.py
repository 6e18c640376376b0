"""Copies in the search API: the group beside an article, its copies, lists that show one of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services.search.api import make_api
from services.search.settings import Settings
from tests.contract.conftest import engine  # noqa: F401 - a fixture
from tests.contract.engines import Engine
from tests.support import copies
from tests.support.corpus import Said, change
from tests.support.serving import serving

SAID = [Said("We regret the noise", "Ada Nordmann")]
ORIGINAL = copies.story(random.Random(3))
CUT = copies.cut(random.Random(3), ORIGINAL)


@pytest.fixture(scope="module")
def client(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:  # noqa: F811
    """The API of an index with three articles that print one text, and one that nobody has copied."""
    texts = {"first": ORIGINAL, "again": ORIGINAL, "cut": CUT, "alone": copies.story(random.Random(4))}
    with engine.opened(tmp_path_factory.mktemp("copies")) as index:
        index.write(
            [
                change(
                    id,
                    title=story.title,
                    text=story.body,
                    said=SAID,
                    source=f"The {id}",
                    published_at=datetime(2026, 3, 1 + day, tzinfo=UTC),
                )
                for day, (id, story) in enumerate(texts.items())
            ]
        )
        with serving(make_api(Settings(), index)) as served:
            yield served


def get(client: httpx.Client, path: str, **parameters: Any) -> Any:
    """The answer, which has to be one."""
    return client.get(path, params=parameters).raise_for_status().json()


GROUP = {"id": "g-first", "kind": "duplicate", "size": 3, "first": "first"}


def test_an_article_tells_its_group(client: httpx.Client) -> None:
    assert get(client, "/v1/articles/cut")["group"] == GROUP
    assert get(client, "/v1/articles/alone")["group"] is None
    assert {one["id"]: one["group"] for one in get(client, "/v1/articles")["results"]} == {
        "first": GROUP,
        "again": GROUP,
        "cut": GROUP,
        "alone": None,
    }


def test_a_list_is_not_collapsed_unless_asked(client: httpx.Client) -> None:
    found = get(client, "/v1/articles")
    assert (found["total"], found["matching"], found["collapse"]) == (4, 4, None)
    assert {one["more"] for one in found["results"]} == {None}


def test_a_collapsed_list_counts_groups_and_says_so(client: httpx.Client) -> None:
    found = get(client, "/v1/articles", collapse="group", sort="oldest", facet="source")
    assert (found["total"], found["matching"], found["collapse"]) == (2, 4, "group")
    assert [(one["id"], one["more"]) for one in found["results"]] == [("first", 2), ("alone", 0)]
    assert len(found["facets"]["source"]) == 4


def test_more_counts_what_the_filter_lets_pass(client: httpx.Client) -> None:
    found = get(client, "/v1/articles", collapse="group", sort="oldest", exclude_source="The first")
    assert [(one["id"], one["more"], one["group"]) for one in found["results"]] == [
        ("again", 1, GROUP),
        ("alone", 0, None),
    ]


def test_a_quote_is_shown_once_for_all_copies_of_its_text(client: httpx.Client) -> None:
    found = get(client, "/v1/quotes", collapse="group", sort="oldest")
    assert [(one["article"]["id"], one["more"]) for one in found["results"]] == [("first", 2), ("alone", 0)]
    assert (found["total"], found["matching"]) == (2, 4)


def test_pages_of_a_collapsed_list_lead_on(client: httpx.Client) -> None:
    page = get(client, "/v1/articles", collapse="group", sort="newest", size=1)
    assert [one["id"] for one in page["results"]] == ["alone"]
    page = get(client, "/v1/articles", collapse="group", sort="newest", size=1, cursor=page["next_cursor"])
    assert ([one["id"] for one in page["results"]], page["total"], page["next_cursor"]) == (["cut"], 2, None)


def test_a_cursor_of_a_collapsed_list_belongs_to_it(client: httpx.Client) -> None:
    cursor = get(client, "/v1/articles", collapse="group", size=1)["next_cursor"]
    refused = client.get("/v1/articles", params={"size": 1, "cursor": cursor})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")


def test_an_export_can_be_collapsed(client: httpx.Client) -> None:
    table = client.get("/v1/articles", params={"collapse": "group", "format": "csv", "fields": "id,more"}).text
    assert sorted(table.split()) == ["alone,0", "cut,2", "id,more"]


def test_copies_are_listed_oldest_first_page_by_page(client: httpx.Client) -> None:
    page = get(client, "/v1/articles/again/copies", size=1)
    assert ([one["id"] for one in page["results"]], page["total"], page["group"]) == (["first"], 2, GROUP)
    page = get(client, "/v1/articles/again/copies", size=1, cursor=page["next_cursor"])
    assert ([one["id"] for one in page["results"]], page["next_cursor"]) == (["cut"], None)


def test_an_article_that_nobody_copied_has_no_copies(client: httpx.Client) -> None:
    found = get(client, "/v1/articles/alone/copies")
    assert (found["total"], found["results"], found["group"]) == (0, [], None)
    assert client.get("/v1/articles/nobody/copies").status_code == 404


def test_another_collapse_is_refused_by_name(client: httpx.Client) -> None:
    refused = client.get("/v1/articles", params={"collapse": "source"})
    assert refused.status_code == 422
    assert "collapse" in refused.text


def test_the_page_shows_each_text_once_and_says_so(client: httpx.Client) -> None:
    page = client.get("/search", params={"kind": "articles", "sort": "oldest"}).text
    assert page.count("data-result") == 2
    assert "Each text once: 4 with copies" in page
    assert '<a class="quiet" href="/articles/first#copies">2 more</a>' in page
    everything = client.get("/search", params={"kind": "articles", "copies": "shown"}).text
    assert everything.count("data-result") == 4
    assert "Each text once" not in everything


def test_the_reader_lists_copies(client: httpx.Client) -> None:
    page = client.get("/articles/again").text
    assert 'id="copies"' in page
    assert 'href="/articles/first"' in page
    assert 'href="/articles/cut"' in page
    assert 'id="copies"' not in client.get("/articles/alone").text
