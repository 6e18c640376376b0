"""The Reconciliation API 0.2, as a client like OpenRefine meets it, over the embedded index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.answers.reconciliation.requests import MAX_BYTES, MAX_CHARS, MAX_IDS, MAX_QUERIES
from services.search.api import make_api
from services.search.engines.sqlite import SqliteIndex
from services.search.identities.resolutions import Resolution
from services.search.settings import Settings
from tests.support.corpus import Name, Said, change
from tests.support.serving import serving

PATH = "/v1/reconcile"
OPENREFINE = "http://127.0.0.1:3333"
STRANGER = "http://stranger.example"
SCHEMAS = Path(__file__).parents[1] / "support" / "reconciliation_schemas"

ANN, ANN_SHORT = "person:ann-lindqvist", "person:ann-j-lindqvist"
SMITH, STRIKER = "person:john-smith", "person:john-smith-striker"
FIRST, SECOND, THIRD, FOURTH, FIFTH = ("a" * 20, "b" * 20, "c" * 20, "d" * 20, "e" * 20)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Ann Lindqvist under two names, John Smith who is two people, and Jordan the country and the player."""
    march, may = datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 5, 2, 9, 30, tzinfo=UTC)
    folder = tmp_path_factory.mktemp("reconcile")
    with closing(SqliteIndex(folder / "index.sqlite3", walk_seconds=60)) as index:
        index.prepare()
        written = [
            change(FIRST, said=[Said("We shall see.", "Ann Lindqvist")], naming=["Iran"], published_at=march),
            change(SECOND, said=[Said("We saw.", "Ann J. Lindqvist")], naming=["Harbour Board"], published_at=may),
            change(THIRD, said=[Said("Goal!", "John Smith")], naming=[Name("Jordan", "GPE"), Name("Jordan", "PERSON")]),
            change(FOURTH, said=[Said("The budget holds.", "John Smith")], naming=["Otto Varga", "Eva Lindqvist"]),
            change(FIFTH, naming=[Name("Pelé", "PERSON"), "Ann Lindqvist", "Harbour Board Trust"]),
        ]
        assert set(index.write(written)) == {"written"}
        index.put_resolutions([Resolution(ANN_SHORT, ANN), Resolution(SMITH, SMITH, {THIRD: STRIKER})])
        with serving(make_api(Settings(), index)) as opened:
            yield opened


@cache
def _schema(name: str) -> Any:
    """A validator of the specification; what it cites of OpenAPI's own schema is none of our answers."""

    def retrieve(uri: str) -> Any:
        cited = SCHEMAS / uri.rsplit("/", 1)[-1]
        return json.loads(cited.read_text("utf-8")) if cited.exists() else {"definitions": {"securityDefinitions": {}}}

    document = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    document.get("properties", {}).pop("authentication", None)  # it cites a schema that is elsewhere; we have none
    document.pop("$schema", None)
    return jsonschema_rs.Draft7Validator(document, retriever=retrieve)


def _valid(answer: httpx.Response, schema: str) -> Any:
    """The answer, which fits a schema of the specification."""
    assert answer.status_code == 200, answer.text
    content = answer.json()
    _schema(schema).validate(content)
    return content


def _reconcile(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    batch = {"q0": query}
    _schema("reconciliation-query-batch").validate(batch)
    answer = client.post(PATH, data={"queries": json.dumps(batch)})
    candidates: list[dict[str, Any]] = _valid(answer, "reconciliation-result-batch")["q0"]["result"]
    return candidates


def _extend(client: httpx.Client, ids: list[str], *properties: str) -> Any:
    query = {"ids": ids, "properties": [{"id": each} for each in properties]}
    _schema("data-extension-query").validate(query)
    return _valid(client.post(PATH, data={"extend": json.dumps(query)}), "data-extension-response")


def test_without_parameters_it_says_what_it_is_and_every_address_leads_somewhere(client: httpx.Client) -> None:
    manifest = _valid(client.get(PATH), "manifest")

    assert (manifest["versions"], manifest["batchSize"]) == (["0.2"], MAX_QUERIES)
    for part in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        address = part["service_url"] + part["service_path"]
        assert client.get(address, params={"prefix": "a", "type": "PERSON"}).status_code == 200
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        page = client.get(template.replace("{{id}}", quote(f"{ANN}~1", safe="")))
        assert (page.status_code, "Ann Lindqvist" in page.text) == (200, True)


@pytest.mark.parametrize("written", ["Ann Lindqvist", "ANN LINDQVIST", "Lindqvist, Ann", "Ann J. Lindqvist"])
def test_the_exact_name_of_one_identity_matches_it(client: httpx.Client, written: str) -> None:
    best, *others = _reconcile(client, query=written)

    assert (best["id"], best["name"], best["score"], best["match"]) == (f"{ANN}~1", "Ann Lindqvist", 100, True)
    assert best["type"] == [{"id": "PERSON", "name": "Person"}]
    assert not any(other["match"] for other in others)


@pytest.mark.parametrize("written", ["Lindqvist", "John Smith", "Jordan", "Ann Lindquist", "Dr. Ann Lindqvist", "Ann"])
def test_what_may_mean_another_is_shown_and_matches_none(client: httpx.Client, written: str) -> None:
    candidates = _reconcile(client, query=written)

    assert candidates
    assert not any(candidate["match"] for candidate in candidates)


def test_namesakes_are_all_candidates(client: httpx.Client) -> None:
    ids = [candidate["id"] for candidate in _reconcile(client, query="John Smith")]

    assert {f"{SMITH}~1", f"{STRIKER}~1"} <= set(ids)


def test_a_type_tells_namesakes_of_other_types_apart(client: httpx.Client) -> None:
    [country] = _reconcile(client, query="Jordan", type="GPE")

    assert (country["id"], country["match"]) == ("gpe:jordan~1", True)


def test_one_word_that_is_all_somebody_is_called_matches(client: httpx.Client) -> None:
    [best] = _reconcile(client, query="Pele")

    assert (best["id"], best["match"]) == ("person:pele~1", True)


def test_a_longer_name_is_another_and_scores_less(client: httpx.Client) -> None:
    board, trust = _reconcile(client, query="Harbour Board", type=["ORG", "PERSON"])

    assert (board["match"], trust["match"]) == (True, False)
    assert 100 == board["score"] > trust["score"]


@pytest.mark.parametrize("id", [ANN, ANN_SHORT, f"{ANN_SHORT}~1"])
def test_an_id_finds_what_it_means(client: httpx.Client, id: str) -> None:
    [only] = _reconcile(client, query=id)

    assert (only["id"], only["score"], only["match"]) == (f"{ANN}~1", 100, True)


@pytest.mark.parametrize("written", ["Zzyzx Qwrtp", "person:nobody-at-all", "???", "x" * MAX_CHARS])
def test_what_nobody_is_called_has_no_candidates(client: httpx.Client, written: str) -> None:
    assert _reconcile(client, query=written) == []


def test_a_limit_is_kept(client: httpx.Client) -> None:
    assert len(_reconcile(client, query="Lindqvist", limit=1)) == 1


@pytest.mark.parametrize(("value", "agrees"), [(3, False), (2, True), (["2", {"id": "x"}], True)])
def test_a_property_that_differs_is_told_and_no_match(client: httpx.Client, value: object, agrees: bool) -> None:
    best = _reconcile(client, query="Ann Lindqvist", properties=[{"pid": "quotes_by", "v": value}])[0]

    assert best["match"] is agrees
    assert {"id": "property_quotes_by", "value": agrees} in best["features"]


def test_a_batch_is_answered_by_its_keys_in_either_method(client: httpx.Client) -> None:
    batch = json.dumps({"q0": {"query": "Iran"}, "other": {"query": "nobody here"}})

    posted, got = client.post(PATH, data={"queries": batch}), client.get(PATH, params={"queries": batch})

    assert _valid(posted, "reconciliation-result-batch") == got.json()
    assert posted.json()["other"] == {"result": []}
    assert posted.json()["q0"]["result"][0]["id"] == "gpe:iran~1"


def test_names_are_completed_each_identity_once(client: httpx.Client) -> None:
    asked = {"prefix": "ann lin", "spell": "always", "exact": "false", "prefixed": "true"}  # as OpenRefine sends it
    [only] = _valid(client.get(f"{PATH}/suggest/entity", params=asked), "suggest-entities-response")["result"]

    assert (only["id"], only["name"], only["notable"][0]["id"]) == (f"{ANN}~1", "Ann Lindqvist", "PERSON")
    assert "3 articles" in only["description"]


def test_completions_go_on_at_a_cursor_and_an_id_completes_to_itself(client: httpx.Client) -> None:
    def suggested(**asked: str | int) -> list[str]:
        answer = client.get(f"{PATH}/suggest/entity", params=asked)
        return [each["id"] for each in _valid(answer, "suggest-entities-response")["result"]]

    everybody = suggested(prefix="lin")

    assert suggested(prefix="lin", cursor=1) == everybody[1:]
    assert suggested(prefix="jor", type="GPE") == ["gpe:jordan~1"]
    assert suggested(prefix=ANN_SHORT) == [f"{ANN}~1"]
    assert suggested(prefix="") == []


def test_types_and_properties_are_completed(client: httpx.Client) -> None:
    types = _valid(client.get(f"{PATH}/suggest/type", params={"prefix": "org"}), "suggest-types-response")
    properties = client.get(f"{PATH}/suggest/property", params={"prefix": "quotes"})

    assert types["result"] == [{"id": "ORG", "name": "Organisation"}]
    ids = [each["id"] for each in _valid(properties, "suggest-properties-response")["result"]]
    assert ids == ["quotes_by", "quotes_about"]


def test_properties_are_proposed_up_to_a_limit(client: httpx.Client) -> None:
    asked: dict[str, str | int] = {"type": "PERSON", "limit": 3}
    proposed = _valid(client.get(f"{PATH}/properties", params=asked), "data-extension-property-proposal")

    assert (len(proposed["properties"]), proposed["type"], proposed["limit"]) == (3, "PERSON", 3)


def test_properties_extend_what_was_matched(client: httpx.Client) -> None:
    every = [
        "name",
        "type",
        "names",
        "articles",
        "mentions",
        "quotes_by",
        "quotes_about",
        "first_quote",
        "last_article",
    ]
    extended = _extend(client, [f"{ANN}~1"], *every)

    row = extended["rows"][f"{ANN}~1"]
    assert [each["id"] for each in extended["meta"]] == every
    assert (row["name"], row["type"]) == ([{"str": "Ann Lindqvist"}], [{"str": "PERSON"}])
    assert row["names"] == [{"str": "Ann Lindqvist"}, {"str": "Ann J. Lindqvist"}]
    assert (row["articles"], row["quotes_by"]) == ([{"int": 3}], [{"int": 2}])
    assert row["first_quote"] == [{"date": "2026-03-01T08:00:00Z"}]
    assert row["last_article"] == [{"date": "2026-05-02T09:30:00Z"}]


def test_ids_that_nothing_is_known_of_are_named_and_have_empty_rows(client: httpx.Client) -> None:
    extended = _extend(client, ["gpe:iran", "person:nobody", "no id"], "quotes_by", "first_quote")

    assert extended["unknown_ids"] == ["person:nobody", "no id"]
    assert extended["rows"]["no id"] == {"quotes_by": [], "first_quote": []}
    assert extended["rows"]["gpe:iran"] == {"quotes_by": [{"int": 0}], "first_quote": []}


def test_a_card_shows_who_it_is_to_openrefine_alone(client: httpx.Client) -> None:
    card = client.get(f"{PATH}/preview/{ANN}~1")

    assert "2 quotes by" in card.text
    assert "We saw." in card.text
    assert f"frame-ancestors {OPENREFINE} " in card.headers["content-security-policy"]
    assert client.get(f"{PATH}/preview/person:nobody").status_code == 404


BAD: list[tuple[dict[str, str], int, str]] = [
    ({}, 422, "queries"),
    ({"queries": "{"}, 422, "queries"),
    ({"queries": "[]"}, 422, "queries"),
    ({"queries": '{"q0": {}}'}, 422, "q0"),
    ({"queries": '{"q0": {"query": " "}}'}, 422, "q0"),
    ({"queries": '{"q0": {"query": "a", "type": "Q5"}}'}, 422, "PERSON"),
    ({"queries": '{"q0": {"query": "a", "limit": 0}}'}, 422, "limit"),
    ({"queries": '{"q0": {"query": "a", "properties": [{"pid": "P31", "v": 1}]}}'}, 422, "quotes_by"),
    ({"queries": json.dumps({"q0": {"query": "x" * (MAX_CHARS + 1)}})}, 422, "300"),
    ({"queries": json.dumps({str(n): {"query": "a"} for n in range(MAX_QUERIES + 1)})}, 413, str(MAX_QUERIES)),
    ({"queries": "[" * 100_000}, 422, "queries"),
    ({"extend": json.dumps({"ids": ["a"] * (MAX_IDS + 1), "properties": []})}, 413, str(MAX_IDS)),
    ({"extend": '{"ids": ["a"], "properties": [{"id": "born"}]}'}, 422, "quotes_by"),
    ({"queries": "{}", "extend": '{"ids": [], "properties": []}'}, 422, "extend"),
    ({"querie": "{}"}, 400, "queries"),
    ({"queries": "x" * MAX_BYTES}, 413, "bytes"),
]


@pytest.mark.parametrize(("form", "status", "named"), BAD, ids=range(len(BAD)))
def test_a_bad_form_is_refused_and_told_what_to_do(
    client: httpx.Client, form: dict[str, str], status: int, named: str
) -> None:
    refused = client.post(PATH, data=form, headers={"Content-Type": "application/x-www-form-urlencoded"})

    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert named in refused.json()["detail"]


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [(b"{}", "application/json", 415), (b"queries=%ff", "application/x-www-form-urlencoded", 400)],
)
def test_what_is_no_form_is_refused(client: httpx.Client, content: bytes, media_type: str, status: int) -> None:
    assert client.post(PATH, content=content, headers={"Content-Type": media_type}).status_code == status


def test_openrefine_may_read_the_answers_problems_too(client: httpx.Client) -> None:
    from_openrefine = {"Origin": OPENREFINE}
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}

    answers = [
        client.get(PATH, headers=from_openrefine),
        client.post(PATH, data={"queries": "{}"}, headers=from_openrefine),
        client.get(PATH, params={"queries": "{"}, headers=from_openrefine),
        client.options(PATH, headers=from_openrefine | asked),
        client.get(f"{PATH}/suggest/type", params={"prefix": ""}, headers=from_openrefine),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 422, 200, 200]
    assert {answer.headers["access-control-allow-origin"] for answer in answers} == {OPENREFINE}


def test_strangers_may_not_read_it_and_openrefine_nothing_else(client: httpx.Client) -> None:
    stranger, openrefine = {"Origin": STRANGER}, {"Origin": OPENREFINE}
    preflight = {"Access-Control-Request-Method": "POST"}

    answers = [
        client.get(PATH, headers=stranger),
        client.options(PATH, headers=stranger | preflight),
        client.get("/v1/quotes", headers=openrefine),
        client.get("/v1/reconciled", headers=openrefine),
        client.options("/v1/identities/decisions", headers=openrefine | preflight),
    ]

    assert not any("access-control-allow-origin" in answer.headers for answer in answers)
    assert client.post(PATH, data={"queries": "{}"}, headers=stranger).status_code == 403
    assert client.post("/v1/identities/decisions", json={}, headers=openrefine).status_code == 403


_queries = st.fixed_dictionaries(
    {"query": st.text(min_size=1, max_size=60) | st.sampled_from(["Lindqvist", "Smith John", f"{SMITH}~0", "Jordan"])},
    optional={
        "type": st.sampled_from(["PERSON", ["ORG", "GPE"], [], "LOC"]),
        "limit": st.integers(1, 1_000),
        "type_strict": st.sampled_from(["any", "should", "all"]),
        "properties": st.lists(
            st.fixed_dictionaries({"pid": st.sampled_from(["type", "names", "last_quote"]), "v": st.text(max_size=9)}),
            max_size=2,
        ),
    },
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.dictionaries(st.text(max_size=5), _queries, max_size=3))
def test_any_batch_is_refused_or_answered_whole_and_best_first(
    client: httpx.Client, batch: dict[str, dict[str, Any]]
) -> None:
    answer = client.post(PATH, data={"queries": json.dumps(batch)})

    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 200:
        results = _valid(answer, "reconciliation-result-batch")
        assert results.keys() == batch.keys()
        for result in results.values():
            scores = [candidate["score"] for candidate in result["result"]]
            assert scores == sorted(scores, reverse=True)
            assert sum(candidate["match"] for candidate in result["result"]) <= 1
