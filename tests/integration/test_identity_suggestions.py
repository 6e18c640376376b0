"""Suggestions of identities that may be one, asked for and answered over the API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from services.search.api import make_api
from services.search.bootstrap import open_index
from services.search.settings import Settings
from services.search.worker import Indexer
from tests.support.corpus import Said, change
from tests.support.serving import serving

pytestmark = pytest.mark.redis

PATH = "/v1/identities/suggestions"
ANN, ANNE, INITIAL, TIA, TIANA = (
    f"person:{name}~1" for name in ("ann-poe", "anne-poe", "a-poe", "tia-lindqvist", "tia-lindquist")
)
NAMES = ["Ann Poe", "Ann Poe", "Ann Poe", "Anne Poe", "Anne Poe", "A. Poe", "Tia Lindqvist", "Tia Lindquist"]


@pytest.fixture
def client(search_settings: Settings) -> Iterator[httpx.Client]:
    with closing(open_index(search_settings)) as index:
        index.prepare()
        index.write(
            [
                change(letter * 20, said=[Said("We shall see.", name)])
                for letter, name in zip("abcdefgh", NAMES, strict=True)
            ]
        )
        with serving(make_api(search_settings, index)) as opened:
            yield opened


def _pairs(client: httpx.Client, **params: str | int) -> list[tuple[str, str]]:
    results = client.get(PATH, params=params).json()["results"]
    return [(each["identities"][0]["id"], each["identities"][1]["id"]) for each in results]


def _answer(client: httpx.Client, answer: str, id: str = ANN, other: str = ANNE) -> httpx.Response:
    return client.post(PATH, json={"id": id, "other": other, "answer": answer, "by": "Mia", "why": "the same desk"})


def test_suggestions_have_both_identities_and_reasons_in_words_and_as_fields(client: httpx.Client) -> None:
    first = client.get(PATH, params={"type": "PERSON", "size": 1}).json()["results"][0]

    assert [each["name"] for each in first["identities"]] == ["Ann Poe", "Anne Poe"]
    assert [each["articles"] for each in first["identities"]] == [3, 2]
    assert first["reasons"][0] == {
        "kind": "misspelling",
        "text": "Ann Poe and Anne Poe differ by one letter",
        "values": [],
    }
    assert 0 < first["score"] < 1


def test_suggestions_are_paged_and_filtered(client: httpx.Client) -> None:
    every, pages = _pairs(client), []
    cursor: dict[str, str] = {}
    while True:
        page = client.get(PATH, params={"size": 1, **cursor}).json()
        pages += [tuple(each["id"] for each in result["identities"]) for result in page["results"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert pages == every == [(ANN, ANNE), (ANN, INITIAL), (ANNE, INITIAL), (TIANA, TIA)]
    assert _pairs(client, type="ORG") == []
    assert _pairs(client, id=TIA) == [(TIANA, TIA)]


def test_a_yes_merges_and_is_undone_and_asked_again(client: httpx.Client, search_settings: Settings) -> None:
    decided = _answer(client, "yes").json()
    Indexer(search_settings).look()
    merged, left = client.get("/v1/quotes", params={"speaker": ANNE}).json()["total"], _pairs(client)
    again, otherwise = _answer(client, "yes"), _answer(client, "no")

    client.delete(f"/v1/identities/decisions/{decided['id']}", params={"by": "Jo"})
    Indexer(search_settings).look()

    assert (merged, left) == (5, [(ANN, INITIAL), (TIANA, TIA)])
    assert (again.status_code, again.json()["id"]) == (200, decided["id"])
    assert (otherwise.status_code, decided["id"] in otherwise.json()["detail"]) == (409, True)
    assert (ANN, ANNE) in _pairs(client)


def test_a_no_holds_and_is_undone_before_a_yes(client: httpx.Client, search_settings: Settings) -> None:
    decided = _answer(client, "no").json()
    Indexer(search_settings).look()
    left, again, otherwise = _pairs(client), _answer(client, "no", ANNE, ANN), _answer(client, "yes")

    client.delete(f"/v1/identities/decisions/{decided['id']}")
    Indexer(search_settings).look()
    history = client.get("/v1/identities/decisions", params={"id": ANNE}).json()["results"]

    assert (ANN, ANNE) not in left
    assert (again.status_code, again.json()["id"]) == (200, decided["id"])
    assert (otherwise.status_code, otherwise.json()["code"]) == (409, "conflict")
    assert (ANN, ANNE) in _pairs(client)
    assert [(each["standing"], each["decision"]["decision"]) for each in history] == [("undone", "not_the_same")]


def test_who_is_unsure_is_not_asked_again_and_may_answer_later(client: httpx.Client, search_settings: Settings) -> None:
    unsure = _answer(client, "unsure").json()
    Indexer(search_settings).look()
    left, again = _pairs(client), _answer(client, "unsure")
    _answer(client, "yes")
    Indexer(search_settings).look()

    assert (ANN, ANNE) not in left
    assert again.json()["id"] == unsure["id"]
    assert client.get(f"/v1/identities/{ANNE}").json()["id"] == ANN.removesuffix("~1")


def test_an_answer_that_was_sent_twice_waits_once(client: httpx.Client) -> None:
    assert _answer(client, "yes").json()["id"] == _answer(client, "yes").json()["id"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": ANN, "other": "person:nobody-at-all", "answer": "yes"}, 404),
        ({"id": ANN, "other": ANN, "answer": "yes"}, 422),
        ({"id": ANN, "other": ANNE, "answer": "perhaps"}, 422),
        ({"id": ANN, "other": "event:berlin", "answer": "no"}, 422),
    ],
)
def test_what_cannot_be_answered_is_refused(client: httpx.Client, body: Any, status: int) -> None:
    answer = client.post(PATH, json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_cursor_of_another_question_and_an_id_of_nobody_are_refused(client: httpx.Client) -> None:
    cursor = client.get(PATH, params={"size": 1}).json()["next_cursor"]

    assert client.get(PATH, params={"cursor": cursor, "type": "ORG"}).status_code == 400
    assert client.get(PATH, params={"id": "person:nobody-at-all"}).status_code == 404


def test_a_form_that_is_not_ours_or_that_says_nothing_is_refused(client: httpx.Client) -> None:
    page = client.get("/names/suggestions").text
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    answer = {"id": ANN, "other": ANNE, "answer": "yes"}

    statuses = [
        client.post("/names/suggestions", data=fields).status_code
        for fields in (answer, {"token": token}, answer | {"token": token, "other": "person:nobody-at-all"})
    ]

    assert statuses == [403, 422, 404]
    assert client.post("/names/suggestions/undo", data={"token": token, "decision": "x"}).status_code == 404
    assert client.get("/v1/identities/decisions").json()["total"] == 0
