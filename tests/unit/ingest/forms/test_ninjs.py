"""News items of agencies: IPTC's examples of three series are the same article, and a notice takes it back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.ingest import forms
from services.ingest.forms.ninjs import NINJS
from services.ingest.parsing import parse_post
from shared import errors
from shared.models.articles import Article

EXAMPLES = Path(__file__).parent / "ninjs"
SERIES = ("1.6", "2.2", "3.1")
TEXTS = (
    "001_simple_example",
    "003_associations_example",
    "004_simple_text_article",
    "005_complex_text_article",
    "007_multimedia",
)


def example(series: str, name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((EXAMPLES / series / f"{name}.json").read_text("utf-8"))
    return document


def article(document: dict[str, Any]) -> Article:
    return forms.prepare(parse_post(json.dumps(document).encode()).payload)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("series", SERIES)
def test_every_text_of_iptc_is_an_article(series: str, name: str) -> None:
    document = example(series, name)

    made = article(document)

    assert made.title
    assert made.body.strip()
    assert made.published_at is not None


@pytest.mark.parametrize("name", TEXTS)
def test_an_item_is_the_same_article_in_every_series(name: str) -> None:
    posts = [parse_post(json.dumps(example(series, name)).encode()) for series in SERIES]
    articles = [article(example(series, name)) for series in SERIES]

    assert len({post.candidate for post in posts}) == 1
    assert len({(a.title, a.body, a.published_at, tuple(a.authors), a.language) for a in articles}) == 1


def test_what_an_item_says_of_itself_is_the_articles() -> None:
    made = article(example("3.1", "005_complex_text_article"))

    assert made.title == "Captain of wrecked cruise ship on trial in Italy"
    assert made.authors == ["Paulo Santalucia", "Frances d'Emilio"]
    assert made.language == "en"
    assert made.published_at is not None
    assert made.published_at.isoformat() == "2013-07-09T10:37:00+00:00"
    assert made.url == "http://ninjs.example.com/newsitems/20130709med123"
    assert made.source == "ninjs.example.com"
    assert made.body.count("\n\n") > 2, "the paragraphs of the richer text"
    assert "<" not in made.body


@pytest.mark.parametrize("series", SERIES)
def test_a_photo_is_not_an_article(series: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        parse_post(json.dumps(example(series, "006_photo_only")).encode())

    assert refusal.value.detail.startswith("type: is not a text")


@pytest.mark.parametrize("field", ["pubstatus", "pubStatus"])
@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_notice_that_takes_an_item_back_deletes_it(field: str, status: str) -> None:
    document = example("2.2", "001_simple_example")
    posted = parse_post(json.dumps(document).encode())

    notice = parse_post(json.dumps({"uri": document["uri"], field: status}).encode())

    assert (posted.operation, notice.operation) == ("put", "delete")
    assert (notice.candidate, notice.url, notice.external) == (posted.candidate, posted.url, posted.external)


ITEM = dict(NINJS.example)
BAD = {
    "no text": ({"uri": "urn:x:1", "headlines": [{"value": "Only a headline"}]}, "bodies"),
    "a blank text": (ITEM | {"bodies": [{"value": " "}]}, "bodies"),
    "an empty uri": (ITEM | {"uri": ""}, "uri"),
    "a number for a uri": (ITEM | {"uri": 7}, "uri"),
    "bodies that are not a list": (ITEM | {"bodies": "text"}, "bodies"),
    "a body that is not an object": (ITEM | {"bodies": ["text"]}, "bodies.0"),
    "bodies that are both": ({"uri": "urn:x:1", "bodies": {"a": 1}, "body_main": "text"}, "bodies"),
    "an unknown status": (ITEM | {"pubStatus": "maybe"}, "pubStatus"),
    "a date that does not exist": (ITEM | {"versionCreated": "2026-02-30"}, "versionCreated"),
    "a language of another kind": (ITEM | {"language": "English"}, "language"),
    "an embargo": (ITEM | {"embargoed": "2999-01-01T00:00:00Z"}, "embargoed"),
    "a null byte": (ITEM | {"bodies": [{"value": "a\u0000b"}]}, "bodies.0.value"),
    "subjects that are not a list": (ITEM | {"subjects": 7}, "subjects"),
}


@pytest.mark.parametrize(("document", "field"), BAD.values(), ids=BAD.keys())
def test_a_bad_item_is_refused_with_the_fields_name(document: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        parse_post(json.dumps(document).encode())

    assert refusal.value.extra["errors"][0]["field"] == field


def test_an_embargo_that_is_over_is_none() -> None:
    assert article(ITEM | {"embargoed": "2020-01-01T00:00:00Z"}).title == ITEM["headlines"][0]["value"]


def test_a_page_that_cannot_be_read_is_rejected_in_the_worker() -> None:
    attributes = " ".join(f"a{n}=1" for n in range(2_000))
    document = ITEM | {"bodies": [{"contentType": "text/html", "value": f"<p {attributes}>Text</p>"}]}

    with pytest.raises(errors.Rejected):
        article(document)


def test_html_becomes_paragraphs() -> None:
    html = (
        "<section><h2>The bridge</h2><p>It is\n  <b>open</b>,<br/>she said.</p>"
        "<script>x()</script>Now.<!-- not this --></section>"
    )

    made = article(ITEM | {"bodies": [{"role": "html", "value": html}]})

    assert made.body == "The bridge\n\nIt is open,\n\nshe said.\n\nNow."
