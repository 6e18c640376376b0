"""Forms of the pages: taken from our own pages only, and sent on to ingest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from services.search.api import make_api
from services.search.bootstrap import open_index
from services.search.settings import Settings
from shared.delivery.stage import Line, drain
from shared.errors import Rejected
from shared.models.receipts import Stage
from shared.settings import Settings as SharedSettings
from tests.support.pipeline import Pipeline, pipeline_on
from tests.support.serving import serving

pytestmark = pytest.mark.redis
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def pipeline(settings: SharedSettings, tmp_path: Path) -> Iterator[Pipeline]:
    with pipeline_on(settings, tmp_path / "index.sqlite3") as opened:
        yield opened


@pytest.fixture
def page(pipeline: Pipeline) -> Iterator[httpx.Client]:
    own = Settings.model_validate(dict(pipeline.settings) | {"ingest_url": str(pipeline.client.base_url)})
    with closing(open_index(own)) as index:
        index.prepare()
        with serving(make_api(own, index)) as client:
            yield client


def token(page: httpx.Client, path: str = "/add") -> str:
    [found] = set(re.findall(r'name="token" value="([^"]+)"', page.get(path).text))
    return str(found)


def quarantined(pipeline: Pipeline) -> str:
    id = str(pipeline.post("“It was worth it,” said Mayor Ana Torres.").json()["id"])

    def refuse(jobs: object) -> object:
        raise Rejected("<b>No</b> sense can be made of it.")

    drain(Line(Stage.ANNOTATING, refuse, lambda _: None, 10), pipeline.receipts, pipeline.settings)  # type: ignore[arg-type]
    return id


def test_an_article_is_sent_on_to_ingest(page: httpx.Client, pipeline: Pipeline) -> None:
    answer = page.post("/add", data={"token": token(page), "title": "A", "body": "Nobody\r\nobjected.", "url": ""})

    assert answer.status_code == 303
    id = re.findall(r"/add/([a-z2-7]{20})\?version=\d+", answer.headers["location"])[0]
    pipeline.work()
    assert page.get(answer.headers["location"]).headers["location"] == f"/articles/{id}"
    assert page.get(f"/v1/articles/{id}").json()["body"] == "Nobody\nobjected."


@pytest.mark.parametrize("wrong", ["", "forged", None])
def test_a_form_without_our_token_is_refused(page: httpx.Client, wrong: str | None) -> None:
    given = token(page)
    fields = {"title": "A", "body": "B"} | ({} if wrong is None else {"token": wrong})

    assert given != wrong
    assert page.post("/add", data=fields).status_code == 403


def test_a_token_of_another_visitor_is_refused(page: httpx.Client) -> None:
    given = token(page)
    page.cookies.clear()
    token(page)

    assert page.post("/add", data={"token": given, "body": "B"}).status_code == 403


def test_a_form_of_another_origin_is_refused(page: httpx.Client) -> None:
    fields = {"token": token(page), "body": "B"}
    for origin in ("http://evil.example", "null"):
        assert page.post("/add", data=fields, headers={"origin": origin}).status_code == 403


def test_what_ingest_refuses_is_shown_with_what_was_typed(page: httpx.Client) -> None:
    answer = page.post("/add", data={"token": token(page), "body": "</textarea><b>", "published_at": "yesterday"})

    assert answer.status_code == 422
    assert "published_at: " in answer.text
    assert "&lt;/textarea&gt;&lt;b&gt;" in answer.text


def test_the_quarantine_is_shown_replayed_and_discarded(page: httpx.Client, pipeline: Pipeline) -> None:
    id = quarantined(pipeline)
    shown = page.get("/operations").text
    assert "&lt;b&gt;No&lt;/b&gt; sense can be made of it." in shown

    fields = {"token": token(page, "/operations"), "action": "replay"}
    assert page.post(f"/operations/quarantine/{id}", data=fields).status_code == 303
    assert page.get(f"/add/{id}").text.count("Reading it") == 1


def test_an_unknown_action_is_refused(page: httpx.Client, pipeline: Pipeline) -> None:
    fields = {"token": token(page), "action": "eat"}

    assert page.post(f"/operations/quarantine/{quarantined(pipeline)}", data=fields).status_code == 404


def test_while_ingest_is_away_reading_goes_on_and_writing_says_so(tmp_path: Path) -> None:
    own = Settings(search_engine="sqlite", sqlite_path=tmp_path / "i.sqlite3", ingest_url="http://127.0.0.1:9")
    with closing(open_index(own)) as index:
        index.prepare()
        with serving(make_api(own, index)) as client:
            codes = {path: client.get(path).status_code for path in ("/", "/search", "/add", "/operations")}

    assert codes == {"/": 200, "/search": 200, "/add": 200, "/operations": 503}


def test_a_form_of_another_kind_or_size_is_refused(page: httpx.Client) -> None:
    assert page.post("/add", json={"body": "B"}).status_code == 415
    assert page.post("/add", content=b"body=" + b"x" * 13_000_000, headers=FORM).status_code == 413


def test_the_status_counts_what_waits(pipeline: Pipeline) -> None:
    pipeline.post("“It was worth it,” said Mayor Ana Torres.")
    status = pipeline.client.get("/v1/status").json()

    [annotating] = [stage for stage in status["stages"] if stage["stage"] == "annotating"]
    assert annotating["waiting"] == 1
    assert 0 <= annotating["oldest_seconds"] < 60
    assert status["quarantined"] == 0


def uploaded(page: httpx.Client, name: str, content: bytes) -> httpx.Response:
    return page.post("/add/file", data={"token": token(page)}, files={"file": (name, content)})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bridge.txt", b"The bridge\n\nNobody objected."),
        ("bridge.json", b'{"title": "The bridge", "body": "Nobody objected."}'),
        ("bridge.jsonl", b'\n{"title": "The bridge", "body": "Nobody objected."}\n'),
    ],
)
def test_a_file_of_one_article_leads_to_it(page: httpx.Client, pipeline: Pipeline, name: str, content: bytes) -> None:
    answer = uploaded(page, name, content)

    assert answer.status_code == 303
    pipeline.work()
    article = page.get(page.get(answer.headers["location"]).headers["location"].replace("/articles", "/v1/articles"))
    assert (article.json()["title"], article.json()["body"].strip()) == ("The bridge", "Nobody objected.")


def test_a_file_of_many_articles_says_what_became_of_each(page: httpx.Client) -> None:
    lines = [f'{{"title": "No. {n}", "body": "Nobody objected to {n}."}}' for n in range(600)] + ["no JSON"]
    answer = uploaded(page, "many.jsonl", "\n".join(lines).encode())

    assert answer.status_code == 200
    assert "<b>600</b> new" in answer.text
    assert "Article 601: " in answer.text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("song.mp3", b"la", "quotewire import"),
        ("empty.jsonl", b" \n", "empty"),
        ("broken.json", b"[" * 100_000, "not JSON"),
        ("latin.txt", b"Br\xfccke\nNobody.", "not UTF-8"),
        ("long.jsonl", b"{}\n" * 10_001, "10,000"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_the_reason(
    page: httpx.Client, name: str, content: bytes, reason: str
) -> None:
    answer = uploaded(page, name, content)

    assert answer.status_code == 422
    assert reason in answer.text


def test_a_file_needs_our_token_and_has_to_be_there(page: httpx.Client) -> None:
    file = {"file": ("a.txt", b"A\nB")}

    assert page.post("/add/file", data={"token": "forged"}, files=file).status_code == 403
    assert page.post("/add/file", data={"token": token(page)}, files={"other": ("a.txt", b"A")}).status_code == 400
    assert page.post("/add/file", data={"token": token(page)}).status_code == 415
