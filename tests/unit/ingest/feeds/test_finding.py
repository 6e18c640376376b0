"""The feeds that a home page links to."""

from __future__ import annotations

from services.ingest.feeds.finding import MOST_OFFERS, find_feeds

URL = "https://courier.example/"


def test_declared_feeds_are_offered_with_their_titles() -> None:
    page = """<html><head><link rel="alternate" type="application/rss+xml" title="All &amp; more" href="/rss">
    <LINK REL="Alternate" TYPE="application/atom+xml; charset=utf-8" HREF="https://feeds.example/atom">
    <link rel="alternate" type="text/html" hreflang="de" href="/de"><link rel="stylesheet" href="/x.css">
    <link rel=alternate type=application/rss+xml href="https://www.courier.example/rss/"></head><body><p>Hi</p></body></html>"""

    offers = find_feeds(page, URL)

    assert [(offer.url, offer.title) for offer in offers] == [
        ("https://courier.example/rss", "All & more"),
        ("https://feeds.example/atom", ""),
    ]


def test_without_declared_ones_links_that_look_like_feeds_are_offered() -> None:
    page = """<html><body><a href="/about">About</a><a href="/world/feed/">Feed <b>world</b></a>
    <a href="javascript:x">J</a></body></html>"""

    assert [(offer.url, offer.title) for offer in find_feeds(page, URL)] == [
        ("https://courier.example/world/feed/", "Feed world")
    ]


def test_offers_are_few() -> None:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in range(1_000))

    assert len(find_feeds(f"<html><head>{links}</head><body><p>x</p></body></html>", URL)) == MOST_OFFERS


def test_a_page_that_is_too_much_offers_nothing() -> None:
    assert find_feeds("<div>" * 200_000, URL) == []
    assert find_feeds("", URL) == []
