"""Reading of feeds: every format, and what is wrong with real ones."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feeds.listing import MOST_ITEMS, Listing, NotAFeed
from services.ingest.feeds.reading import read_feed
from tests.support.feeds import BOMB, rss, rss_item

URL = "https://courier.example/feeds/all"
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Example Courier</title><link href="https://courier.example/"/>
<entry><id>tag:courier.example,2026:1</id><title type="html">Fish &amp;amp; &lt;b&gt;chips&lt;/b&gt;</title>
<link rel="alternate" href="/news/1"/><updated>2026-03-02T10:00:00+01:00</updated><author><name>Ann Lee</name></author>
<category term="food"/></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Example Courier", "home_page_url": "https://courier.example/",
"items": [{"id": "1", "url": "https://courier.example/news/1", "title": "Fish & chips", "content_text": "…",
"date_published": "2026-03-02T10:00:00+01:00", "authors": [{"name": "Ann Lee"}], "tags": ["food"]}]}"""
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://courier.example/about</loc></url>
<url><loc>https://courier.example/news/1</loc><news:news><news:publication><news:name>Example Courier</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-03-02T10:00:00+01:00</news:publication_date>
<news:title>Fish &amp; chips</news:title></news:news></url></urlset>"""
PLAIN_SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example/</loc>
</url></urlset>"""
RSS = rss(
    [rss_item("https://courier.example/news/1", "Fish & chips", NINE, "<author>ann@courier.example (Ann Lee)</author>")]
)


@pytest.mark.parametrize("text", [RSS, ATOM, JSON, SITEMAP], ids=["RSS", "Atom", "JSON Feed", "news sitemap"])
def test_every_format_gives_the_same_item(text: str) -> None:
    listing = read_feed(text.encode(), URL)

    assert listing.title == "Example Courier"
    [item] = listing.items
    assert (item.url, item.title, item.published_at) == ("https://courier.example/news/1", "Fish & chips", NINE)


@pytest.mark.parametrize("text", [RSS, ATOM, JSON], ids=["RSS", "Atom", "JSON Feed"])
def test_authors_are_names_without_addresses(text: str) -> None:
    assert read_feed(text.encode(), URL).items[0].authors == ["Ann Lee"]


def test_an_items_name_is_the_same_however_its_address_is_spelt() -> None:
    spellings = ["https://courier.example/news/1", "http://www.courier.example/news/1/?utm_source=rss"]

    items = read_feed(rss([rss_item(each) for each in spellings]).encode(), URL).items

    assert items[0].name == items[1].name


def test_a_feed_without_ids_or_dates_has_its_addresses() -> None:
    items = read_feed(rss([rss_item(f"/news/{n}", "Same title") for n in range(3)]).encode(), URL).items

    assert [item.url for item in items] == [f"https://courier.example/news/{n}" for n in range(3)]
    assert len({item.name for item in items}) == 3
    assert {item.published_at for item in items} == {None}


def test_an_item_without_an_address_has_a_name_of_its_own() -> None:
    items = read_feed(rss(["<item><title>One</title></item>", "<item><title>Two</title></item>"]).encode(), URL).items

    assert [item.url for item in items] == ["", ""]
    assert items[0].name != items[1].name


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.example", "http://[::1"])
def test_what_is_no_web_address_is_none(link: str) -> None:
    assert read_feed(rss([rss_item(link, "One")]).encode(), URL).items[0].url == ""


def test_invalid_xml_at_item_40_takes_the_others_nothing() -> None:
    items = [rss_item(f"https://courier.example/{n}", f"Item {n}") for n in range(80)]
    items[40] = "<item><title>AT&T < \x01 &nosuch; </titel><link>https://courier.example/40</link></item>"

    urls = {item.url for item in read_feed(rss(items).encode(), URL).items}

    assert len(urls - {""}) >= 79


def test_a_feed_that_is_cut_off_in_the_middle_gives_what_came_before() -> None:
    whole = rss([rss_item(f"https://courier.example/{n}") for n in range(40)])

    listing = read_feed(whole[: len(whole) // 2].encode(), URL)

    assert 15 <= len(listing.items) <= 21


def test_of_a_feed_of_100000_items_the_first_are_taken_in_a_moment() -> None:
    whole = rss([rss_item(f"https://courier.example/{n}", f"Item {n}") for n in range(100_000)]).encode()
    began = time.process_time()

    listing = read_feed(whole, URL)

    assert (len(listing.items), listing.cut) == (MOST_ITEMS, True)
    assert listing.items[0].url == "https://courier.example/0"
    assert time.process_time() - began < 20  # the budget of a poll; it takes one


def test_a_sitemap_of_100000_entries_is_cut_likewise() -> None:
    entry = SITEMAP[SITEMAP.index("<url><loc>https://courier.example/news") : SITEMAP.index("</urlset>")]
    whole = SITEMAP.replace("</urlset>", entry * 100_000 + "</urlset>").encode()

    listing = read_feed(whole, URL)

    assert (len(listing.items), listing.cut) == (MOST_ITEMS, True)


def test_entities_neither_expand_nor_read_files() -> None:
    began = time.process_time()

    listing = read_feed(BOMB.encode(), URL)

    assert time.process_time() - began < 10
    assert [item.url for item in listing.items] == ["https://courier.example/1"]
    assert len(listing.items[0].title) < 100 and "root:" not in listing.items[0].title


def test_entities_in_a_sitemap_neither_expand_nor_read_files() -> None:
    bomb = BOMB[: BOMB.index("<rss")] + SITEMAP[SITEMAP.index("<urlset") :].replace("Fish", "&i;&file;")

    for item in _read(bomb.replace("<!DOCTYPE rss", "<!DOCTYPE urlset")).items:
        assert len(item.title) < 100 and "root:" not in item.title


def _read(text: str) -> Listing:
    try:
        return read_feed(text.encode(), URL)
    except NotAFeed:
        return Listing(items=[])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("<!-- a --><!DOCTYPE html><html><body><p>Hello</p></body></html>", "HTML"),
        ("Sorry, come back later.", "neither"),
        ('{"articles": []}', "JSON"),
        ("{" * 100_000, "JSON"),
        ("<a>" * 100_000, "neither"),
        (PLAIN_SITEMAP, "site"),
        ("<sitemapindex><sitemap><loc>https://a.example/news.xml</loc></sitemap></sitemapindex>", "index"),
    ],
    ids=["empty", "HTML", "text", "JSON", "deep JSON", "deep XML", "plain sitemap", "index of sitemaps"],
)  # fmt: skip
def test_what_is_no_feed_is_told_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(NotAFeed, match=why):
        read_feed(text.encode(), URL)


def test_a_feed_without_items_is_a_feed() -> None:
    assert read_feed(rss([]).encode(), URL) == Listing(items=[], title="Example Courier")


@pytest.mark.parametrize("path", ["/etc/passwd", "https://127.0.0.1:1/feed", "README.md"])
def test_bytes_that_look_like_a_place_are_not_opened(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """feedparser opens a file of the name that it is given, and fastfeedparser an address."""
    (tmp_path / "README.md").write_text(RSS)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(NotAFeed):
        read_feed(path.encode(), URL)


@pytest.mark.parametrize(
    ("head", "hint"),
    [
        ("<ttl>60</ttl>", 3_600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1_800),
        ("<sy:updatePeriod> daily </sy:updatePeriod>", 86_400),
        ("<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3_600),
        ("<ttl>soon</ttl><sy:updatePeriod>often</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 0),
        ("", 0),
    ],
)
def test_how_often_a_feed_wants_to_be_asked_is_read(head: str, hint: float) -> None:
    assert read_feed(rss([rss_item("/1")], more=head).encode(), URL).hint == hint


def test_a_sitemap_whose_tags_are_no_names_holds_none() -> None:
    """Found by the test below."""
    with pytest.raises(NotAFeed):
        read_feed(b"<urlset><url><:></:><loc>/1</loc></url></urlset>", URL)


@given(
    st.binary(max_size=300) | st.text(alphabet='<>/!-?&; \nurlsetrssitemchanelink[]{}":,', max_size=300).map(str.encode)
)
def test_any_bytes_are_a_listing_or_no_feed(content: bytes) -> None:
    for wrapped in (content, b"<rss><channel><item>" + content, b"<urlset><url>" + content, b"{" + content):
        try:
            listing = read_feed(wrapped, URL)
        except NotAFeed as error:
            assert str(error).endswith(".")
        else:
            assert all(item.name for item in listing.items)


@pytest.mark.parametrize("piece", [b"<!-- -->", b"<?x ?>", b"<!--", b" \n", b"<?xml"])
def test_what_stands_before_the_root_takes_no_time_to_speak_of(piece: bytes) -> None:
    began = time.process_time()

    with pytest.raises(NotAFeed):
        read_feed(b"x" + piece * (10_000 // len(piece)) + b"<", URL)
    with pytest.raises(NotAFeed):
        read_feed(b"<!---->" + piece * (10_000 // len(piece)) + b"<", URL)

    assert time.process_time() - began < 5
