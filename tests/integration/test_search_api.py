"""The search API on each engine, through a real HTTP server; Redis is away all the time and nobody notices."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from services.search.answers.cursors import Cursors, question_of
from services.search.api import make_api
from services.search.index.port import Index
from services.search.index.results import ArticleRef, FoundArticle, FoundQuote, StoredArticle
from services.search.parameters import Parameters
from services.search.settings import Settings
from tests.contract.conftest import engine, month  # noqa: F401 - fixtures
from tests.support.corpus import Name, Said, a_month, change
from tests.support.serving import serving

SETTINGS = Settings(redis_url="redis://127.0.0.1:1/0")
NEWEST = question_of("articles", "newest", Parameters())
EVERYTHING = {article.id for article in a_month()}


@pytest.fixture(scope="module")
def client(month: Index) -> Iterator[httpx.Client]:  # noqa: F811
    with serving(make_api(SETTINGS, month)) as found:
        yield found


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [result["id"] for result in answer.json()["results"]]


def pages(client: httpx.Client, path: str, sizes: list[int], **asked: Any) -> list[dict[str, Any]]:
    """All pages of a query, the sizes taking turns."""
    found = [client.get(path, params=asked | {"size": sizes[0]}).raise_for_status().json()]
    while (cursor := found[-1]["next_cursor"]) is not None:
        asked_next = asked | {"size": sizes[len(found) % len(sizes)], "cursor": cursor}
        found.append(client.get(path, params=asked_next).raise_for_status().json())
    return found


def test_an_answer_is_the_envelope_of_the_contract(client: httpx.Client) -> None:
    answer = client.get("/v1/articles", params={"q": "ferry"}).json()
    assert set(answer) == {
        "total",
        "total_relation",
        "size",
        "next_cursor",
        "took_ms",
        "results",
        "facets",
        "ambiguous",
        "collapse",
        "matching",
    }
    assert (answer["total"], answer["total_relation"], answer["size"]) == (3, "eq", 10)
    assert set(answer["facets"]) == {"source", "speaker", "entity", "type", "day"}
    assert set(answer["results"][0]) == set(FoundArticle.model_fields)


def test_no_hits_is_an_answer(client: httpx.Client) -> None:
    answer = client.get("/v1/quotes", params={"q": "unheard"})
    assert answer.status_code == 200
    assert (answer.json()["total"], answer.json()["results"], answer.json()["next_cursor"]) == (0, [], None)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", EVERYTHING),
        ("q=negotiation", {"talks-1", "talks-2"}),
        ("q=ferry&source=Evening+Heron", {"ferry-2"}),
        ("source=Evening+Heron&source=%C5%81%C3%B3d%C5%BA+Post", {"ferry-2", "talks-1", "talks-2", "bank-1"}),
        ("exclude_source=The+Daily+Gull&from=1900-01-01", {"ferry-2", "talks-1", "talks-2", "bank-1"}),
        ("language=pl", {"talks-2"}),
        ("entity=Tehran", {"talks-1"}),
        ("speaker=person:ada-nordmann", {"ferry-1", "ferry-2", "undated-1"}),
        ("speaker=Mr.+Milani", {"ferry-1"}),
        ("about=gpe:iran", {"talks-1"}),
        ("type=indirect&type=mixed", {"ferry-1", "talks-1", "bank-1"}),
        ("from=2026-03-09&to=2026-03-09", {"ferry-2"}),
        ("to=2026-03-09", {"ferry-1", "ferry-2", "bank-1"}),
        ("from=2026-03-10T01:00:00+01:00&to=2026-03-10T00:00Z", {"talks-1", "talks-2", "quiet"}),
    ],
)
def test_every_parameter_does_what_its_name_says(client: httpx.Client, asked: str, expected: set[str]) -> None:
    assert set(ids(client.get(f"/v1/articles?{asked}"))) == expected


def test_the_order_can_be_chosen(client: httpx.Client) -> None:
    newest = ids(client.get("/v1/articles?sort=newest"))
    assert newest[0] in {"talks-1", "talks-2", "quiet"}
    assert ids(client.get("/v1/articles")) == newest
    assert ids(client.get("/v1/articles?sort=oldest"))[:2] == ["bank-1", "ferry-1"]


def test_found_quotes_carry_their_article_and_annotator(client: httpx.Client) -> None:
    (quote,) = client.get("/v1/quotes", params={"q": '"nuclear talks"', "about": "Iran"}).json()["results"]
    assert set(quote) == set(FoundQuote.model_fields) - {"corrected"}  # where nobody corrected it
    assert set(quote["article"]) == set(ArticleRef.model_fields)
    assert (quote["article"]["id"], quote["article"]["source"]) == ("talks-1", "Evening Heron")
    assert (quote["speaker"]["name"], quote["annotator"]) == ("Mohsen Milani", "test-1")


def test_highlights_show_why_something_was_found(client: httpx.Client) -> None:
    (article,) = client.get("/v1/articles", params={"q": "delayed nuclear NOT talks"}).json()["results"]
    assert article["highlights"]["title"] == ["Ferry <mark>delayed</mark>"]
    assert ["<mark>nuclear</mark> deal" in snippet for snippet in article["highlights"]["body"]] == [True]
    (quote,) = client.get("/v1/quotes", params={"q": "ferries", "speaker": "Ada Nordmann", "to": "2026-03-02"}).json()[
        "results"
    ]
    assert quote["highlights"] == {"text": ["The new <mark>ferry</mark> will sail in April"]}


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/quotes"])
@pytest.mark.parametrize("asked", [{}, {"q": "the OR nuclear OR ferry"}, {"sort": "oldest"}])
def test_all_pages_together_are_the_total_whatever_their_sizes(
    client: httpx.Client, path: str, asked: dict[str, str]
) -> None:
    found = pages(client, path, [1, 3, 2], **asked)
    everything = [result["id"] for page in found for result in page["results"]]
    assert len(everything) == len(set(everything)) == found[0]["total"]
    assert everything == ids(client.get(path, params=asked | {"size": 100}))
    assert found[0]["facets"]
    assert not any(page["facets"] for page in found[1:])


def test_a_cursor_is_good_for_its_own_query_only(client: httpx.Client) -> None:
    cursor = client.get("/v1/articles", params={"size": 1}).json()["next_cursor"]
    for path, asked in (("/v1/quotes", {}), ("/v1/articles", {"q": "ferry"}), ("/v1/articles", {"sort": "oldest"})):
        refused = client.get(path, params=asked | {"cursor": cursor})
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")
        assert "another query" in refused.json()["detail"]


def test_a_forged_cursor_is_refused(client: httpx.Client) -> None:
    forged = Cursors(lambda: b"guessed", 300).give(NEWEST, {"sort": [0], "snapshot": None})
    refused = client.get("/v1/articles", params={"cursor": forged})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")


def test_an_expired_cursor_is_410(client: httpx.Client, month: Index) -> None:  # noqa: F811
    old = Cursors(month.secret, SETTINGS.cursor_seconds).give(NEWEST, {}, now=0)
    refused = client.get("/v1/articles", params={"cursor": old})
    assert (refused.status_code, refused.json()["code"]) == (410, "cursor_expired")


def test_a_cursor_survives_a_restart(client: httpx.Client, month: Index) -> None:  # noqa: F811
    first = client.get("/v1/articles", params={"size": 3}).json()
    with serving(make_api(SETTINGS.model_copy(), month)) as restarted:
        second = restarted.get("/v1/articles", params={"size": 100, "cursor": first["next_cursor"]})
    assert {result["id"] for result in first["results"]} | set(ids(second)) == EVERYTHING


def test_a_cursor_leads_on_for_everybody_who_has_the_secret_that_the_settings_say(month: Index) -> None:  # noqa: F811
    ours, theirs = (SETTINGS.model_copy(update={"cursor_secret": SecretStr(secret)}) for secret in ("ours", "theirs"))
    with serving(make_api(ours, month)) as one, serving(make_api(ours, month)) as two:
        first = one.get("/v1/articles", params={"size": 3}).json()
        asked = {"size": 100, "cursor": first["next_cursor"]}
        second = ids(two.get("/v1/articles", params=asked))
    assert {result["id"] for result in first["results"]} | set(second) == EVERYTHING
    with serving(make_api(theirs, month)) as stranger:
        assert stranger.get("/v1/articles", params=asked).json()["code"] == "invalid_cursor"


def test_a_cursor_holds_when_the_format_changes_and_the_order_does_not(client: httpx.Client) -> None:
    cursor = client.get("/v1/articles", params={"size": 3}).json()["next_cursor"]
    feed = client.get("/v1/articles", params={"size": 3, "format": "atom", "cursor": cursor})
    assert feed.status_code == 200


def test_an_article_in_full_has_true_spans(client: httpx.Client) -> None:
    article = client.get("/v1/articles/talks-1").json()
    assert set(article) == set(StoredArticle.model_fields) - {"not_quotes"}  # where nobody said so
    body = article["body"]
    assert len(article["quotes"]) == 3
    for quote in article["quotes"]:
        assert " … ".join(body[start:end] for start, end in quote["spans"]) == quote["text"]
    assert article["mentions"]
    assert all(body[m["start"] : m["end"]] == m["text"] for m in article["mentions"])


def test_older_versions_can_be_read(month: Index, client: httpx.Client) -> None:  # noqa: F811
    first = change("versions", 5, title="First", published_at=datetime(1901, 1, 1, tzinfo=UTC))
    second = change("versions", 6, title="Second", published_at=datetime(1901, 1, 1, tzinfo=UTC))
    assert month.write([first]) == month.write([second]) == ["written"]
    try:
        newest = client.get("/v1/articles/versions").json()
        assert (newest["title"], newest["version"]) == ("Second", 6)
        assert [(v["version"], v["title"], v["current"]) for v in newest["versions"]] == [
            (6, "Second", True),
            (5, "First", False),
        ]
        assert client.get("/v1/articles/versions", params={"version": 5}).json()["title"] == "First"
        assert client.get("/v1/articles/versions", params={"version": 4}).status_code == 404
    finally:
        month.write([dataclasses.replace(second, version=7, article=None, annotation=None)])


@pytest.mark.parametrize(
    ("figures", "ids_named"), [({}, {"gpe:lodz"}), ({"figures": True}, {"gpe:lodz", "date:friday"})]
)
def test_figures_are_in_every_answer_or_in_none(
    month: Index,  # noqa: F811
    client: httpx.Client,
    figures: dict[str, Any],
    ids_named: set[str],
) -> None:
    said = Said("See you in Łódź on Friday", None, ["Łódź", Name("Friday", "DATE")])
    version = 5 + 2 * len(figures)  # what was deleted comes back in a later version only
    dated = change("dated", version, said=[said], source="The Almanac", published_at=datetime(1901, 1, 1, tzinfo=UTC))
    assert month.write([dated]) == ["written"]
    try:
        alone: dict[str, Any] = {"source": "The Almanac", "facet": ["entity", "about"], **figures}
        article = client.get("/v1/articles/dated", params=figures).json()
        articles = client.get("/v1/articles", params=alone).json()
        quotes = client.get("/v1/quotes", params=alone).json()
        quote = client.get(f"/v1/quotes/{article['quotes'][0]['id']}", params=figures).json()
        entities = client.get("/v1/entities", params=alone).json()
        exported = client.get("/v1/quotes", params={**alone, "format": "jsonl"}).text

        assert {entity["id"] for entity in article["entities"]} == ids_named
        assert {mention["entity"] for mention in article["mentions"]} == ids_named
        assert set(article["quotes"][0]["mentions"]) == ids_named
        assert {entity["id"] for entity in articles["results"][0]["entities"]} == ids_named
        assert set(quotes["results"][0]["mentions"]) == set(quote["mentions"]) == ids_named
        assert {entity["id"] for entity in entities["results"]} == ids_named
        for answer in (articles, quotes, entities):
            assert {value["value"] for facet in answer["facets"].values() for value in facet} == ids_named
        assert ("date:friday" in exported) == ("date:friday" in ids_named)
    finally:
        month.write([dataclasses.replace(dated, version=version + 1, article=None, annotation=None)])


def test_a_quote_by_its_id_is_what_the_list_shows(client: httpx.Client) -> None:
    listed = client.get("/v1/quotes", params={"size": 1}).json()["results"][0]
    assert client.get(f"/v1/quotes/{listed['id']}").json() == listed


@pytest.mark.parametrize(
    "path",
    ["/v1/articles/nothing", "/v1/quotes/nothing", "/v1/articles/%00", "/v1/articles/..", "/v1/quotes/" + "x" * 5000,
     "/v1/articles/%F0%9F%98%80", "/v1/quotes/a%2Fb", "/v1/", "/v1/articles/a%20b", "/v1/articles/_search"],
)  # fmt: skip
def test_what_is_not_there_is_404(client: httpx.Client, path: str) -> None:
    refused = client.get(path)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("asked", "status", "code", "named"),
    [
        ("speakr=x", 400, "unknown_parameter", "speaker"),
        ("q=%22never+closed", 400, "query_syntax", "quotation mark"),
        ("q=%3F%3F%3F", 400, "query_syntax", "no word"),
        ("q=" + "a+" * 101, 400, "query_syntax", "100 words"),
        ("q=%ff", 400, "bad_request", "UTF-8"),
        ("q=a%00b", 422, "invalid_field", "q: "),
        ("speaker=a%1bb", 422, "invalid_field", "speaker"),
        ("q=a&q=b", 422, "invalid_field", "q: "),
        ("size=101", 422, "invalid_field", "size: "),
        ("size=0", 422, "invalid_field", "size: "),
        ("source=", 422, "invalid_field", "source"),
        ("type=sarcastic", 422, "invalid_field", "type"),
        ("sort=best", 422, "invalid_field", "sort: "),
        ("from=2026-02-30", 422, "invalid_field", "from: "),
        ("from=2026-03-02&to=2026-03-01", 422, "invalid_field", "from: "),
        ("&".join(f"entity={n}" for n in range(65)), 422, "invalid_field", "entity: "),
        ("cursor=made-up", 400, "invalid_cursor", "next_cursor"),
        ("q=" + "a" * 40_000, 413, "too_large", "32,768"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/articles", "/v1/quotes"])
def test_what_cannot_be_right_is_refused_by_name(
    client: httpx.Client, path: str, asked: str, status: int, code: str, named: str
) -> None:
    refused = client.get(f"{path}?{asked}")
    problem = refused.json()
    assert (refused.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert named in problem["detail"]
    assert refused.headers["content-type"] == "application/problem+json"
    assert problem["request_id"] == refused.headers["x-request-id"]


def test_a_foreign_host_is_refused(client: httpx.Client) -> None:
    refused = client.get("/v1/quotes", headers={"Host": "rebound.example"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_a_foreign_origin_may_not_write(client: httpx.Client) -> None:
    refused = client.post("/v1/quotes", json={}, headers={"Origin": "https://elsewhere.example"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_nothing_can_be_written(client: httpx.Client) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, "/v1/articles/talks-1", json={}).status_code == 405


@pytest.mark.parametrize("path", ["/v1/quotes", "/v1/nothing", "/docs", "/v1/quotes?size=0"])
def test_no_answer_lets_a_browser_run_or_keep_it(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
