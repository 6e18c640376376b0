"""The pages as a browser without JavaScript gets them: whole, harmless, with true status codes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from services.search.api import make_api
from services.search.engines.sqlite import SqliteIndex
from services.search.index.port import Index
from services.search.settings import Settings
from tests.contract.engines import OnSqlite
from tests.support.corpus import a_month
from tests.support.hostile import hostile
from tests.support.serving import serving


class Tags(HTMLParser):
    """The tags of a page, and that each that is opened is closed."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags_of(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    assert not parser.open
    return parser.tags


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with OnSqlite().opened(tmp_path_factory.mktemp("pages")) as index:
        assert set(index.write([*a_month(), *hostile()])) == {"written"}
        with serving(make_api(Settings(search_engine="sqlite"), index)) as client:
            client.headers["accept"] = "text/html, */*;q=0.1"
            yield client


def addresses(page: httpx.Client) -> list[str]:
    quotes = page.get("/v1/quotes", params={"size": 100}).json()["results"]
    return [
        "/",
        "/search",
        "/search?kind=articles",
        "/search?q=ferry",
        "/search?q=%3Cscript%3E",
        "/search?speaker=Ada+Nordmann&from=2026-03-01&to=2026-03-31",
        "/search?source=%22%3E%3Cscript%3Ealert(2)%3C%2Fscript%3E",
        "/search?speaker=nobody%22%3E%3Cscript%3E",
        "/search?q=" + "x" * 10_000,
        "/articles/hostile",
        "/articles/hostile?marks=none",
        "/articles/many",
        *(f"/quotes/{quote['id']}" for quote in quotes if quote["article"]["id"] == "hostile"),
        "/names",
        "/names/person:ada-nordmann",
        "/names/description:img-src-x-onerror-alert-1",
        "/names?name=%22%3E%3Cb%3Ea",
        "/compare?by=speaker&a=%3Cscript%3E&b=Ada+Nordmann&q=%3Cb%3E",
        "/network",
        "/network?q=%3Cscript%3E",
        "/about",
        "/add",
        "/preview",
        "/operations",
        "/nowhere/%3Cscript%3Ealert(1)%3C/script%3E",
        "/search?q=(%3Cscript%3E",
        "/search?speakr=x",
    ]


def test_nothing_that_an_article_or_an_address_holds_becomes_html(page: httpx.Client) -> None:
    for address in addresses(page):
        answer = page.get(address)

        assert answer.headers["content-security-policy"].startswith("default-src 'self'"), address
        for tag, attributes in tags_of(answer.text):
            assert tag != "img" and not any(name.startswith("on") or name == "style" for name in attributes), address
            if tag == "script":
                assert str(attributes.get("src")).startswith("/assets/"), address
            if tag == "a":
                assert re.match(r"(/|#|https?://)", str(attributes.get("href"))), address


def test_links_out_tell_nothing_about_us(page: httpx.Client) -> None:
    out = [
        attributes
        for tag, attributes in tags_of(page.get("/articles/ferry-1").text)
        if tag == "a" and str(attributes["href"]).startswith("http") and "127.0.0.1" not in str(attributes["href"])
    ]

    assert out
    assert all(attributes["rel"] == "noopener noreferrer" for attributes in out)


def test_ids_stand_once_on_a_page(page: httpx.Client) -> None:
    for address in addresses(page):
        ids = [attributes["id"] for _, attributes in tags_of(page.get(address).text) if "id" in attributes]

        assert len(ids) == len(set(ids)), address


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/search?q=(a", 400, "<mark>"),
        ("/search?speakr=x", 400, "Did you mean speaker?"),
        ("/search?cursor=xyz", 400, "Begin again from here"),
        ("/search?from=yesterday", 422, "ISO 8601"),
        ("/articles/nothing", 404, "There is no such article"),
        ("/quotes/mohsen-milani", 404, "Mohsen Milani"),
        ("/nowhere", 404, "There is no such page"),
    ],
)
def test_problems_are_pages_with_their_status(page: httpx.Client, address: str, status: int, says: str) -> None:
    answer = page.get(address)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert says in answer.text


def test_programs_are_told_of_unknown_paths_as_before(page: httpx.Client) -> None:
    answers = [page.get("/nowhere", headers={"accept": "*/*"}), page.get("/v1/nowhere")]

    assert [answer.headers["content-type"] for answer in answers] == ["application/problem+json"] * 2


def test_a_cursor_that_is_too_old_is_gone_and_leads_on(tmp_path: Path) -> None:
    with OnSqlite().opened(tmp_path) as index:
        index.write(a_month())
        settings = Settings(search_engine="sqlite", cursor_seconds=1)
        with serving(make_api(settings, index)) as client:
            [first] = re.findall(r'rel="next" href="([^"]+)"', client.get("/search?size=2").text)
            time.sleep(2.1)  # a cursor's age is counted in whole seconds
            answer = client.get(first.replace("&amp;", "&"))

    assert answer.status_code == 410
    assert 'href="/search?size=2"' in answer.text


def test_an_engine_that_is_away_is_a_page_that_says_so(tmp_path: Path) -> None:
    index: Index = SqliteIndex(tmp_path / "missing" / "index.sqlite3", walk_seconds=1)
    index.prepare()
    (tmp_path / "missing" / "index.sqlite3").write_bytes(b"not a database" * 1_000)
    with serving(make_api(Settings(search_engine="sqlite"), OnSqlite().away(tmp_path))) as client:
        answer = client.get("/")
    index.close()

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "Try again" in answer.text


def test_what_a_form_sends_empty_is_left_out_of_the_address(page: httpx.Client) -> None:
    answer = page.get("/search?q=ferry&from=&to=")

    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=ferry")


def test_a_sort_that_a_list_does_not_have_is_as_if_none_was_asked_for(page: httpx.Client) -> None:
    answer = page.get("/search", params={"kind": "articles", "sort": "longest", "q": "said"})

    assert answer.status_code == 200
    assert "Best match first" in answer.text


def test_facets_chart_and_pages_lead_to_what_they_count(page: httpx.Client) -> None:
    first = page.get("/search?q=ferry&size=1").text
    for link in re.findall(r'<a id="f-\w+" href="([^"]+)".*?class="count">([\d,]+)', first, re.DOTALL):
        answer = page.get(link[0].replace("&amp;", "&")).text
        [total] = re.findall(r'<h1 id="found">([\d,]+)', answer)

        assert total == link[1]


def test_no_results_say_what_there_is_instead(page: httpx.Client) -> None:
    answer = page.get("/search?speaker=gpe:iran").text

    assert "No quotes" in answer
    [count, address] = re.findall(r'<a href="([^"]+)"><b>(\d+)</b> quotes about Iran', answer)[0][::-1]
    assert f">{count} quotes<" in page.get(address.replace("&amp;", "&")).text


def test_all_pages_together_are_the_list(page: httpx.Client) -> None:
    address, seen = "/search?size=3&speaker=Mohsen+Milani", set[str]()
    while address:
        text = page.get(address).text
        seen |= set(re.findall(r'class="open" href="/quotes/(\w+)"', text))
        following = re.findall(r'rel="next" href="([^"]+)"', text)
        address = following[0].replace("&amp;", "&") if following else ""

    assert len(seen) == page.get("/v1/quotes?speaker=Mohsen+Milani").json()["total"]


def test_the_reader_shows_the_text_to_the_letter(page: httpx.Client) -> None:
    body = page.get("/v1/articles/talks-1").json()["body"]
    html = page.get("/articles/talks-1").text
    shown = re.sub(r"<[^>]+>", "", html[html.index('<div class="text"') : html.index("</article>")])

    for line in filter(None, body.split("\n")):
        assert line in shown.replace("&#39;", "'")


def test_files_of_the_page_are_kept_until_they_change(page: httpx.Client) -> None:
    for file in set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.get("/").text)):
        answer = page.get(file)

        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert page.get("/assets/page.css").headers["cache-control"] == "no-cache"
    assert page.get("/assets/../api.py").status_code == 404


def test_an_empty_record_leads_somewhere(tmp_path: Path) -> None:
    with OnSqlite().opened(tmp_path) as index, serving(make_api(Settings(search_engine="sqlite"), index)) as client:
        answer = client.get("/")

    assert "Nothing is in here yet" in answer.text
