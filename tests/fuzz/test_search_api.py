"""Whatever is sent to the search API, it answers what it documents and never breaks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, get_args
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from services.search.answers.identity_suggestions import IdentitySuggestionsParameters
from services.search.answers.reconciliation.requests import (
    PrefixParameters,
    ProposalParameters,
    ReconcileParameters,
    SuggestEntitiesParameters,
)
from services.search.api import make_api
from services.search.endpoints.corrections import CorrectionsParameters
from services.search.endpoints.identities import DecisionsParameters
from services.search.endpoints.knowledge import EntriesParameters
from services.search.index.port import Index
from services.search.parameters import (
    MAX_QUERY_BYTES,
    MAX_SIZE,
    MAX_VALUES,
    ChangesParameters,
    CompareParameters,
    CopiesParameters,
    EntitiesParameters,
    InTheNewsParameters,
    NetworkParameters,
    NoParameters,
    Parameters,
    ProfileParameters,
    SimilarParameters,
    SpeakersParameters,
    SuggestParameters,
    TimelineParameters,
    VersionParameter,
    names_of,
)
from services.search.parameters.selection import ArticleSelection
from services.search.query import MAX_DEPTH, MAX_NEAR, MAX_TERMS, Field
from services.search.settings import Settings
from tests.contract.conftest import engine, month  # noqa: F401 - fixtures
from tests.support.serving import serving

thorough = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

LISTS: dict[str, type[BaseModel]] = {
    "/v1/articles": Parameters,
    "/v1/quotes": Parameters,
    "/v1/entities": EntitiesParameters,
    "/v1/speakers": SpeakersParameters,
}
ANALYSES: dict[str, type[BaseModel]] = {
    "/v1/timeline": TimelineParameters,
    "/v1/network": NetworkParameters,
    "/v1/suggest": SuggestParameters,
    "/v1/compare": CompareParameters,
    "/v1/in-the-news": InTheNewsParameters,
}
RECONCILIATION: dict[str, type[BaseModel]] = {
    "/v1/reconcile": ReconcileParameters,
    "/v1/reconcile/suggest/entity": SuggestEntitiesParameters,
    "/v1/reconcile/suggest/type": PrefixParameters,
    "/v1/reconcile/suggest/property": PrefixParameters,
    "/v1/reconcile/properties": ProposalParameters,
}
SAID: dict[str, type[BaseModel]] = {
    "/v1/identities/decisions": DecisionsParameters,
    "/v1/identities/suggestions": IdentitySuggestionsParameters,
    "/v1/corrections": CorrectionsParameters,
}
WALKS = {"/v1/identities/suggestions"}
"""Lists that are found while they are asked for, so that nobody knows their length."""
QUESTIONS = LISTS | ANALYSES | RECONCILIATION | SAID
THINGS: dict[str, type[BaseModel]] = {
    "/v1/articles/{id}": VersionParameter,
    "/v1/articles/{id}/versions/{version}/changes": ChangesParameters,
    "/v1/articles/{id}/copies": CopiesParameters,
    "/v1/articles/{id}/similar": SimilarParameters,
    "/v1/quotes/{id}": NoParameters,
    "/v1/entities/{id}": ProfileParameters,
    "/v1/identities/{id}": NoParameters,
    "/v1/identities/decisions/{id}": NoParameters,
    "/v1/corrections/{id}": NoParameters,
    "/v1/identities/knowledge/{id}": EntriesParameters,
}

INJECTIONS = [
    "' OR 1=1 --", '"; DROP TABLE articles; --', "ferry* NEAR/3 harbour", "{title} : ferry", "^ferry", 'ferry" OR "a',
    "title:[* TO *]", "_exists_:id", "/(.*a){30}x/", "ferry~0.1^9", "*:*", "a && b || !c", '{"match_all": {}}',
    '{"query": {"script": {"source": "1"}}}', '","x":"', "\\", "\\u0000", "%00", "%", "_", "../../etc/passwd", "${7*7}",
    "</mark><script>", "=1+1", "\N{RIGHT-TO-LEFT OVERRIDE}abc", "\ufffe\uffff", "((((a+)+)+)+)$", "(" * 200,
]  # fmt: skip
"""What SQL, FTS5, Lucene, Elasticsearch's JSON, regular expressions, paths, HTML or a spreadsheet makes more of."""

words = st.sampled_from(
    ["ferry", "nuclear", "NOT", "OR", "AND", "-", "(", ")", '"', "“", "fer*", "a*", "*", "title:", "title:ferry",
     "speaker:(", "titel:x", '"ferry harbour"~3', "{!x}", "Łódź", "東京", "NEAR", "^", "~2", "</mark>", "é", "the",
     *INJECTIONS[:12]]
)  # fmt: skip
queries = st.lists(words, max_size=12).map(" ".join) | st.text(max_size=60)
moments = st.datetimes().map(str) | st.dates().map(str) | st.datetimes().map(lambda at: at.isoformat() + "Z")
anything = st.text(max_size=40) | st.sampled_from(INJECTIONS)
names = st.sampled_from(["Milani", "gpe:iran", "person:ada-nordmann", "Evening Heron", "en", "unknown"]) | anything
kinds = st.sampled_from(["direct", "indirect", "mixed"])
modalities = st.sampled_from(["stated", "denied", "asked", "conditional", "future"])
known: dict[str, st.SearchStrategy[str]] = {
    "q": queries,
    "type": kinds,
    "exclude_type": kinds,
    "modality": modalities,
    "exclude_modality": modalities,
    "act": st.sampled_from(["speech", "thought", "any"]),
    "from": moments,
    "to": moments,
    "sort": st.sampled_from(["relevance", "newest", "oldest", "longest", "shortest", "count", "name"]),
    "size": st.integers(1, 20).map(str),
    "cursor": anything,
    "confidence_min": st.floats(0, 1).map(str),
    "has_quotes": st.sampled_from(["true", "false"]),
    "facet": st.sampled_from(["none", "source", "tag", "act", "day", "annotator", "cue", "about"]),
    "fields": st.sampled_from(["id", "title", "text,speaker.name", "name", "article.title", "entities.name,id"]),
    "format": st.sampled_from(["json", "csv", "jsonl", "rss", "atom"]),
    "kind": st.sampled_from(["articles", "quotes", "person", "title"]),
    "interval": st.sampled_from(["hour", "day", "week", "month", "year"]),
    "split": st.sampled_from(["source", "speaker", "entity"]),
    "links": st.sampled_from(["speaks_about", "named_together"]),
    "by": st.sampled_from(["speaker", "source", "period"]),
    "a": st.sampled_from(["2026", "2026-03..2026-04"]) | names,
    "b": st.sampled_from(["2025", "2026-05-01"]) | names,
    "queries": names.map(lambda name: json.dumps({"q0": {"query": name}})) | anything,
    "extend": names.map(lambda name: json.dumps({"ids": [name], "properties": [{"id": "quotes_by"}]})) | anything,
}
Asked = list[tuple[str, str]]


def sensible(path: str) -> st.SearchStrategy[tuple[str, Asked]]:
    """Each parameter at most once, and with something like a value."""
    values = {name: known.get(name, names) for name in names_of(QUESTIONS[path]) if name != "cursor"}
    return st.fixed_dictionaries({}, optional=values).map(lambda asked: (path, list(asked.items())))


def careless(path: str) -> st.SearchStrategy[tuple[str, Asked]]:
    """Some parameters, known ones or not, several times or not, with anything."""
    one = [st.tuples(st.just(name), known.get(name, names) | anything) for name in names_of(QUESTIONS[path])]
    return st.lists(st.one_of(one) | st.tuples(anything, anything), max_size=6).map(lambda asked: (path, asked))


paths = st.sampled_from(list(QUESTIONS))
ids = st.text(min_size=1, max_size=30) | st.sampled_from(
    ["talks-1", "_search", "..", "*", "a,b", "<x>", "ferry-1%00", "gpe:iran", "person:", "x:" + "y" * 3000, "a\uffff:b"]
)


@pytest.fixture(scope="module")
def client(month: Index) -> Iterator[httpx.Client]:  # noqa: F811
    with serving(make_api(Settings(), month)) as found:
        yield found


@pytest.fixture(scope="module")
def documented(client: httpx.Client) -> dict[str, set[int]]:
    """The statuses that each path says it answers with."""
    found = client.get("/openapi.json").json()["paths"]
    return {path: {int(s) for s in found[path]["get"]["responses"] if s.isdigit()} for path in found}


def check(answer: httpx.Response, statuses: set[int]) -> Any:
    """The answer's content, which is whole and of the type that it says."""
    assert answer.status_code in statuses - {503}, answer.text
    media_type = answer.headers["content-type"].partition(";")[0]
    if answer.status_code != 200:
        body = answer.json()
        assert media_type == "application/problem+json"
        assert body["status"] == answer.status_code
        assert body["code"] != "internal_error"
        assert 10 < len(body["detail"]) < 1_000
        assert "Traceback" not in answer.text
        return body
    match media_type:
        case "application/json":
            return answer.json()
        case "application/x-ndjson":
            return [json.loads(line) for line in answer.text.splitlines() if line]
        case "text/csv":
            rows = list(csv.reader(io.StringIO(answer.text, newline="")))
            assert {len(row) for row in rows} == {len(rows[0])}
            return rows
        case "application/rss+xml" | "application/atom+xml":
            return ElementTree.fromstring(answer.content)
        case other:
            raise AssertionError(other)


def test_every_route_is_fuzzed(documented: dict[str, set[int]]) -> None:
    assert {path for path in documented if path.startswith("/v1/")} == set(QUESTIONS) | set(THINGS)


@thorough
@given(question=paths.flatmap(sensible))
def test_a_well_formed_question_is_answered_or_refused_for_what_it_says(
    client: httpx.Client, documented: dict[str, set[int]], question: tuple[str, Asked]
) -> None:
    path, asked = question
    body = check(client.get(f"{path}?{urlencode(asked)}"), documented[path])
    if isinstance(body, dict) and "next_cursor" in body and path not in WALKS:
        assert len(body["results"]) == min(body["total"], body["size"])
        assert (body["next_cursor"] is None) == (body["total"] <= body["size"])


@thorough
@given(question=paths.flatmap(careless))
def test_a_careless_question_is_answered_or_refused(
    client: httpx.Client, documented: dict[str, set[int]], question: tuple[str, Asked]
) -> None:
    path, asked = question
    check(client.get(f"{path}?{urlencode(asked)}"), documented[path])


@thorough
@given(path=paths, query=st.binary(max_size=80))
def test_any_bytes_as_a_query_string_are_answered_or_refused(
    client: httpx.Client, documented: dict[str, set[int]], path: str, query: bytes
) -> None:
    check(client.get(f"{path}?{quote(query, safe='%&=+')}"), documented[path])


@thorough
@given(path=st.sampled_from(list(THINGS)), id=ids)
def test_any_id_is_found_or_is_not(client: httpx.Client, documented: dict[str, set[int]], path: str, id: str) -> None:
    address = path.replace("{id}", quote(id, safe="%")).replace("{version}", "2")
    # "..", "a/b" and the like lead elsewhere, perhaps to a list
    check(client.get(address), documented[path] | {400, 404, 422})


@thorough
@given(path=st.sampled_from(list(LISTS)), accept=st.text(alphabet=st.characters(codec="ascii", categories=["L", "P"])))
def test_any_accept_header_is_answered_or_refused(
    client: httpx.Client, documented: dict[str, set[int]], path: str, accept: str
) -> None:
    check(client.get(path, headers={"Accept": accept}), documented[path])


@thorough
@given(
    data=st.data(),
    path=st.sampled_from(["/v1/articles", "/v1/quotes"]),
    sort=st.sampled_from(["relevance", "newest", "oldest", "longest", "shortest"]),
)
def test_a_damaged_cursor_is_refused(
    client: httpx.Client, documented: dict[str, set[int]], data: st.DataObject, path: str, sort: str
) -> None:
    asked = {"q": "the OR ferry", "sort": sort, "size": "1"}
    cursor = client.get(path, params=asked).json()["next_cursor"]
    at = data.draw(st.integers(0, 10_000)) % len(cursor)  # its length changes with the time that is in it
    damaged = cursor[:at] + data.draw(st.sampled_from("aZ0-_.~é")) + cursor[at + 1 :]
    answer = client.get(path, params=asked | {"cursor": damaged})
    check(answer, documented[path])
    assert (answer.status_code == 200) == (damaged == cursor)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("other", LISTS)
def test_a_cursor_of_another_list_or_question_is_refused(client: httpx.Client, path: str, other: str) -> None:
    cursor = client.get(path, params={"size": 1}).json()["next_cursor"]
    assert client.get(path, params={"size": 1, "cursor": cursor}).status_code == 200
    for asked in [{"q": "ferry"}, {"source": "Evening Heron"}, {} if path != other else {"sort": "count"}]:
        answer = client.get(other, params=asked | {"size": "1", "cursor": cursor})
        assert answer.status_code in (400, 422)
        assert answer.json()["code"] in ("invalid_cursor", "invalid_field")


@pytest.mark.parametrize("path", QUESTIONS)
@pytest.mark.parametrize("injected", INJECTIONS, ids=range(len(INJECTIONS)))
def test_no_parameter_passes_another_language_on(
    client: httpx.Client, documented: dict[str, set[int]], path: str, injected: str
) -> None:
    needed = {"q": "ferry"} if path == "/v1/suggest" else {}
    needed |= {"by": "speaker", "a": "x", "b": "y"} if path == "/v1/compare" else {}
    for name in names_of(QUESTIONS[path]):
        body = check(client.get(path, params=needed | {name: injected}), documented[path])
        # Of the filters that take any text, none finds what is called like nothing that there is
        if name in ("source", "language", "author", "tag", "entity", "speaker", "about", "cue", "role", "annotator"):
            assert body.get("code") or body.get("total", 0) == 0


def nested(*operators: str) -> str:
    """As many parentheses within each other as are allowed, the operators taking turns."""
    q = "ferry"
    for depth in range(MAX_DEPTH):
        q = f"(a{depth}{operators[depth % len(operators)]}{q})"
    return q


MOST = {
    "nested or": nested(" OR "),
    "nested and": nested(" "),
    "nested not": nested(" -"),
    "nested in turns": nested(" OR -", " NOT ", " "),
    "nested in a field": f"title:{nested(' OR -', ' ')}",
    "words": " OR ".join(f"w{number}" for number in range(MAX_TERMS)),
    "prefixes": " ".join(f"a{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz" * 3),
    "prefixes of names": " OR ".join(f"speaker:{letter}a*" for letter in "abcdefghijklmnopqrstuvwxyz" * 2),
    "a phrase": f'"{" ".join("the" for _ in range(MAX_TERMS))}"',
    "words near each other": " ".join(f'"a b c d e f g h i {number}"~50' for number in range(MAX_NEAR)),
    "many near each other": f'"{" ".join(f"w{number}" for number in range(MAX_TERMS))}"~50',
    "fields": " ".join(f"{field}:({field} OR bb*)" for field in get_args(Field)),
    "a word in pieces": "-".join("abc" for _ in range(MAX_TERMS)),
    "letters without spaces": "東" * MAX_TERMS,
}


@pytest.mark.parametrize(
    "path", [path for path, model in QUESTIONS.items() if "q" in names_of(model) and path != "/v1/suggest"]
)
@pytest.mark.parametrize("q", MOST.values(), ids=MOST)
def test_the_most_that_is_allowed_is_answered(client: httpx.Client, path: str, q: str) -> None:
    needed = {"by": "source", "a": "x", "b": "y"} if path == "/v1/compare" else {}
    answer = client.get(path, params=needed | {"q": q})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "name", [name for name in names_of(ArticleSelection) if name in ArticleSelection.lists() and "modality" not in name]
)
def test_as_many_filters_as_are_allowed_are_answered(client: httpx.Client, path: str, name: str) -> None:
    values = [f"person:x-{number}" if number % 2 else f"X. {number}" for number in range(MAX_VALUES)]
    answer = client.get(f"{path}?{urlencode([(name, value) for value in values])}&facet=tag&facet=cue")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ([("size", "10000")], 422, "invalid_field"),
        ([("size", str(MAX_SIZE + 1))], 422, "invalid_field"),
        ([("size", "9" * 5000)], 422, "invalid_field"),
        ([("q", "(" * 900 + "a" + ")" * 99)], 400, "query_syntax"),
        ([("q", "a " * 2000)], 400, "query_syntax"),
        ([("q", "NOT " * 2000)], 400, "query_syntax"),
        ([("q", "*ferry")], 400, "query_syntax"),
        ([("q", "?erry*")], 200, None),
        ([("q", "f*")], 400, "query_syntax"),
        ([("q", "/(a+)+$/")], 200, None),
        ([("q", '"ferry harbour"~999999999999')], 400, "query_syntax"),
        ([("source", str(number)) for number in range(500)], 422, "invalid_field"),
        ([("exclude_tag", str(number)) for number in range(MAX_VALUES + 1)], 422, "invalid_field"),
        ([("tag", str(number)) for number in range(MAX_VALUES)], 200, None),
        ([("facet", "source")] * 500, 200, None),
        ([("fields", ",".join(["id"] * 90))] * 50, 200, None),
        ([("fields", ".".join(["id"] * 90))], 400, "unknown_field"),
        ([("tag", "x" * MAX_QUERY_BYTES)], 413, "too_large"),
        ([(f"p{number}", "1") for number in range(2_000)], 400, "unknown_parameter"),
        ([("cursor", "A" * 30_000)], 400, "invalid_cursor"),
        ([("cursor", "AAAA." + "A" * 22)], 400, "invalid_cursor"),
    ],
    ids=lambda value: None,
)
@pytest.mark.parametrize("path", LISTS)
def test_too_much_is_refused_with_a_reason(
    client: httpx.Client, path: str, asked: Asked, status: int, code: str | None
) -> None:
    answer = client.get(f"{path}?{urlencode(asked)}")
    assert (answer.status_code, answer.json().get("code")) == (status, code)
