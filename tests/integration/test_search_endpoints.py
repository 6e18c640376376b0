"""Entities, speakers, timelines, networks, suggestions, comparisons: their numbers are those of the lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from services.search.answers.models import (
    Comparison,
    EntityProfile,
    ListedEntity,
    ListedSpeaker,
    Network,
    SimilarArticles,
    Suggestions,
    Timeline,
)
from tests.contract.conftest import engine  # noqa: F401 - a fixture
from tests.contract.engines import Engine
from tests.support.search_api import world_served

SELECTIONS: list[dict[str, Any]] = [
    {},
    {"q": "ferry OR Iran"},
    {"source": "Evening Heron", "from": "2026-01-01"},
    {"exclude_speaker": "Mohsen Milani", "language": ["en", "pl"]},
    {"about": "Iran", "confidence_min": 0.5},
]
"""What the numbers are compared under."""

MILANI = "person:mohsen-milani"


@pytest.fixture(scope="module")
def client(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:  # noqa: F811
    """The API of the world of traps."""
    with world_served(engine, tmp_path_factory.mktemp("world")) as found:
        yield found


def get(client: httpx.Client, path: str, **asked: Any) -> dict[str, Any]:
    answer = client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def total(client: httpx.Client, path: str, **asked: Any) -> int:
    found: int = get(client, path, **asked, size=1, facet="none")["total"]
    return found


def everything(client: httpx.Client, path: str, **asked: Any) -> list[dict[str, Any]]:
    page = get(client, path, **asked, size=100)
    found: list[dict[str, Any]] = page["results"]
    while page["next_cursor"]:
        page = get(client, path, **asked, size=100, cursor=page["next_cursor"])
        found += page["results"]
    return found


# --- entities and speakers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", SELECTIONS)
def test_each_number_of_an_entity_is_the_total_of_a_list(client: httpx.Client, asked: dict[str, Any]) -> None:
    page = get(client, "/v1/entities", **asked, size=6)
    assert page["results"]
    for entity in page["results"]:
        assert set(entity) == set(ListedEntity.model_fields)
        if "entity" not in asked:
            assert entity["articles"] == total(client, "/v1/articles", **asked, entity=entity["id"])
        if "exclude_speaker" not in asked:
            assert entity["quotes_by"] == total(client, "/v1/quotes", **asked, speaker=entity["id"])
        if "about" not in asked:
            assert entity["quotes_about"] == total(client, "/v1/quotes", **asked, about=entity["id"])


def test_all_pages_of_entities_are_all_that_the_articles_name(client: httpx.Client) -> None:
    named = {entity["id"] for article in everything(client, "/v1/articles") for entity in article["entities"]}
    found = [entity["id"] for page in pages(client, "/v1/entities", 7) for entity in page["results"]]
    assert len(found) == len(set(found)) == get(client, "/v1/entities")["total"]
    assert set(found) == named


def pages(client: httpx.Client, path: str, size: int, **asked: Any) -> Iterator[dict[str, Any]]:
    page = get(client, path, **asked, size=size)
    yield page
    while page["next_cursor"]:
        page = get(client, path, **asked, size=size, cursor=page["next_cursor"])
        yield page


def test_mentions_are_the_places_where_an_article_names_it(client: httpx.Client) -> None:
    listed = next(e for e in everything(client, "/v1/entities") if e["id"] == MILANI)
    ids = [article["id"] for article in everything(client, "/v1/articles", entity=MILANI)]
    mentions = [mention for id in ids for mention in get(client, f"/v1/articles/{id}")["mentions"]]
    assert listed["mentions"] == sum(mention["entity"] == MILANI for mention in mentions)


@pytest.mark.parametrize("asked", SELECTIONS)
def test_speakers_come_with_as_many_quotes_as_are_found_by_them(client: httpx.Client, asked: dict[str, Any]) -> None:
    counts = Counter(quote["speaker"]["id"] for quote in everything(client, "/v1/quotes", **asked) if quote["speaker"])
    found = everything(client, "/v1/speakers", **asked)
    assert {speaker["id"]: speaker["quotes"] for speaker in found} == counts
    assert [speaker["id"] for speaker in found] == sorted(counts, key=lambda id: (-counts[id], id))
    assert all(set(speaker) == set(ListedSpeaker.model_fields) for speaker in found)


def test_names_are_found_by_their_beginning_and_listed_by_type(client: httpx.Client) -> None:
    by_name = everything(client, "/v1/entities", name="moh mil") + everything(client, "/v1/entities", name="mohsen MIL")
    assert [entity["id"] for entity in by_name] == [MILANI]
    people = everything(client, "/v1/entities", type="PERSON")
    assert people
    assert all(entity["type"] == "PERSON" and entity["id"].startswith("person:") for entity in people)


def test_by_name_means_by_id(client: httpx.Client) -> None:
    ids = [entity["id"] for entity in everything(client, "/v1/entities", sort="name")]
    assert ids == sorted(ids)


def test_a_speaker_who_is_only_described_has_no_type(client: httpx.Client) -> None:
    analysts = next(each for each in everything(client, "/v1/speakers") if each["id"] == "description:analysts")
    assert (analysts["name"], analysts["type"]) == ("analysts", None)


def test_facets_beside_names_count_what_is_behind_the_list(client: httpx.Client) -> None:
    asked = {"q": "ferry", "facet": ["source", "language"]}
    assert get(client, "/v1/entities", **asked)["facets"] == get(client, "/v1/articles", **asked)["facets"]
    assert get(client, "/v1/speakers", **asked)["facets"] == get(client, "/v1/quotes", **asked)["facets"]
    assert get(client, "/v1/speakers")["facets"] == {}


# --- one of them ----------------------------------------------------------------------------------------------------


def test_a_profile_says_what_the_lists_say(client: httpx.Client) -> None:
    found = get(client, f"/v1/entities/{MILANI}", size=3)
    assert set(found) == set(EntityProfile.model_fields)
    listed = next(each for each in everything(client, "/v1/entities") if each["id"] == MILANI)
    assert {name: found[name] for name in listed} == listed
    for name, parameter in (("latest_quotes_by", "speaker"), ("latest_quotes_about", "about")):
        newest = get(client, "/v1/quotes", **{parameter: MILANI}, sort="newest", size=3)["results"]
        assert found[name] == newest
    assert {"Mohsen Milani", "Milani"} <= {alias["value"] for alias in found["aliases"]}


def test_who_reports_it_is_counted_in_its_articles(client: httpx.Client) -> None:
    sources = [article["source"] for article in everything(client, "/v1/articles", entity=MILANI)]
    counts = Counter(source for source in sources if source)
    assert {each["value"]: each["count"] for each in get(client, f"/v1/entities/{MILANI}")["sources"]} == counts


def test_its_roles_are_those_of_its_quotes_with_their_first_and_last_dates(client: httpx.Client) -> None:
    quotes = everything(client, "/v1/quotes", speaker=MILANI, sort="newest")
    roles = [quote["speaker"]["role"] for quote in quotes if quote["speaker"]["role"]]
    dates = [quote["article"]["published_at"] for quote in quotes if quote["speaker"]["role"] == roles[0]]
    dated = [date for date in dates if date]
    latest = get(client, f"/v1/entities/{MILANI}")["roles"][0]
    assert latest == {"role": roles[0], "quotes": len(dates), "first": min(dated), "last": max(dated)}


def test_each_of_its_names_has_the_dates_of_its_articles(client: httpx.Client) -> None:
    articles = everything(client, "/v1/articles", entity=MILANI)
    dates = [article["published_at"] for article in articles if article["published_at"]]
    [name] = get(client, f"/v1/entities/{MILANI}")["names"]
    assert (name["first"], name["last"]) == (min(dates), max(dates))


def test_who_is_named_beside_it_is_counted_in_its_articles(client: httpx.Client) -> None:
    articles = everything(client, "/v1/articles", entity=MILANI)
    counts = Counter(entity["id"] for article in articles for entity in article["entities"] if entity["id"] != MILANI)
    beside = [(each["value"], each["count"]) for each in get(client, f"/v1/entities/{MILANI}")["co_entities"]]
    assert beside == sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:20]


def test_its_activity_is_the_timeline_of_its_articles_and_of_its_quotes(client: httpx.Client) -> None:
    found = get(client, f"/v1/entities/{MILANI}", interval="year")
    for name, kind, parameter in (("activity", "articles", "entity"), ("activity_as_speaker", "quotes", "speaker")):
        line = get(client, "/v1/timeline", kind=kind, interval="year", **{parameter: MILANI})
        assert found[name] | {"took_ms": 0} == line | {"took_ms": 0}


def test_a_speaker_who_is_no_entity_has_a_profile(client: httpx.Client) -> None:
    found = get(client, "/v1/entities/description:analysts")
    assert (found["name"], found["type"], found["articles"]) == ("analysts", None, 0)
    assert found["quotes_by"] == len(found["latest_quotes_by"]) or found["quotes_by"] > 5


def test_whoever_is_only_spoken_about_has_a_profile(client: httpx.Client) -> None:
    found = get(client, "/v1/entities/gpe:atlantis")
    assert (found["articles"], found["quotes_about"], found["aliases"]) == (0, 1, [])


@pytest.mark.parametrize(
    "id", ["person:nobody", "mohsen", "person:", "%00", "person:a%2Fb", "*:*", "PERSON:mohsen-milani"]
)
def test_nobody_is_404(client: httpx.Client, id: str) -> None:
    refused = client.get(f"/v1/entities/{id}")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


# --- over time ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", SELECTIONS)
@pytest.mark.parametrize("kind", ["articles", "quotes"])
def test_a_timeline_adds_up_to_the_total_of_the_list(client: httpx.Client, kind: str, asked: dict[str, Any]) -> None:
    found = get(client, "/v1/timeline", kind=kind, interval="year", **asked)
    assert set(found) == set(Timeline.model_fields)
    assert sum(point["count"] for point in found["points"]) + found["undated"] == found["total"]
    assert found["total"] == total(client, f"/v1/{kind}", **asked)


def test_each_day_has_as_many_as_are_listed_from_that_day(client: httpx.Client) -> None:
    found = get(client, "/v1/timeline", kind="articles", interval="day", **{"from": "2026-01-01", "to": "2026-01-20"})
    assert len(found["points"]) > 3
    for point in found["points"]:
        day = {"from": point["start"], "to": point["start"]}
        assert point["count"] == total(client, "/v1/articles", **day)


@pytest.mark.parametrize("split", ["source", "speaker", "entity"])
def test_a_split_counts_each_value_on_its_own(client: httpx.Client, split: str) -> None:
    found = get(client, "/v1/timeline", kind="quotes", interval="year", split=split)
    facet = get(client, "/v1/quotes", facet=split)["facets"][split][:10]
    assert [(one["value"], one["total"]) for one in found["series"]] == [(one["value"], one["count"]) for one in facet]
    for one in found["series"]:
        assert len(one["counts"]) == len(found["points"])
        dated = {"from": "0001-01-01"}
        assert sum(one["counts"]) == total(client, "/v1/quotes", **{split: one["value"]}, **dated)


def test_a_timeline_that_nobody_could_look_at_is_refused_with_what_to_do(client: httpx.Client) -> None:
    refused = client.get("/v1/timeline", params={"interval": "hour"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "interval")
    assert "coarser interval (day)" in refused.json()["detail"]


# --- who with whom --------------------------------------------------------------------------------------------------


def test_a_link_is_as_strong_as_the_quotes_by_one_about_the_other(client: httpx.Client) -> None:
    found = get(client, "/v1/network", size=5)
    assert set(found) == set(Network.model_fields)
    assert len(found["links"]) == 5
    for link in found["links"]:
        assert link["count"] == total(client, "/v1/quotes", speaker=link["source"], about=link["target"])
    assert [link["count"] for link in found["links"]] == sorted((k["count"] for k in found["links"]), reverse=True)


def test_two_are_linked_by_the_articles_that_name_both(client: httpx.Client) -> None:
    found = get(client, "/v1/network", links="named_together", size=5, source="Evening Heron")
    articles = [
        {entity["id"] for entity in article["entities"]}
        for article in everything(client, "/v1/articles", source="Evening Heron")
    ]
    assert found["links"]
    for link in found["links"]:
        assert link["source"] < link["target"]
        assert link["count"] == sum({link["source"], link["target"]} <= names for names in articles)


@pytest.mark.parametrize("links", ["speaks_about", "named_together"])
def test_nodes_are_whom_the_links_join_by_name_and_numbers(client: httpx.Client, links: str) -> None:
    found = get(client, "/v1/network", links=links, size=8, q="ferry OR Iran OR Łódź")
    ids = {link[end] for link in found["links"] for end in ("source", "target")}
    assert ids
    assert {node["id"] for node in found["nodes"]} == ids
    listed = {each["id"]: each for each in everything(client, "/v1/entities", q="ferry OR Iran OR Łódź")}
    for node in found["nodes"]:
        assert node["quotes_by"] == total(client, "/v1/quotes", q="ferry OR Iran OR Łódź", speaker=node["id"])
        if node["id"] in listed:
            entity = listed[node["id"]]
            assert (node["label"], node["type"], node["articles"]) == (
                entity["name"], entity["type"], entity["articles"],
            )  # fmt: skip


# --- suggestions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["mohs", "Móhsen mil", "mohsne milani", "milani moh"])
def test_suggestions_forgive_accents_order_and_typos(client: httpx.Client, typed: str) -> None:
    found = get(client, "/v1/suggest", q=typed, kind="person")
    assert set(found) == set(Suggestions.model_fields)
    assert MILANI in [each["id"] for each in found["results"]]
    assert all(each["kind"] == "person" for each in found["results"])


def test_suggestions_can_be_looked_up(client: httpx.Client) -> None:
    for each in get(client, "/v1/suggest", q="fer")["results"]:
        place = "articles" if each["kind"] == "title" else "entities"
        assert client.get(f"/v1/{place}/{each['id']}").status_code == 200


def test_nothing_begins_so_is_an_answer(client: httpx.Client) -> None:
    assert get(client, "/v1/suggest", q="zzzzzz")["results"] == []


# --- comparisons ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "a", "b", "parameters"),
    [
        ("speaker", "Mohsen Milani", "person:ada-nordmann",
         [{"speaker": "Mohsen Milani"}, {"speaker": "person:ada-nordmann"}]),
        ("source", "Evening Heron", "The Daily Gull", [{"source": "Evening Heron"}, {"source": "The Daily Gull"}]),
        ("period", "2026-01", "2026-02..2026-12-31",
         [{"from": "2026-01-01", "to": "2026-01-31"}, {"from": "2026-02-01", "to": "2026-12-31"}]),
    ],
)  # fmt: skip
def test_the_sides_of_a_comparison_are_lists(
    client: httpx.Client, by: str, a: str, b: str, parameters: list[dict[str, str]]
) -> None:
    topic = "the OR ferry OR Iran OR 東京"
    found = get(client, "/v1/compare", by=by, a=a, b=b, q=topic, size=2)
    assert set(found) == set(Comparison.model_fields)
    for side, asked in zip((found["a"], found["b"]), parameters, strict=True):
        newest = get(client, "/v1/quotes", q=topic, sort="newest", size=2, **asked)
        assert (side["total"], side["quotes"]) == (newest["total"], newest["results"])
        assert side["quotes_read"] == side["total"] > 0
        quotes = everything(client, "/v1/quotes", q=topic, **asked)
        counts = Counter(id for quote in quotes for id in set(quote["mentions"]))
        assert [(each["value"], each["count"]) for each in side["entities"]] == sorted(
            counts.items(), key=lambda item: (-item[1], item[0])
        )[:10]
    again = get(client, "/v1/compare", by=by, a=a, b=b, q=topic, size=2)
    assert again | {"took_ms": 0} == found | {"took_ms": 0}


def test_a_side_is_called_as_its_speaker_is(client: httpx.Client) -> None:
    found = get(client, "/v1/compare", by="speaker", a="person:ada-nordmann", b="unknown")
    assert (found["a"]["value"], found["a"]["label"]) == ("person:ada-nordmann", "Ada Nordmann")
    assert (found["b"]["value"], found["b"]["label"]) == ("unknown", "unknown")


def test_a_side_that_said_nothing_is_empty(client: httpx.Client) -> None:
    found = get(client, "/v1/compare", by="speaker", a="Nobody At All", b="Ada Nordmann")
    assert (found["a"]["total"], found["a"]["quotes"], found["a"]["terms"]) == (0, [], [])
    assert found["b"]["total"] > 0


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"by": "speaker", "a": "x"}, "b"),
        ({"by": "topic", "a": "x", "b": "y"}, "by"),
        ({"by": "period", "a": "2017", "b": "yesterday"}, "b"),
        ({"by": "speaker", "a": "x", "b": "x"}, "b"),
        ({"by": "speaker", "a": "x", "b": "y", "speaker": "z"}, "speaker"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(client: httpx.Client, asked: dict[str, str], field: str) -> None:
    refused = client.get("/v1/compare", params=asked)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)


# --- alike ----------------------------------------------------------------------------------------------------------


def test_similar_articles_are_others(client: httpx.Client) -> None:
    found = get(client, "/v1/articles/talks-1/similar", size=5)
    assert set(found) == set(SimilarArticles.model_fields)
    ids = [result["id"] for result in found["results"]]
    assert ids
    assert "talks-1" not in ids
    assert len(ids) == len(set(ids)) == found["total"] <= 5


def test_similar_to_nothing_is_404(client: httpx.Client) -> None:
    assert client.get("/v1/articles/nothing/similar").status_code == 404


# --- every route ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/v1/entities", "/v1/speakers", "/v1/timeline", "/v1/network", "/v1/suggest?q=a", "/v1/articles/talks-1/similar",
     f"/v1/entities/{MILANI}", "/v1/compare?by=source&a=x&b=y"],
)  # fmt: skip
def test_an_unknown_parameter_is_refused_with_the_nearest(client: httpx.Client, path: str) -> None:
    refused = client.get(path + ("&" if "?" in path else "?") + "siez=3")
    expected = None if "timeline" in path else "size"
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_parameter")
    assert refused.json()["nearest"] == expected
