"""Routes for feeds, and the commands that ask them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from tests.integration.feeds.conftest import Desk
from tests.support.feeds import rss, rss_item

pytestmark = pytest.mark.redis

HOME = '<html><head><link rel=alternate type="application/rss+xml" title="All news" href="/rss"></head></html>'
WIDE = {"COLUMNS": "250"}
"""A terminal in which nothing has to be folded."""
UNKNOWN = "a" * 20


def test_a_feed_is_looked_at_before_it_is_added(desk: Desk) -> None:
    desk.listed(1)

    answer = desk.api.post("/v1/feeds", json={"url": desk.site.url("/rss"), "title": "Mine", "source": "Courier"})

    feed = answer.json()
    assert answer.status_code == 201
    assert (feed["title"], feed["source"], feed["state"], feed["status"]) == ("Mine", "Courier", "waiting", None)
    assert desk.site.paths() == ["/rss"]


def test_a_home_page_offers_its_feeds(desk: Desk) -> None:
    desk.site.put("/", HOME)

    answer = desk.api.post("/v1/feeds", json={"url": desk.site.url("/")})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "not_a_feed")
    assert problem["detail"] == "This doesn't look like a feed, but it links to these feeds."
    assert problem["feeds"] == [{"url": desk.site.url("/rss"), "title": "All news"}]


@pytest.mark.parametrize(
    ("path", "word"), [("/nothing", "missing"), ("/text", "not_a_feed"), ("/inside", "private_address")]
)
def test_what_is_no_feed_is_not_added(desk: Desk, path: str, word: str) -> None:
    desk.site.put("/text", "Hello")
    desk.site.redirect("/inside", "http://10.0.0.1/rss")

    answer = desk.api.post("/v1/feeds", json={"url": desk.site.url(path)})

    assert (answer.status_code, answer.json()["feed_status"], answer.json()["feeds"]) == (422, word, [])
    assert desk.api.get("/v1/feeds").json()["total"] == 0


def test_a_feed_that_is_known_stays_as_it_is_and_is_not_fetched(desk: Desk) -> None:
    desk.listed(1)
    id = desk.add(title="First")

    again = desk.api.post("/v1/feeds", json={"url": desk.site.url("/rss?utm_source=x"), "title": "Second"})

    assert (again.status_code, again.json()["id"], again.json()["title"]) == (200, id, "First")
    assert desk.site.asked == []


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"url": "ftp://a.example/rss"}, 422, "url"),
        ({"url": "nonsense"}, 422, "url"),
        ({}, 422, "url"),
        ({"url": "https://a.example/rss", "every_minutes": 1}, 422, "every_minutes"),
        ({"url": "https://a.example/rss", "minutes": 1}, 422, "minutes"),
        ([], 422, ""),
    ],
)
def test_a_bad_field_is_named(desk: Desk, body: object, status: int, field: str) -> None:
    answer = desk.api.post("/v1/feeds", json=body)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)


def test_what_is_no_json_is_told(desk: Desk) -> None:
    answer = desk.api.post("/v1/feeds", content=b"{", headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


def test_a_feed_is_paused_resumed_polled_and_removed(desk: Desk) -> None:
    desk.listed(1)
    id = desk.add()
    act = f"/v1/feeds/{id}"

    paused = desk.api.post(f"{act}/pause", json={}).json()
    desk.work()
    refused = desk.api.post(f"{act}/poll", json={})
    resumed = desk.api.post(f"{act}/resume", json={}).json()
    desk.work()
    later = desk.minutes_to_next(id)
    desk.api.post(f"{act}/poll", json={})
    removed = desk.api.delete(act)

    assert (paused["state"], paused["next_poll_at"], resumed["state"]) == ("paused", None, "waiting")
    assert (refused.status_code, "resume it" in refused.json()["detail"]) == (400, True)
    assert desk.site.paths() == ["/rss"] and later > 5
    assert (removed.status_code, desk.api.get(act).status_code) == (204, 404)
    assert len(desk.articles()) == 1


@pytest.mark.parametrize("id", [UNKNOWN, "nonsense"])
def test_a_feed_that_is_not_there_is_not_found(desk: Desk, id: str) -> None:
    answers = [
        desk.api.get(f"/v1/feeds/{id}"),
        desk.api.delete(f"/v1/feeds/{id}"),
        desk.api.patch(f"/v1/feeds/{id}", json={}),
        desk.api.post(f"/v1/feeds/{id}/pause", json={}),
        desk.api.post(f"/v1/feeds/{id}/poll", json={}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


def test_a_feed_is_changed_field_by_field(desk: Desk) -> None:
    id = desk.add(title="First", source="Courier")

    changed = desk.api.patch(f"/v1/feeds/{id}", json={"title": "Second", "every_minutes": 30}).json()
    taken_back = desk.api.patch(f"/v1/feeds/{id}", json={"source": None}).json()

    assert (changed["title"], changed["source"], changed["every_minutes"]) == ("Second", "Courier", 30)
    assert (taken_back["title"], taken_back["source"]) == ("Second", None)
    assert desk.api.patch(f"/v1/feeds/{id}", json={"url": "https://b.example/"}).status_code == 422


def test_feeds_are_listed_a_page_at_a_time_the_latest_first(desk: Desk) -> None:
    ids = []
    for n in range(5):
        ids.append(desk.add(f"/rss/{n}"))
        desk.clock.go(seconds=1)

    pages = [desk.api.get(f"/v1/feeds?size=2&offset={offset}").json() for offset in (0, 2, 4)]

    assert [feed["id"] for page in pages for feed in page["results"]] == ids[::-1]
    assert [page["total"] for page in pages] == [5, 5, 5]


def test_opml_in_and_out(desk: Desk) -> None:
    desk.add("/1", title="One & only")
    listed = desk.api.get("/v1/feeds/opml")
    desk.api.delete(f"/v1/feeds/{desk.api.get('/v1/feeds').json()['results'][0]['id']}")
    body = listed.content.replace(
        b"<body>", b'<body><outline xmlUrl="ftp://x"/><outline xmlUrl="https://a.example/rss"/>'
    )

    imported = desk.api.post("/v1/feeds/opml", content=body, headers={"content-type": "text/x-opml"})
    again = desk.api.post("/v1/feeds/opml", content=body, headers={"content-type": "text/xml; charset=utf-8"})

    assert listed.headers["content-type"].startswith("text/x-opml")
    assert (imported.json()["added"], len(imported.json()["refused"])) == (2, 1)
    assert (again.json()["added"], again.json()["known"]) == (0, 2)
    assert {feed["title"] for feed in desk.api.get("/v1/feeds").json()["results"]} == {"One & only", ""}
    assert desk.site.asked == []


def test_what_is_no_opml_is_refused(desk: Desk) -> None:
    broken = desk.api.post("/v1/feeds/opml", content=b"<rss/>", headers={"content-type": "text/xml"})
    as_json = desk.api.post("/v1/feeds/opml", json={})

    assert (broken.status_code, as_json.status_code) == (400, 415)


def test_the_commands_do_what_the_routes_do(desk: Desk, tmp_path: Path) -> None:
    desk.listed(1)
    desk.site.put("/", HOME)
    address = desk.site.url("/rss")

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["feeds", *arguments, "--ingest", str(desk.api.base_url)], env=WIDE)
        return result.exit_code, result.output

    offered = run("add", desk.site.url("/"))
    added = run("add", address, "--title", "Mine", "--every", "30")
    desk.work()
    listed, shown = run("list"), run("show", address)
    paused, refused = run("pause", address), run("poll", address)
    resumed = run("resume", address)
    exported = run("export", str(tmp_path / "feeds.opml"))
    removed = run("remove", address, "nonsense")
    imported = run("import", str(tmp_path / "feeds.opml"))

    assert offered[0] == 1 and f"quotewire feeds add {address}" in offered[1]
    assert added[0] == 0 and "added  " in added[1]
    assert "new_items" in listed[1] and "Mine" in listed[1] and "new_items" in shown[1]
    assert (paused[0], refused[0], resumed[0], exported[0]) == (0, 1, 0, 0)
    assert removed[0] == 1 and "removed" in removed[1]
    assert imported[0] == 0 and "1 added" in imported[1]


def test_without_ingest_the_commands_say_so() -> None:
    result = CliRunner().invoke(app, ["feeds", "list", "--ingest", "http://127.0.0.1:9"])

    assert result.exit_code == 1
    assert "cannot be reached" in result.output


def test_titles_that_look_like_markup_are_shown_as_they_are(desk: Desk) -> None:
    desk.site.put("/rss", rss([rss_item("/news/1")], title="[red]Gazette[/red]"))
    desk.add()
    desk.work()

    result = CliRunner().invoke(app, ["feeds", "list", "--ingest", str(desk.api.base_url)], env=WIDE)

    assert "[red]Gazette[/red]" in result.output
