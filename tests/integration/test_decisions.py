"""Decisions of people, from the request to the answers of the index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import httpx
import pytest

from services.search.api import make_api
from services.search.bootstrap import open_index
from services.search.identified.deciding import all_decisions, take_up
from services.search.identified.who import who_is
from services.search.identities.resolutions import Resolution
from services.search.index.port import Index
from services.search.settings import Settings
from services.search.worker import Indexer
from shared.delivery.connection import connect
from shared.delivery.decisions import WaitingDecisions
from tests.support.corpus import Said, change, deletion
from tests.support.dying import Dying, Killed
from tests.support.indexing import indexing
from tests.support.serving import serving

pytestmark = pytest.mark.redis

TIA, TIANA, OTTO = "person:tia-lindqvist", "person:tiana-lindqvist", "person:otto-varga"
FIRST, SECOND, THIRD = "a" * 20, "b" * 20, "c" * 20
PATH = "/v1/identities/decisions"
MERGE = {"decision": "merge", "id": TIANA, "into": TIA, "by": "Mia", "why": "the same office"}


@pytest.fixture
def index(search_settings: Settings) -> Iterator[Index]:
    with closing(open_index(search_settings)) as opened:
        opened.prepare()
        opened.write(
            [
                change(FIRST, said=[Said("We shall see.", "Tia Lindqvist")]),
                change(SECOND, said=[Said("We shall hear.", "Tiana Lindqvist", role="striker")]),
                change(THIRD, said=[Said("We shall know.", "Otto Varga")]),
            ]
        )
        yield opened


@pytest.fixture
def waiting(search_settings: Settings) -> WaitingDecisions:
    return WaitingDecisions(connect(search_settings), prefix=search_settings.queue_name_prefix)


@pytest.fixture
def client(search_settings: Settings, index: Index) -> Iterator[httpx.Client]:
    with serving(make_api(search_settings, index)) as opened:
        yield opened


def _decide(client: httpx.Client, search_settings: Settings, body: dict[str, Any]) -> dict[str, Any]:
    """Post a decision, let the indexer take it up, and return it as it is shown then."""
    posted = client.post(PATH, json=body)
    assert (posted.status_code, posted.json()["state"]) == (202, "waiting")
    Indexer(search_settings).look()
    shown: dict[str, Any] = client.get(posted.json()["status_url"]).json()
    return shown


def _quotes(client: httpx.Client, speaker: str) -> int:
    total: int = client.get("/v1/quotes", params={"speaker": speaker}).json()["total"]
    return total


def test_a_merge_is_applied_found_shown_and_undone(client: httpx.Client, search_settings: Settings) -> None:
    decided = _decide(client, search_settings, MERGE)
    merged = _quotes(client, TIA), _quotes(client, f"{TIANA}~1")
    profile = client.get(f"/v1/identities/{TIANA}~1").json()

    undone = client.delete(decided["status_url"], params={"by": "Jo"})
    Indexer(search_settings).look()
    history = client.get(PATH, params={"id": TIA}).json()

    assert (decided["state"], decided["standing"], decided["decision"]["by"]) == ("applied", "applied", "Mia")
    assert merged == (2, 2)
    assert (profile["identity"]["id"], profile["identity"]["decided_by"]) == (f"{TIA}~1", "person")
    assert {name["value"] for name in profile["names"]} == {TIA, TIANA}
    assert [each["id"] for each in profile["decisions"]] == [decided["id"]]
    assert undone.status_code == 202
    assert (_quotes(client, TIA), _quotes(client, f"{TIANA}~1")) == (1, 1)
    assert [(each["standing"], each["decision"]["undone_by"]) for each in history["results"]] == [("undone", "Jo")]


def test_who_waits_is_answered_with_the_result(client: httpx.Client, search_settings: Settings) -> None:
    with indexing(search_settings):
        answer = client.post(PATH, params={"wait": 30}, json=MERGE)

    assert (answer.status_code, answer.json()["state"], answer.json()["standing"]) == (200, "applied", "applied")


def test_a_decision_outlasts_new_articles_and_versions(
    client: httpx.Client, search_settings: Settings, index: Index
) -> None:
    split = _decide(client, search_settings, {"decision": "split", "id": TIANA, "role": "striker"})
    index.write([change(SECOND, 2, said=[Said("We shall hear more.", "Tiana Lindqvist", role="striker")])])
    index.write([change("d" * 20, said=[Said("We shall win.", "Tiana Lindqvist", role="striker")])])

    indexer = Indexer(search_settings)
    indexer.look()
    _decide(client, search_settings, {"decision": "rename", "id": OTTO, "name": "Otto Varga senior"})

    assert _quotes(client, split["makes"]) == 2
    assert client.get(f"/v1/entities/{split['makes']}").json()["name"] == "Tiana Lindqvist (striker)"
    assert client.get(f"/v1/entities/{OTTO}").json()["name"] == "Otto Varga senior"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (MERGE | {"into": "person:nobody-at-all"}, "into"),
        (MERGE | {"id": "person:nobody-at-all"}, "id"),
        (MERGE | {"into": TIANA}, "into"),
        ({"decision": "split", "id": TIA, "articles": ["nowhere"]}, "articles.0"),
        ({"decision": "split", "id": TIA, "articles": [FIRST, THIRD]}, "articles.1"),
        ({"decision": "split", "id": TIA, "role": "..."}, "split.role"),
        ({"decision": "rename", "id": TIA, "name": " \u200b\u202e "}, "rename.name"),
        ({"decision": "rename", "id": TIA, "name": "!?"}, "rename.name"),
        ({"decision": "split", "id": TIA, "articles": [FIRST], "role": "striker"}, "role"),
        ({"decision": "split", "id": TIA, "into": TIANA}, "into"),
        ({"decision": "rename", "id": TIA, "name": "x" * 2_000}, "rename.name"),
        ({"decision": "rename", "id": "event:berlin", "name": "Berlin"}, "rename.id"),
    ],
)
def test_what_cannot_be_decided_is_refused_by_its_field(client: httpx.Client, body: Any, field: str) -> None:
    answer = client.post(PATH, json=body)

    assert answer.status_code == 422
    assert field in answer.json()["errors"][0]["field"]


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b'{"decision": "merge",', 400, "The body is not JSON: Expecting property name enclosed in double quotes"),
        (b'{"decision": "rename", "name": "Jos\xe9"}', 400, "The body cannot be read; send JSON in UTF-8"),
        (b"[" * 100_000 + b"]" * 100_000, 400, "The body cannot be read; send JSON in UTF-8"),
        (b'{"decision": "mrege"}', 422, "body: needs the field 'decision', one of 'merge', 'split'"),
        (b"{}", 422, "body: needs the field 'decision'"),
        (b'{"decision": "rename", "id": "person:a", "name": ""}', 422, "body.rename.name: is empty"),
        (b'{"decision": "rename", "id": "person:a", "name": 3}', 422, "body.rename.name: should be text"),
    ],
    ids=["cut off", "Latin-1", "nested deeply", "unknown decision", "no decision", "empty name", "a number"],
)
def test_a_body_that_cannot_be_read_is_answered_in_words(
    client: httpx.Client, body: bytes, status: int, detail: str
) -> None:
    answer = client.post(PATH, content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == status
    assert detail in answer.json()["detail"]


def test_a_decision_that_is_not_there_is_not_undone(client: httpx.Client) -> None:
    assert client.delete(f"{PATH}/0000000001").status_code == 404
    assert client.delete(f"{PATH}/0000000000").status_code == 404
    assert client.delete(f"{PATH}/nonsense").status_code == 422
    assert client.get("/v1/identities/person:nobody-at-all").status_code == 404


def test_without_redis_nothing_is_decided_and_reading_goes_on(search_settings: Settings, index: Index) -> None:
    alone = search_settings.model_copy(update={"redis_url": "redis://127.0.0.1:9/0"})

    with serving(make_api(alone, index)) as client:
        refused = client.post(PATH, json=MERGE)
        read = client.get(PATH)

    assert refused.status_code == 503
    assert read.json() == {"total": 0, "results": []}


def test_two_merges_into_one_another_at_once_are_one_identity(client: httpx.Client, search_settings: Settings) -> None:
    for body in (MERGE, MERGE | {"id": TIA, "into": TIANA}):
        assert client.post(PATH, json=body).status_code == 202

    Indexer(search_settings).look()

    assert _quotes(client, f"{TIA}~1") == _quotes(client, f"{TIANA}~1") == 2


_CHANGING = ("put_decisions", "put_resolutions", "settle")


@pytest.mark.parametrize("at", range(1, 7))
def test_a_kill_at_any_moment_of_a_merge_leaves_either_state_and_loses_nothing(
    client: httpx.Client, index: Index, waiting: WaitingDecisions, search_settings: Settings, at: int
) -> None:
    client.post(PATH, json=MERGE)
    calls: list[str] = []
    dying: Callable[[Any], Any] = lambda part: Dying(part, at, calls, _CHANGING)  # noqa: E731

    with pytest.raises(Killed):
        take_up(dying(index), dying(waiting), lambda _: None)
    between = [who_is(index, id).identity for id in (f"{TIA}~1", f"{TIANA}~1")]
    Indexer(search_settings).look()

    assert [identity.id for identity in between if identity] in ([f"{TIA}~1", f"{TIANA}~1"], [f"{TIA}~1", f"{TIA}~1"])
    assert (_quotes(client, TIA), len(list(all_decisions(index)))) == (2, 1)
    assert not waiting.waiting(10)


def test_forms_merge_by_name_split_by_article_and_undo(client: httpx.Client, search_settings: Settings) -> None:
    page = f"/names/{TIANA}/decide"
    token = re.findall(r'name="token" value="([^"]+)"', client.get(page).text)[0]
    merge = {"token": token, "decision": "merge", "into": "Tia Lindqvist", "by": "Mia"}

    with indexing(search_settings):
        refused = client.post(page, data=merge | {"into": "Nobody at all"})
        merged, total = client.post(page, data=merge), _quotes(client, TIA)
        split = client.post(page, data={"token": token, "decision": "split", f"article:{SECOND}": "yes"})
        history = client.get(page).text
        for action in re.findall(r'action="(/decisions/\w+/undo)"', history):
            client.post(action, data={"token": token})

    assert (refused.status_code, "into: " in refused.text) == (422, True)
    assert (merged.status_code, merged.headers["location"], total) == (303, f"{page}#decided", 2)
    assert split.status_code == 303
    assert f'dir="auto">{TIA}</a>.</p>' in history
    assert client.get(PATH).json()["total"] == 2
    assert (_quotes(client, TIA), _quotes(client, TIANA)) == (1, 1)


def test_a_name_is_given_on_one_line_without_marks_that_nobody_sees(
    client: httpx.Client, search_settings: Settings
) -> None:
    _decide(client, search_settings, {"decision": "rename", "id": TIA, "name": "\u202eTia\u202c\n Lind\u200bqvist II "})

    assert client.get(f"/v1/identities/{TIA}").json()["identity"]["name"] == "Tia Lindqvist II"


def test_a_name_of_which_nobody_can_tell_whose_it_is_can_be_decided_about(
    client: httpx.Client, search_settings: Settings, index: Index
) -> None:
    index.put_resolutions([Resolution(TIANA, "")])

    found = client.get(f"/v1/identities/{TIANA}")
    page = client.get(f"/names/{TIANA}/decide")

    assert (found.status_code, page.status_code) == (200, 200)
    assert found.json()["identity"] is None
    assert [(name["value"], name["count"]) for name in found.json()["names"]] == [(TIANA, 1)]


def test_a_split_by_an_article_that_was_merged_into_another_holds_there(
    client: httpx.Client, search_settings: Settings, index: Index
) -> None:
    split = _decide(client, search_settings, {"decision": "split", "id": TIA, "articles": [FIRST], "name": "Tia II"})
    index.write([change("d" * 20, said=[Said("We shall see.", "Tia Lindqvist")])])
    index.write([replace(deletion(FIRST, 2), into="d" * 20)])
    _decide(client, search_settings, {"decision": "rename", "id": OTTO, "name": "Otto Varga senior"})

    assert _quotes(client, split["makes"]) == 1
