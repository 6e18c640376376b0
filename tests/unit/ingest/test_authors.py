"""Authors of a page, by the kinds of places where pages name them; every page is invented."""

from __future__ import annotations

import json

import pytest

from services.ingest.extraction.page import extract

TEXT = "<p>The pier at Halmstow will stay closed until spring, the harbour board said on Monday morning.</p>" * 4


def authors(head: str = "", above: str = "", below: str = "", site: str = "Halmstow Post") -> list[str]:
    html = (
        f'<html><head><title>The pier</title><meta property="og:site_name" content="{site}">{head}</head>'
        f"<body><article><h1>The pier</h1>{above}{TEXT}{below}</article></body></html>"
    )
    return list(extract(html, "https://halmstow.example/pier").authors)


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def article(author: object, **more: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": "The pier", "author": author} | more


ANN = {"@type": "Person", "name": "Ann Lee"}


@pytest.mark.parametrize(
    "declared",
    [
        article(ANN), article([ANN]), article("By Ann Lee"), article({"@type": "Person", "name": ["Ann Lee"]}),
        {"@graph": [article({"@id": "#ann"}), ANN | {"@id": "#ann"}]},
        [{"@type": "WebSite", "name": "Halmstow Post"}, article(ANN)],
        {"@type": "WebPage", "mainEntity": article({"givenName": "Ann", "familyName": "Lee"})},
        article(ANN, citation=[{"@type": "Article", "headline": "Tides", "author": "Bo Ray"}]),
        {"@type": "WebPage", "citation": article("Bo Ray"), "mainEntity": {"@type": "Article", "author": "Ann Lee"}},
    ],
)  # fmt: skip
def test_they_are_read_in_structured_data_however_it_is_nested(declared: object) -> None:
    assert authors(json_ld(declared), above="<p>Ann Lee</p>") == ["Ann Lee"]


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="Ann Lee">',
        '<meta property="article:author" content="Ann Lee">',
        '<meta name="parsely-author" content="Ann Lee">',
        '<meta name="citation_author" content="Ann Lee">',
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Lee">',
    ],
)
def test_they_are_read_in_meta_tags(head: str) -> None:
    assert authors(head) == ["Ann Lee"]


@pytest.mark.parametrize(
    "above",
    [
        '<a rel="author" href="/ann">Ann Lee</a>',
        '<span itemprop="author" itemscope><span itemprop="name">Ann Lee</span></span>',
        '<div class="byline">By Ann Lee</div>',
        "<p>Posted by <a>Ann Lee</a></p>",
        "<p>Author: <a href='/'>Columnist</a> Ann Lee</p>",
    ],
)
def test_they_are_read_in_what_the_page_shows(above: str) -> None:
    assert authors(above=above) == ["Ann Lee"]


def test_a_byline_may_end_with_the_agency() -> None:
    assert authors(above='<p class="byline">By Ann Lee, Bo Ray and Cy Orr, PA</p>') == [
        "Ann Lee", "Bo Ray", "Cy Orr", "PA",
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["Author: {}", "Erstellt von {}", "<div>Gespeichert von {}</div>"])
def test_a_name_of_one_word_counts_behind_a_label_that_asks_for_one(label: str) -> None:
    above = f"<div>{label.format('<a href=/u/7><b>seagull</b></a>')} on Monday</div>"

    assert authors(above=above) == ["seagull"]


def test_a_name_alone_below_the_text_signs_it() -> None:
    assert authors(below="<p><b><i>Ann Lee</i></b></p>") == ["Ann Lee"]


def test_a_bold_line_within_the_text_signs_nothing() -> None:
    assert authors(above=f"{TEXT}<p><b>Harbour Board</b></p>") == []


def test_who_entered_an_article_gives_way_to_the_byline_that_readers_see() -> None:
    head = json_ld(article({"@type": "Person", "name": "Dee Munn"}))

    assert authors(head, above='<a rel="author" href="/ann">Ann Lee</a>') == ["Ann Lee"]


def test_who_is_declared_and_shown_stays_though_the_page_shows_others() -> None:
    head = json_ld(article({"@type": "Person", "name": "Dee Munn"}))

    assert authors(head, above='<p>Dee Munn</p><a rel="author" href="/ann">Ann Lee</a>') == ["Dee Munn"]


def test_an_account_s_name_gives_way_to_the_name_that_is_shown() -> None:
    head = '<meta name="author" content="annlee77">'

    assert authors(head, above='<div class="byline">By <a>Ann Lee</a></div>') == ["Ann Lee"]


def test_the_publisher_gives_way_to_a_person() -> None:
    head = '<meta name="author" content="Tide Media (www.tide.example)"><meta name="publisher" content="Tide Media">'

    assert authors(head, above="<p>Author: Ann Lee</p>", site="TM") == ["Ann Lee"]


def test_authors_of_cited_works_are_not_the_page_s() -> None:
    cited = '<li itemprop="citation" itemscope><meta itemprop="author" content="Bo Ray, Cy Orr"></li>'

    assert authors('<meta name="dc.creator" content="Ann Lee">', below=f"<ol>{cited}</ol>") == ["Ann Lee"]
