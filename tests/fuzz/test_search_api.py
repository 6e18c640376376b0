"""Whatever is sent to the search API, it answers what it documents and never breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.api import make_api
from services.search.index import Index
from services.search.parameters import Parameters, names_of
from services.search.settings import Settings
from tests.contract.conftest import engine, month  # noqa: F401 - fixtures
from tests.serving import serving

thorough = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])

words = st.sampled_from(
    ["ferry", "nuclear", "NOT", "OR", "AND", "-", "(", ")", '"', "“", "a*", "title:", "{!x}", "Łódź", "東京", "NEAR",
     "^", "' OR 1=1 --", "~2", "*:*", "</mark>", "\\", "%", "é", "the", "[1 TO 2]", "/.*/"]
)  # fmt: skip
queries = st.lists(words, max_size=12).map(" ".join) | st.text(max_size=60)
moments = st.datetimes().map(str) | st.dates().map(str) | st.datetimes().map(lambda at: at.isoformat() + "Z")
anything = st.text(max_size=40)
names = st.sampled_from(["Milani", "gpe:iran", "person:ada-nordmann", "Evening Heron", "direct", "en"]) | anything
known = {
    "q": queries,
    "type": st.sampled_from(["direct", "indirect", "mixed"]),
    "from": moments,
    "to": moments,
    "sort": st.sampled_from(["relevance", "newest", "oldest"]),
    "size": st.integers(1, 100).map(str),
    "cursor": anything,
}
sensible = st.fixed_dictionaries(
    {}, optional={name: known.get(name, names) for name in names_of(Parameters) if name != "cursor"}
).map(lambda asked: list(asked.items()))
careless = st.lists(
    st.one_of(*[st.tuples(st.just(name), known.get(name, names) | anything) for name in names_of(Parameters)])
    | st.tuples(anything, anything),
    max_size=6,
)
paths = st.sampled_from(["/v1/articles", "/v1/quotes"])
ids = st.text(min_size=1, max_size=30) | st.sampled_from(["talks-1", "_search", "..", "*", "a,b", "<x>", "ferry-1%00"])


@pytest.fixture(scope="module")
def client(month: Index) -> Iterator[httpx.Client]:  # noqa: F811
    with serving(make_api(Settings(), month)) as found:
        yield found


@pytest.fixture(scope="module")
def documented(client: httpx.Client) -> dict[str, set[int]]:
    """The statuses that each path says it answers with."""
    found = client.get("/openapi.json").json()["paths"]
    return {path: {int(s) for s in found[path]["get"]["responses"] if s.isdigit()} for path in found}


def check(answer: httpx.Response, statuses: set[int]) -> dict[str, Any]:
    assert answer.status_code in statuses - {503}, answer.text
    body: dict[str, Any] = answer.json()
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert body["status"] == answer.status_code
        assert body["code"] != "internal_error"
        assert "Traceback" not in answer.text
    return body


@thorough
@given(path=paths, asked=sensible)
def test_a_well_formed_query_is_answered_or_refused_for_its_words(
    client: httpx.Client, documented: dict[str, set[int]], path: str, asked: list[tuple[str, str]]
) -> None:
    body = check(client.get(f"{path}?{urlencode(asked)}"), documented[path])
    if "results" in body:
        assert len(body["results"]) == min(body["total"], body["size"])
        assert (body["next_cursor"] is None) == (body["total"] <= body["size"])


@thorough
@given(path=paths, asked=careless)
def test_a_careless_query_is_answered_or_refused(
    client: httpx.Client, documented: dict[str, set[int]], path: str, asked: list[tuple[str, str]]
) -> None:
    check(client.get(f"{path}?{urlencode(asked)}"), documented[path])


@thorough
@given(path=paths, query=st.binary(max_size=80))
def test_any_bytes_as_a_query_string_are_answered_or_refused(
    client: httpx.Client, documented: dict[str, set[int]], path: str, query: bytes
) -> None:
    check(client.get(f"{path}?{quote(query, safe='%&=+')}"), documented[path])


@thorough
@given(path=paths, id=ids)
def test_any_id_is_found_or_is_not(client: httpx.Client, documented: dict[str, set[int]], path: str, id: str) -> None:
    check(client.get(f"{path}/{quote(id, safe='%')}"), documented[f"{path}/{{id}}"] | {404})


@thorough
@given(data=st.data(), path=paths, sort=st.sampled_from(["relevance", "newest", "oldest"]))
def test_a_damaged_cursor_is_refused(
    client: httpx.Client, documented: dict[str, set[int]], data: st.DataObject, path: str, sort: str
) -> None:
    asked = {"q": "the OR ferry", "sort": sort, "size": "1"}
    cursor = client.get(path, params=asked).json()["next_cursor"]
    at = data.draw(st.integers(0, len(cursor) - 1))
    damaged = cursor[:at] + data.draw(st.sampled_from("aZ0-_.~é")) + cursor[at + 1 :]
    answer = client.get(path, params=asked | {"cursor": damaged})
    check(answer, documented[path])
    assert (answer.status_code == 200) == (damaged == cursor)
