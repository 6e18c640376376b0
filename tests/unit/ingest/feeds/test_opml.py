"""Lists of feeds in and out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.ingest.feeds.feed import Feed, FeedAbout, feed_id
from services.ingest.feeds.opml import MOST_OUTLINES, read_opml, write_opml
from shared import errors

LIST = """<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body>
<outline text="News"><outline type="rss" text="Courier &amp; Co" title="" xmlUrl="https://courier.example/rss" htmlUrl="https://courier.example"/>
<outline text="https://gazette.example/atom" xmlURL="https://gazette.example/atom"/></outline>
<outline text="No feed"/></body></opml>"""


def feed(url: str, title: str = "", home: str | None = None) -> Feed:
    return Feed(
        id=feed_id(url), url=url, title=title, source=None, home=home, state="waiting", every_minutes=None,
        added_at=datetime(2026, 3, 2, tzinfo=UTC), polled_at=None, next_poll_at=None, status=None, detail="",
        failures=0, new_at=None, items=0, quiet_since=None, offers=[],
    )  # fmt: skip


def test_feeds_are_found_in_folders_and_however_the_attribute_is_written() -> None:
    assert read_opml(LIST.encode()) == [
        FeedAbout(url="https://courier.example/rss", title="Courier & Co"),
        FeedAbout(url="https://gazette.example/atom"),
    ]


def test_what_is_written_is_read_again() -> None:
    feeds = [
        feed("https://a.example/?a=1&b=2", "A “quoted” <title>", "https://a.example"),
        feed("https://b.example/rss"),
    ]

    again = read_opml(write_opml(feeds))

    assert [about.url for about in again if isinstance(about, FeedAbout)] == [each.url for each in feeds]
    assert again[0] == FeedAbout(url="https://a.example/?a=1&b=2", title="A “quoted” <title>")


@pytest.mark.parametrize("text", ["", "x", "<rss/>", "{}", "<!DOCTYPE x [<!ENTITY a 'b'>]><rss>&a;</rss>"])
def test_what_is_no_opml_is_refused(text: str) -> None:
    with pytest.raises(errors.Malformed):
        read_opml(text.encode())


def test_an_entry_that_is_no_address_is_told_and_stops_nothing() -> None:
    text = f'<opml><body><outline xmlUrl="{"x" * 3000}"/><outline xmlUrl="https://a.example/rss"/></body></opml>'

    entries = read_opml(text.encode())

    assert isinstance(entries[0], str)
    assert entries[1] == FeedAbout(url="https://a.example/rss")


def test_a_list_has_so_many_feeds_at_most() -> None:
    outlines = '<outline xmlUrl="https://a.example/"/>' * (MOST_OUTLINES + 1)
    text = f"<opml>{outlines}</opml>"

    with pytest.raises(errors.Malformed, match="more than"):
        read_opml(text.encode())
