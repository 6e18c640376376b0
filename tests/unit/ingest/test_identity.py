"""Which article is this? Golden vectors hold the forms that ids are made from: changing one would change ids."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.forms import article as article_form
from services.ingest.forms import html_page
from services.ingest.forms.html_page import HtmlPage
from services.ingest.identity import ID, canonical_url, content_alias, normal_form
from shared.delivery.posts import Post
from shared.hashing import digest, text_hash
from shared.models.articles import Article
from shared.normalisation import PIECE_CHARS

GOLDEN_URLS = {
    "https://www.example.org/news/bridge/": "//example.org/news/bridge",
    "http://EXAMPLE.org:80/news/bridge?utm_source=x&fbclid=1#top": "//example.org/news/bridge",
    "https://example.org/a?b=2&a=1": "//example.org/a?a=1&b=2",
    "https://example.org:8443/a": "//example.org:8443/a",
    "https://example.org/caf%C3%A9": "//example.org/caf%C3%A9",
    "https://example.org/café": "//example.org/caf%C3%A9",
    "https://bücher.example/": "//xn--bcher-kva.example",
    "https://example.org/?id=7": "//example.org?id=7",
}
GOLDEN_FORMS = {
    ("Title", "One  two\r\n\r\nthree"): "title one two three",
    ("", "“Łódź” – it’s"): '"łódź" – it\'s',
    ("ﬁne", "A\u00a0B"): "fine a b",
}


def identify(posted: Article | HtmlPage) -> Post:
    return html_page.identify(posted) if isinstance(posted, HtmlPage) else article_form.identify(posted)


@pytest.mark.parametrize(("url", "expected"), GOLDEN_URLS.items())
def test_one_address_has_one_spelling(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize("url", ["ftp://example.org/a", "example.org/a", "https://", "javascript:alert(1)", "http://["])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        canonical_url(url)


@pytest.mark.parametrize(("text", "expected"), GOLDEN_FORMS.items())
def test_the_normal_form_stays_as_it_is(text: tuple[str, str], expected: str) -> None:
    assert normal_form(*text) == expected


@given(st.text())
def test_the_normal_form_is_what_the_first_release_made_of_text_without_long_runs_of_marks(body: str) -> None:
    marks = str.maketrans("“”„«»‘’‚`´", "\"\"\"\"\"'''''")
    plain = unicodedata.normalize("NFKC", f"t\n{body}").translate(marks).casefold()

    assert normal_form("t", body) == re.sub(r"\s+", " ", plain).strip()


@given(st.lists(st.sampled_from(["¨", " ", "\n", "a", "“", "ﷺ", "\u0301"])), st.integers(0, 9))
def test_the_normal_form_of_a_long_text_is_made_in_pieces_without_a_trace(parts: list[str], shift: int) -> None:
    title, body = "x" * (PIECE_CHARS - shift), "".join(parts) + "y" * 10

    assert normal_form(title, body) == normal_form("", title + " " + body)
    assert normal_form(title, body).removeprefix("x" * len(title)).strip() == normal_form("", body)


def test_ids_stay_as_they_are() -> None:
    url = Article(title="t", body="b", url="https://example.org/news/1")
    external = Article(title="t", body="b", source="Courier", external_id="7")
    words = Article(title="t", body="b")

    assert [identify(a).candidate for a in (url, external, words)] == [
        "efuzycjuj23nrpad4vvy",
        "znnpmgtycmlnmet6l7da",
        "3o3af5tr63ccp6vtmj22",
    ]
    assert content_alias("t", "b") == "c1:a21e2ec2564b0a23df18796d7dbab853"


def test_the_address_is_the_strongest_alias() -> None:
    bare = identify(Article(title="t", body="b", url="https://example.org/1"))
    full = identify(Article(title="u", body="c", url="https://example.org/1", source="s", external_id="1"))

    assert bare.candidate == full.candidate


def test_two_sources_may_use_one_external_id() -> None:
    first = identify(Article(title="t", body="b", source="Courier", external_id="7"))
    second = identify(Article(title="t", body="b", source="Gazette", external_id="7"))

    assert first.external != second.external


def test_tracking_in_the_address_is_no_change() -> None:
    first = identify(Article(title="t", body="b", url="https://example.org/1"))
    second = identify(Article(title="t", body="b", url="https://example.org/1?utm_campaign=spring"))

    assert first.fingerprint == second.fingerprint


FULL = {
    "title": "Bridge closed",
    "body": "The bridge is closed, Mayor Ada Nordmann said.",
    "url": "https://courier.example/bridge?utm_source=x",
    "source": "Halmstow Courier",
    "external_id": "7",
    "published_at": "2026-03-01T08:00:00Z",
    "modified_at": "2026-03-02",
    "authors": ["Felicity Brome"],
    "language": "en",
    "tags": ["bridge"],
}
PAGE = {"html": "<p>The bridge is closed.</p>", "url": "https://courier.example/page"}
FINGERPRINTS_OF_THE_FIRST_RELEASE = [
    (Article.model_validate(FULL), "47a3049d7d840d70c7a9c2fdea53b374"),
    (Article(title="t", body="b"), "6225b8e7f167e91bc060127a04bb960d"),
    (HtmlPage.model_validate(PAGE), "3e8b39ca085deb726db0fddea0a5e02a"),
]


@pytest.mark.parametrize(("posted", "fingerprint"), FINGERPRINTS_OF_THE_FIRST_RELEASE)
def test_fingerprints_stay_as_the_first_release_made_them(posted: Article | HtmlPage, fingerprint: str) -> None:
    assert identify(posted).fingerprint == fingerprint


class Later(Article):
    """An article as a later release may take it, with one field more."""

    mood: str | None = None


def test_a_field_that_a_release_adds_changes_a_fingerprint_only_where_it_is_given() -> None:
    before = identify(Article.model_validate(FULL)).fingerprint

    assert identify(Later.model_validate(FULL)).fingerprint == before
    assert identify(Later.model_validate(FULL | {"mood": None})).fingerprint == before
    assert identify(Later.model_validate(FULL | {"mood": "grim"})).fingerprint != before


def test_a_section_counts_where_it_is_given() -> None:
    before = identify(Article.model_validate(FULL)).fingerprint

    assert identify(Article.model_validate(FULL | {"section": None})).fingerprint == before
    assert identify(Article.model_validate(FULL | {"section": "Metro"})).fingerprint != before


@pytest.mark.parametrize("field", [name for name in FULL if name not in ("title", "body")])
def test_every_field_counts_where_it_is_given(field: str) -> None:
    without = {name: value for name, value in FULL.items() if name != field}

    assert identify(Article.model_validate(without)).fingerprint != identify(Article.model_validate(FULL)).fingerprint


def test_a_change_of_one_letter_is_a_change_of_the_text() -> None:
    assert text_hash(Article(title="t", body="body")) != text_hash(Article(title="t", body="Body"))
    assert text_hash(Article(title="a", body="bc")) != text_hash(Article(title="ab", body="c"))


@pytest.mark.parametrize("given", [{"language": "en"}, {"authors": ["Ann Lee"]}])
def test_a_change_of_what_the_annotator_takes_is_a_change_of_the_text(given: dict[str, Any]) -> None:
    plain = {"title": "t", "body": "body", "tags": ["boats"]}

    assert text_hash(Article.model_validate(plain | given)) != text_hash(Article.model_validate(plain))
    assert text_hash(Article.model_validate(plain | {"tags": []})) == text_hash(Article.model_validate(plain))


def test_the_hash_of_a_text_without_language_and_authors_is_that_of_the_release_before() -> None:
    assert text_hash(Article(title="Bridge closed", body="The bridge is closed.")) == digest(
        '["Bridge closed", "The bridge is closed."]'
    )


@given(st.text(min_size=1).filter(str.strip), st.text())
def test_every_article_has_a_well_formed_id_and_spaces_do_not_change_it(body: str, title: str) -> None:
    try:
        article = Article(title=title, body=body)
    except ValueError:
        return
    post = identify(article)

    assert ID.fullmatch(post.candidate)
    assert post.content == content_alias(title, f"  {body}\n ")
