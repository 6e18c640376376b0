"""Lists in other formats: all results as CSV and JSON lines, pages as feeds, and what happens when it breaks off."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest

from services.search.answers import paging
from services.search.api import make_api
from services.search.engines.sqlite import SqliteIndex
from services.search.index.port import Index
from services.search.index.questions import Page, Request
from services.search.settings import Settings
from shared.errors import Unavailable
from tests.contract.conftest import engine  # noqa: F401 - a fixture
from tests.contract.engines import Engine
from tests.support.corpus import Said, change
from tests.support.search_api import world_served
from tests.support.serving import serving

LISTS = ["/v1/articles", "/v1/quotes", "/v1/entities", "/v1/speakers"]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def client(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:  # noqa: F811
    """The API of the world of traps."""
    with world_served(engine, tmp_path_factory.mktemp("world")) as found:
        yield found


def everything(client: httpx.Client, path: str, **asked: Any) -> list[dict[str, Any]]:
    """All results, page by page, as JSON."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get(path, params=asked | {"size": 100} | cursor).raise_for_status().json()
        found += page["results"]
        if page["next_cursor"] is None:
            assert len(found) == page["total"]
            return found
        cursor = {"cursor": page["next_cursor"]}


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


# --- all results ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("asked", [{}, {"q": "ferry OR Iran", "exclude_source": "unknown"}, {"q": "unheard"}])
def test_json_lines_are_all_results_as_the_pages_show_them(
    client: httpx.Client, path: str, asked: dict[str, str]
) -> None:
    answer = client.get(path, params=asked | {"format": "jsonl"})
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line) for line in answer.text.splitlines()] == everything(client, path, **asked)


@pytest.mark.parametrize("path", LISTS)
def test_csv_has_a_line_for_every_result(client: httpx.Client, path: str) -> None:
    answer = client.get(path, params={"format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="quotewire-{path[4:]}.csv"'
    lines = read_csv(answer.text)
    assert [line["id"] for line in lines] == [result["id"] for result in everything(client, path)]
    assert all(None not in line.values() and None not in line for line in lines)


def test_csv_of_nothing_is_a_header(client: httpx.Client) -> None:
    assert client.get("/v1/quotes?q=unheard&format=csv&fields=text").text == "id,text\r\n"


def test_csv_flattens_what_lies_deeper(client: httpx.Client) -> None:
    asked = {"speaker": "Ada Nordmann", "to": "2026-03-02", "from": "2026-03-01", "format": "csv"}
    [line] = read_csv(client.get("/v1/quotes", params=asked).text)
    assert (line["speaker.id"], line["speaker.name"], line["cue.lemma"]) == (
        "person:ada-nordmann",
        "Ada Nordmann",
        "say",
    )
    assert (line["article.id"], line["article.url"]) == ("ferry-1", "https://news.example/ferry-1")
    assert (line["article.published_at"], line["mentions"]) == ("2026-03-01T08:00:00Z", "org:harbour-board")


def test_fields_choose_the_columns(client: httpx.Client) -> None:
    text = client.get("/v1/quotes?fields=speaker.name,article.title&fields=text&format=csv").text
    assert text.splitlines()[0] == "id,speaker.name,article.title,text"


def test_an_export_can_begin_where_a_page_ended(client: httpx.Client) -> None:
    first = client.get("/v1/quotes?size=7").json()
    rest = client.get("/v1/quotes", params={"cursor": first["next_cursor"], "format": "csv"})
    ids = [each["id"] for each in first["results"]] + [line["id"] for line in read_csv(rest.text)]
    assert ids == [result["id"] for result in everything(client, "/v1/quotes")]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_size_of_what_has_no_pages_is_refused(client: httpx.Client, form: str) -> None:
    refused = client.get(f"/v1/quotes?size=5&format={form}")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_field")
    assert refused.headers["content-type"] == "application/problem+json"


def test_similar_articles_can_be_had_in_every_format(client: httpx.Client) -> None:
    path = "/v1/articles/talks-1/similar"
    ids = [result["id"] for result in client.get(path).json()["results"]]
    assert ids
    assert [line["id"] for line in read_csv(client.get(path, params={"format": "csv"}).text)] == ids
    assert [json.loads(line)["id"] for line in client.get(path, params={"format": "jsonl"}).text.splitlines()] == ids
    feed = ET.fromstring(client.get(path, params={"format": "atom"}).text)
    assert [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")] == [
        f"urn:quotewire:article:{id}" for id in ids
    ]


# --- which format ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("accept", "form"),
    [("text/csv", "csv"), ("application/x-ndjson", "jsonl"), ("application/jsonl", "jsonl"),
     ("application/rss+xml", "rss"), ("application/atom+xml", "atom"), ("application/json", "json")],
)  # fmt: skip
def test_the_header_asks_for_what_the_parameter_does(client: httpx.Client, path: str, accept: str, form: str) -> None:
    answer = client.get(path, headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert answer.headers["vary"] == "Accept"
    other = client.get(path, params={"format": form}, headers={"accept": "image/png"})
    assert other.status_code == 200
    if form in ("csv", "jsonl"):
        assert other.text == answer.text


@pytest.mark.parametrize("path", [*LISTS, "/v1/articles/talks-1/similar"])
def test_what_nobody_can_read_is_406(client: httpx.Client, path: str) -> None:
    refused = client.get(path, headers={"accept": "text/html"})
    assert (refused.status_code, refused.json()["code"]) == (406, "not_acceptable")
    assert "text/csv" in refused.json()["detail"]


# --- feeds ----------------------------------------------------------------------------------------------------------


def test_following_a_feed_from_page_to_page_finds_everything(client: httpx.Client) -> None:
    ids: list[str | None] = []
    pages = 0
    address: str | None = "/v1/quotes?q=Iran+OR+ferry&size=7&format=atom"
    while address:
        feed = ET.fromstring(client.get(address).raise_for_status().text)
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert urlsplit(links["self"] or "").path == "/v1/quotes"
        ids += [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
        address, pages = links.get("next"), pages + 1
    total = client.get("/v1/quotes?q=Iran+OR+ferry").json()["total"]
    assert len(ids) == len(set(ids)) == total
    assert pages == -(-total // 7) > 2


@pytest.mark.parametrize("path", LISTS)
def test_an_rss_feed_holds_one_page_and_leads_to_the_next(client: httpx.Client, path: str) -> None:
    answer = client.get(path, params={"format": "rss", "size": 3})
    assert answer.headers["content-type"].startswith("application/rss+xml")
    channel = ET.fromstring(answer.text)[0]
    assert len(channel.findall("item")) == 3
    assert all(item.findtext("guid") and item.findtext("link") for item in channel.findall("item"))
    [following] = [link.get("href") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "next"]
    second = ET.fromstring(client.get(following or "").text)[0]
    first_ids, second_ids = ({item.findtext("guid") for item in each.findall("item")} for each in (channel, second))
    assert second_ids
    assert not first_ids & second_ids


def test_a_feed_begins_with_the_newest_unless_told_otherwise(client: httpx.Client) -> None:
    def ids(**asked: str) -> list[str]:
        feed = ET.fromstring(client.get("/v1/articles", params=asked | {"format": "atom"}).text)
        return [(entry.findtext(f"{ATOM}id") or "").rpartition(":")[2] for entry in feed.findall(f"{ATOM}entry")]

    def listed(**asked: str) -> list[str]:
        return [result["id"] for result in client.get("/v1/articles", params=asked).json()["results"]]

    assert ids(q="ferry") == listed(q="ferry", sort="newest")
    assert ids(q="ferry", sort="oldest") == listed(q="ferry", sort="oldest")


def test_a_cursor_of_a_list_by_relevance_is_not_taken_for_one_of_a_feed(client: httpx.Client) -> None:
    cursor = client.get("/v1/articles?q=ferry&size=1").json()["next_cursor"]
    refused = client.get("/v1/articles", params={"q": "ferry", "format": "rss", "cursor": cursor})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")


# --- hostile and huge -----------------------------------------------------------------------------------------------


@pytest.fixture
def index(tmp_path: Path) -> Index:
    found = SqliteIndex(tmp_path / "index.sqlite3", walk_seconds=600)
    found.prepare()
    return found


def test_an_article_cannot_reach_a_spreadsheet_as_a_formula_or_a_feed_as_markup(index: Index) -> None:
    title = '=HYPERLINK("http://evil.example","win") ]]> <script>alert(\'1\')</script> \ufffe'
    index.write([change("evil", title=title, source="@SUM(1+1)", tags=["+1"])])
    with serving(make_api(Settings(), index)) as client:
        [line] = read_csv(client.get("/v1/articles?format=csv").text)
        assert (line["title"], line["source"], line["tags"]) == (f"'{title}", "'@SUM(1+1)", "'+1")
        for form in ("rss", "atom"):
            feed = ET.fromstring(client.get(f"/v1/articles?format={form}").text)
            assert not list(feed.iter("script"))
            assert title.replace("\ufffe", "\ufffd") in [element.text for element in feed.iter()]


class Failing:
    """An index that goes away after some pages."""

    def __init__(self, index: Index, pages: int) -> None:
        self.index, self.left = index, pages

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)

    def search(self, request: Request) -> Page:
        self.left -= bool(request.size)  # what is asked at the start takes no page
        if self.left < 0:
            raise Unavailable("The index is away.")
        return self.index.search(request)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_that_breaks_off_does_not_look_whole(
    index: Index, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "EXPORT_PAGE", 10)
    index.write([change(f"a-{n}") for n in range(25)])
    with serving(make_api(Settings(), Failing(index, pages=3))) as client:
        assert len(client.get(f"/v1/articles?format={form}").text.splitlines()) >= 25
    broken = make_api(Settings(), Failing(index, pages=2))
    with serving(broken) as client, client.stream("GET", f"/v1/articles?format={form}") as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()


def test_an_export_that_cannot_begin_is_a_problem(index: Index) -> None:
    with serving(make_api(Settings(), Failing(index, pages=0))) as client:
        refused = client.get("/v1/articles?format=csv")
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")


def test_an_export_holds_a_page_in_memory_not_the_whole(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    # given: 4,000 quotes, of which the oldest article has 200
    monkeypatch.setattr(paging, "EXPORT_PAGE", 40)
    for year in range(1981, 2001):
        said = [Said(f"Sentence {n} of the year {year}. " * 20, "Ada Nordmann") for n in range(200)]
        index.write([change(f"a-{year}", said=said, published_at=datetime(year, 1, 1, tzinfo=UTC))])
    with serving(make_api(Settings(), index)) as client:

        def peak(path: str) -> tuple[int, int]:
            """Bytes that Python had in use at most while it answered, and bytes of the answer."""
            size = 0
            tracemalloc.start()
            with client.stream("GET", path) as answer:
                for piece in answer.iter_bytes():
                    size += len(piece)
            used = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return used, size

        # when: a twentieth of them is exported, then all
        peak("/v1/quotes?format=jsonl&to=1981-12-31")  # what is loaded once
        part, part_size = peak("/v1/quotes?format=jsonl&to=1981-12-31")
        whole, whole_size = peak("/v1/quotes?format=jsonl")
    # then
    assert whole_size > 15 * part_size > 3_000_000
    assert whole < 1.5 * part
    assert whole < whole_size / 3
