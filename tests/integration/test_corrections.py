"""Corrections of quotes, from the request to the answers of the index."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import pytest

from deploy.maintenance import export_file
from deploy.maintenance.refilling import refill_judgements
from services.search.api import make_api
from services.search.bootstrap import open_index
from services.search.identified.deciding import all_judgements, take_up
from services.search.index.port import Index
from services.search.settings import Settings
from services.search.worker import Indexer
from shared.delivery.connection import connect
from shared.delivery.decisions import WaitingDecisions
from shared.delivery.jobs import Job
from tests.support.corpus import Said, change, deletion
from tests.support.dying import Dying, Killed
from tests.support.indexing import indexing
from tests.support.serving import serving

pytestmark = pytest.mark.redis

PATH = "/v1/corrections"
FIRST, SECOND = "a" * 20, "b" * 20
SEE = "We shall see the old harbour again."
ARTICLES = [
    change(FIRST, said=[Said(SEE, "Tia Lindqvist"), Said("Yes.", "Otto Varga")]),
    change(SECOND, said=[Said("We shall hear.", "Tiana Lindqvist")]),
]


@pytest.fixture
def index(search_settings: Settings) -> Iterator[Index]:
    with closing(open_index(search_settings)) as opened:
        opened.prepare()
        opened.write(ARTICLES)
        yield opened


@pytest.fixture
def client(search_settings: Settings, index: Index) -> Iterator[httpx.Client]:
    with serving(make_api(search_settings, index)) as opened:
        yield opened


def _quote(client: httpx.Client, text: str = SEE) -> str:
    quotes = client.get(f"/v1/articles/{FIRST}").json()["quotes"]
    return next(str(quote["id"]) for quote in quotes if quote["text"] == text)


def _correct(client: httpx.Client, search_settings: Settings, **body: Any) -> dict[str, Any]:
    """Post a correction, let the indexer take it up, and return it as it is shown then."""
    posted = client.post(PATH, json=body)
    assert (posted.status_code, posted.json()["state"]) == (202, "waiting")
    Indexer(search_settings).look()
    shown: dict[str, Any] = client.get(posted.json()["status_url"]).json()
    return shown


def _total(client: httpx.Client, speaker: str) -> int:
    total: int = client.get("/v1/quotes", params={"speaker": speaker}).json()["total"]
    return total


def test_a_wrong_speaker_is_corrected_shown_and_undone(client: httpx.Client, search_settings: Settings) -> None:
    quote = _quote(client)

    said_by = {"correction": "said_by", "quote": quote, "speaker": "Otto Varga", "by": "Mia", "why": "the caption"}
    kept = _correct(client, search_settings, **said_by)
    corrected = client.get(f"/v1/quotes/{quote}").json()
    totals = _total(client, "person:otto-varga"), _total(client, "person:tia-lindqvist")
    client.delete(kept["status_url"], params={"by": "Jo"})
    Indexer(search_settings).look()
    history = client.get(PATH, params={"article": FIRST}).json()

    assert (kept["state"], kept["standing"], kept["correction"]["annotated_speaker"]) == (
        "applied", "applied", "Tia Lindqvist",
    )  # fmt: skip
    assert (corrected["speaker"]["id"], corrected["speaker"]["resolved_by"]) == ("person:otto-varga", "person")
    assert (corrected["speaker"]["identity"]["name"], corrected["corrected"]["speaker"]["name"]) == (
        "Otto Varga", "Tia Lindqvist",
    )  # fmt: skip
    assert totals == (2, 0)
    assert (_total(client, "person:otto-varga"), _total(client, "person:tia-lindqvist")) == (1, 1)
    assert [(each["standing"], each["correction"]["undone_by"]) for each in history["results"]] == [("undone", "Jo")]
    assert "corrected" not in client.get(f"/v1/quotes/{quote}").json()


def test_the_last_of_several_corrections_counts_and_the_others_are_shown(
    client: httpx.Client, search_settings: Settings
) -> None:
    quote = _quote(client, "Yes.")

    nobody = _correct(client, search_settings, correction="said_by", quote=quote, speaker=None)
    none = _correct(client, search_settings, correction="no_quote", quote=quote)
    first_now = client.get(nobody["status_url"]).json()

    assert (nobody["standing"], none["standing"], first_now["standing"]) == ("applied", "applied", "overruled")
    assert client.get(f"/v1/quotes/{quote}").status_code == 404
    assert client.get("/v1/quotes").json()["total"] == 2
    assert client.post(PATH, json={"correction": "no_quote", "quote": quote}).status_code == 422


@pytest.mark.parametrize(
    ("speaker", "shown"),
    [
        ("person:tiana-lindqvist~1", ("person:tiana-lindqvist", "Tiana Lindqvist", "PERSON")),
        ("varga", ("person:varga", "varga", "PERSON")),
        ("Ada Nordmann", ("person:ada-nordmann", "Ada Nordmann", "PERSON")),
    ],
)
def test_a_speaker_is_an_identity_a_name_or_somebody_new(
    client: httpx.Client, search_settings: Settings, speaker: str, shown: tuple[str, str, str]
) -> None:
    kept = _correct(client, search_settings, correction="said_by", quote=_quote(client), speaker=speaker)
    quotes = client.get("/v1/quotes", params={"speaker": shown[0]}).json()["results"]

    assert tuple(kept["correction"]["speaker"][part] for part in ("id", "name", "type")) == shown
    assert SEE in {quote["text"] for quote in quotes}


def test_a_correction_outlasts_a_new_version_and_is_shown_where_nothing_is_left_of_its_quote(
    client: httpx.Client, search_settings: Settings, index: Index
) -> None:
    kept = _correct(client, search_settings, correction="said_by", quote=_quote(client), speaker="Otto Varga")

    newer = change(FIRST, 2, said=[Said("We shall soon see the old harbour again.", "Tia Lindqvist")])
    assert newer.article
    assert newer.annotation
    job = Job(
        id=FIRST,
        version=2,
        payload=newer.article.model_dump_json(),
        annotation=newer.annotation.model_dump_json(),
        operation="put",
        request_id="",
        text_hash=newer.text_hash,
        accepted_at=newer.accepted_at,
        attempts=1,
    )
    Indexer(search_settings)([job])
    version, standing = client.get(f"/v1/articles/{FIRST}").json(), client.get(kept["status_url"]).json()["standing"]
    index.write([change(FIRST, 3, said=[Said("Nothing of it.", "Otto Varga")])])
    left = client.get(kept["status_url"]).json()["standing"]
    index.write([deletion(FIRST, 4)])
    gone = client.get(kept["status_url"]).json()["standing"]

    assert [(quote["text"], quote["speaker"]["name"]) for quote in version["quotes"]] == [
        ("We shall soon see the old harbour again.", "Otto Varga")
    ]
    assert (standing, left, gone) == ("applied", "without_quote", "without_article")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"correction": "no_quote", "quote": "nowhere"}, "quote"),
        ({"correction": "said_by", "quote": "…"}, "said_by.quote"),
        ({"correction": "said_by", "quote": "QUOTE"}, "said_by.speaker"),
        ({"correction": "said_by", "quote": "QUOTE", "speaker": "person:nobody-at-all"}, "speaker"),
        ({"correction": "said_by", "quote": "QUOTE", "speaker": "x" * 2_000}, "said_by.speaker"),
        ({"correction": "said_by", "quote": "QUOTE", "speaker": "\x07"}, "said_by.speaker"),
        ({"correction": "wrong", "quote": "QUOTE"}, "body"),
    ],
)
def test_what_cannot_be_corrected_is_refused_by_its_field(client: httpx.Client, body: Any, field: str) -> None:
    answer = client.post(PATH, json={**body, "quote": body["quote"].replace("QUOTE", _quote(client))})

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert field in answer.json()["errors"][0]["field"]


def test_corrections_and_decisions_are_told_apart_by_their_ids(client: httpx.Client, search_settings: Settings) -> None:
    kept = _correct(client, search_settings, correction="no_quote", quote=_quote(client))
    rename = {"decision": "rename", "id": "person:otto-varga", "name": "Otto Varga senior"}
    decided = client.post("/v1/identities/decisions", json=rename).json()
    Indexer(search_settings).look()

    assert client.get(f"/v1/identities/decisions/{kept['id']}").status_code == 404
    assert client.delete(f"{PATH}/{decided['id']}").status_code == 404
    assert client.get(f"{PATH}/0000000000").status_code == 404
    assert client.get("/v1/identities/decisions").json()["total"] == client.get(PATH).json()["total"] == 1


def test_corrections_go_out_as_json_lines_and_come_back_with_an_export(
    client: httpx.Client, search_settings: Settings, index: Index, tmp_path: Any
) -> None:
    _correct(client, search_settings, correction="said_by", quote=_quote(client), speaker="Otto Varga")
    _correct(client, search_settings, correction="no_quote", quote=_quote(client, "Yes."))
    lines = [json.loads(line) for line in client.get(PATH, params={"format": "jsonl"}).text.splitlines()]
    target = tmp_path / "export.jsonl"

    header = export_file.Header("here", time.time_ns() // 1000)
    export_file.write(target, header, index.whole_articles, lambda: all_judgements(index), lambda _: None)
    with closing(open_index(Settings(search_engine="sqlite", sqlite_path=tmp_path / "other"))) as other:
        other.prepare()
        other.write(ARTICLES)
        back = refill_judgements(other, export_file.read_judgements(target))
        again = refill_judgements(other, export_file.read_judgements(target))
        article = other.article(FIRST)

    assert [line["correction"]["correction"] for line in lines] == ["said_by", "no_quote"]
    start = lines[0]["correction"]["quote"]["start"]
    assert lines[0]["body"][start : start + len(SEE)] == SEE
    assert (back, again) == (2, 0)
    assert article is not None
    assert [(quote.text, quote.speaker and quote.speaker.name) for quote in article.quotes] == [(SEE, "Otto Varga")]


def test_a_form_corrects_a_speaker_takes_a_quote_out_and_undoes_both(
    client: httpx.Client, search_settings: Settings
) -> None:
    see, yes = (f"/quotes/{_quote(client, text)}/correct" for text in (SEE, "Yes."))
    token = re.findall(r'name="token" value="([^"]+)"', client.get(see).text)[0]
    said_by = {"token": token, "correction": "said_by", "speaker": "person:otto-varga", "by": "Mia"}

    with indexing(search_settings):
        corrected = client.post(see, data=said_by)
        removed = client.post(yes, data={"token": token, "correction": "no_quote", "why": "an aside"})
        page = client.get(f"/articles/{FIRST}").text
        undoings = re.findall(r'action="(/corrections/\w+/undo)"', page)
        undone = [client.post(action, data={"token": token}) for action in undoings]

    assert (corrected.status_code, corrected.headers["location"]) == (303, f"/articles/{FIRST}#q-{_quote(client)}")
    assert removed.headers["location"] == f"/articles/{FIRST}#corrections"
    assert 'was said by <span dir="auto">Otto Varga</span>, not <span dir="auto">Tia Lindqvist</span>' in page
    assert [answer.status_code for answer in undone] == [303, 303]
    assert _total(client, "person:otto-varga") == _total(client, "person:tia-lindqvist") == 1


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"correction": "said_by", "speaker": "else", "name": " "}, 422, "speaker: "),
        ({"correction": "said_by", "speaker": "person:nobody-at-all"}, 422, "is the id of nobody"),
        ({"correction": "nonsense"}, 422, "correction"),
        ({"correction": "no_quote", "token": "forged"}, 403, "none of ours"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why(
    client: httpx.Client, fields: dict[str, str], status: int, words: str
) -> None:
    path = f"/quotes/{_quote(client)}/correct"
    token = re.findall(r'name="token" value="([^"]+)"', client.get(path).text)[0]

    answer = client.post(path, data={"token": token, **fields})

    assert answer.status_code == status
    assert words in answer.text


_CHANGING = ("put_corrections", "write_again", "settle")


def test_a_kill_at_any_moment_of_a_correction_leaves_either_state_and_loses_nothing(
    client: httpx.Client, index: Index, search_settings: Settings
) -> None:
    waiting = WaitingDecisions(connect(search_settings), prefix=search_settings.queue_name_prefix)
    quote = _quote(client)
    for at in range(1, 7):
        speaker = f"Otto Varga {at}"
        client.post(PATH, json={"correction": "said_by", "quote": quote, "speaker": speaker})
        dying = partial(Dying, at=at, calls=[], changing=_CHANGING)

        with pytest.raises(Killed):
            take_up(dying(index), dying(waiting), lambda _: None)  # type: ignore[arg-type]
        Indexer(search_settings).look()

        assert client.get(f"/v1/quotes/{quote}").json()["speaker"]["name"] == speaker
        assert not waiting.waiting(10)


def test_corrections_of_a_merged_article_are_listed_by_its_id_and_moved_by_whoever_begins_after_a_kill(
    client: httpx.Client, search_settings: Settings, index: Index
) -> None:
    quote = _quote(client)
    kept = _correct(client, search_settings, correction="said_by", quote=quote, speaker="Otto Varga")
    into = "d" * 20
    index.write([change(into, said=[Said(SEE, "Tia Lindqvist")])])
    index.write([replace(deletion(FIRST, 2), into=into)])  # and killed, before the correction has followed

    merging = Job(FIRST, 2, "", "", "delete", "r", "h", deletion(FIRST, 2).accepted_at, 2, into=into)
    Indexer(search_settings)([merging])
    (again,) = client.get(f"/v1/articles/{FIRST}").json()["quotes"]
    listed = client.get(PATH, params={"article": FIRST}).json()["results"]
    exported = client.get(PATH, params={"article": FIRST, "format": "jsonl"}).text.splitlines()

    assert (again["text"], again["speaker"]["id"]) == (SEE, "person:otto-varga")
    assert [(each["id"], each["standing"], each["correction"]["article"]) for each in listed] == [
        (kept["id"], "applied", into)
    ]
    assert [json.loads(line)["id"] for line in exported] == [kept["id"]]
