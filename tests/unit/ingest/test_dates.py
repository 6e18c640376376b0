"""Dates: refused where they cannot be, taken from where they are said, their zone kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from services.ingest.extraction.page import extract
from services.ingest.forms.html_page import Fallback, HtmlPage, article_of, prepare
from services.ingest.parsing import parse_post
from shared import errors
from shared.cleaning.article import CleanedArticle, clean

TEXT = "<p>The pier at Halmstow will stay closed until spring, the harbour board said on Monday morning.</p>" * 3
BODY = {"title": "The pier", "body": "It stays closed."}


def page(head: str = "", shown: str = "") -> str:
    return f"<html><head>{head}</head><body><article><h1>The pier</h1>{shown}{TEXT}</article></body></html>"


def declared(date: str) -> str:
    return f'<meta property="article:published_time" content="{date}">'


def posted(**fields: object) -> CleanedArticle:
    return CleanedArticle.model_validate_json(parse_post(json.dumps(BODY | fields).encode()).payload)


@pytest.mark.parametrize("field", ["published_at", "modified_at"])
@pytest.mark.parametrize("date", ["1599-12-31", "0001-01-01", "9999-01-01"])
def test_a_date_that_cannot_be_is_refused_from_a_client(field: str, date: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        parse_post(json.dumps(BODY | {field: date}).encode())

    assert refusal.value.detail.startswith(f"{field}: lies ")


def test_a_day_ahead_is_another_zone() -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()

    assert posted(published_at=tomorrow).published_at


@pytest.mark.parametrize(
    ("given", "zone"),
    [
        ("2026-03-02T09:00:00+01:00", "+01:00"), ("2026-03-02T09:00:00.123-0530", "-05:30"),
        ("2026-03-02T09:00:00Z", None),
        ("2026-03-02T09:00:00+00:00", None), ("2026-03-02", None), ("2026-03-02 09:00", None),
    ],
)  # fmt: skip
def test_the_zone_of_a_time_is_kept(given: str, zone: str | None) -> None:
    assert posted(published_at=given).published_zone == zone


def test_the_same_moment_in_another_zone_is_the_same_post() -> None:
    first, again = (
        parse_post(json.dumps(BODY | {"published_at": given}).encode())
        for given in ("2026-03-02T09:00:00+01:00", "2026-03-02T08:00:00Z")
    )

    assert first.fingerprint == again.fingerprint


def test_it_is_said_where_a_date_comes_from() -> None:
    assert posted(published_at="2026-03-02").date_from == "client"
    assert posted().date_from is None


@pytest.mark.parametrize(
    ("html", "url", "date", "origin"),
    [
        (page(declared("2026-03-02T09:00:00+01:00")), "https://example.org/2026/03/01/pier", "2026-03-02", "page"),
        (page(shown="<p>Published on 2 March 2026</p>"), None, "2026-03-02", "page"),
        (page(shown="<p>Veröffentlicht am 02.03.2026</p>"), None, "2026-03-02", "page"),
        (page(shown="<div>Mon, 2 Mar 2026</div>"), "https://example.org/2026/03/01/pier", "2026-03-02", "page"),
        (page(), "https://example.org/2026/03/01/pier", "2026-03-01", "url"),
    ],
)
def test_a_page_and_then_its_address_say_the_date(html: str, url: str | None, date: str, origin: str) -> None:
    article = prepare(HtmlPage(html=html, url=url))

    assert isinstance(article, CleanedArticle)
    assert article.published_at
    assert (article.published_at.date().isoformat(), article.date_from) == (date, origin)


def test_nothing_is_dated_by_the_clock() -> None:
    article = prepare(HtmlPage(html=page()))

    assert isinstance(article, CleanedArticle)
    assert (article.published_at, article.date_from) == (None, None)


def test_a_date_that_cannot_be_is_noted_where_a_page_declares_it() -> None:
    article = prepare(HtmlPage(html=page(declared("2199-01-01")), url="https://example.org/2026/03/01/pier"))

    assert isinstance(article, CleanedArticle)
    assert article.date_note == "The page's date 2199-01-01 lies more than a day ahead."
    assert article.date_from == "url"


def test_a_client_comes_before_a_feed_and_a_feed_before_a_page() -> None:
    extracted = extract(page(declared("2026-03-02")), None)
    feed = Fallback(published_at="2026-03-01T10:00:00Z")
    client = {"published_at": "2026-02-28T10:00:00Z"}

    dates = [article_of(extracted, given, fallback) for given, fallback in ((client, feed), ({}, feed), ({}, None))]

    days = [each.published_at.day for each in dates if each.published_at]
    origins = [clean(each).date_from for each in dates]
    assert list(zip(days, origins, strict=True)) == [(28, "client"), (1, "feed"), (2, "page")]
