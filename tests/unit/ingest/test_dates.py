"""Dates: refused where they cannot be, taken from where they are said, their zone kept."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

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


def declared(moment: str) -> str:
    return f'<meta property="article:published_time" content="{moment}">'


def published(html: str) -> date:
    moment = extract(html, None).published.moment
    assert moment
    return moment


def posted(**fields: object) -> CleanedArticle:
    return CleanedArticle.model_validate_json(parse_post(json.dumps(BODY | fields).encode()).payload)


@pytest.mark.parametrize("field", ["published_at", "modified_at"])
@pytest.mark.parametrize("value", ["1599-12-31", "0001-01-01", "9999-01-01"])
def test_a_date_that_cannot_be_is_refused_from_a_client(field: str, value: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        parse_post(json.dumps(BODY | {field: value}).encode())

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
    ("html", "url", "day", "origin"),
    [
        (page(declared("2026-03-02T09:00:00+01:00")), "https://example.org/2026/03/01/pier", "2026-03-02", "page"),
        (page(shown="<p>Published on 2 March 2026</p>"), None, "2026-03-02", "page"),
        (page(shown="<p>Veröffentlicht am 02.03.2026</p>"), None, "2026-03-02", "page"),
        (page(shown="<div>Mon, 2 Mar 2026</div>"), "https://example.org/2026/03/01/pier", "2026-03-02", "page"),
        (page(), "https://example.org/2026/03/01/pier", "2026-03-01", "url"),
    ],
)
def test_a_page_and_then_its_address_say_the_date(html: str, url: str | None, day: str, origin: str) -> None:
    article = prepare(HtmlPage(html=html, url=url))

    assert isinstance(article, CleanedArticle)
    assert article.published_at
    assert (article.published_at.date().isoformat(), article.date_from) == (day, origin)


@pytest.mark.parametrize(
    "declared_as",
    ["Mon, 02 Mar 2026 09:00:00 +0100", "Mon Mar 02 2026 09:00:00 GMT+0100 (CET)", "2. März 2026", "02.03.2026"],
)
def test_a_declared_date_may_be_written_for_readers(declared_as: str) -> None:
    assert published(page(declared(declared_as))).day == 2


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        (declared("2026-03-01T23:30:00Z") + '<meta name="date" content="Mon, 02 Mar 2026 00:30:00 +0100">', ""),
        (declared("2026-03-01T23:30:00Z"), "<div>2 March 2026</div>"),
        (declared("2026-03-01T23:00:00Z"), f"{TEXT}<div>2. März 2026</div>"),
    ],
)
def test_a_moment_in_utc_is_told_in_the_zone_of_its_page(head: str, shown: str) -> None:
    moment = published(page(head, shown))

    assert isinstance(moment, datetime)
    assert moment.isoformat().startswith("2026-03-02T00:")
    assert moment.astimezone(UTC).isoformat().startswith("2026-03-01T23:")


def test_a_moment_keeps_its_own_zone_whatever_the_page_shows() -> None:
    shown = "<div>2 March 2026</div>"

    assert published(page(declared("2026-03-01T23:30:00+01:00"), shown)).isoformat() == "2026-03-01T23:30:00+01:00"
    assert published(page(declared("2026-02-03T23:30:00Z"), shown)).isoformat() == "2026-02-03T23:30:00+00:00"


@pytest.mark.parametrize(
    ("html", "day"),
    [
        (page('<meta name="date" content="2026-03-05">', "<div>2 March 2026</div>"), 2),
        (page('<meta name="date" content="2026-03-05">', "<div>9 March 2026</div>"), 5),
        (page('<meta name="date" content="2026-03-05">'), 5),
        (page(shown="<div>02.03.26, 12:44</div>"), 2),
        (page(shown=f"<p>Halmstow, 2 March 2026 – {TEXT[3:]}"), 2),
        (page(shown=f"<p>(2. März 2026) {TEXT[3:]}"), 2),
        (page(shown="<div>Registered:</div><div>9 March 2026</div><div>2 March 2026</div>"), 2),
        (page(shown=f"{TEXT}<dl><dt>Letzte Änderung:</dt><dd>02.03.2026 um 09:25</dd></dl>"), 2),
        (page().replace("<article>", "<div>2 March 2026</div><article>"), 2),
    ],
)
def test_a_page_shows_its_date_in_several_places(html: str, day: int) -> None:
    assert published(html).day == day


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
