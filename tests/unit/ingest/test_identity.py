"""Which article is this? Golden vectors hold the forms that ids are made from: changing one would change ids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.identity import ID, canonical_url, content_alias, identify, normal_form, text_hash
from shared.models import Article

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


def test_a_change_of_one_letter_is_a_change_of_the_text() -> None:
    assert text_hash("t", "body") != text_hash("t", "Body")
    assert text_hash("a", "bc") != text_hash("ab", "c")


@given(st.text(min_size=1).filter(str.strip), st.text())
def test_every_article_has_a_well_formed_id_and_spaces_do_not_change_it(body: str, title: str) -> None:
    try:
        article = Article(title=title, body=body)
    except ValueError:
        return
    post = identify(article)

    assert ID.fullmatch(post.candidate)
    assert post.content == content_alias(title, f"  {body}\n ")
