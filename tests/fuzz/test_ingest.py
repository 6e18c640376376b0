"""What strangers post: odd documents, addresses and pages end in a post, an article or a refusal, in bounded time."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest import forms
from services.ingest.forms import FORMS
from services.ingest.identity import ID, canonical_url, normal_form
from services.ingest.parsing import parse_post
from shared import errors
from shared.text import fold

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.sampled_from(["en", "2026-03-02", "https://a.b/"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)
FIELDS = sorted({field for form in FORMS for field in form.model.model_fields})
DOCUMENTS = st.dictionaries(st.sampled_from([*FIELDS, "unknown"]), VALUES)
NEARLY = st.builds(
    lambda document, fields: document | fields, st.sampled_from([dict(form.example) for form in FORMS]), DOCUMENTS
)


@given(st.one_of(DOCUMENTS, NEARLY, VALUES))
def test_a_document_is_a_post_or_refused(document: object) -> None:
    with suppress(errors.Refused):
        assert ID.fullmatch(parse_post(json.dumps(document).encode()).candidate)


@given(st.binary())
def test_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(errors.Refused):
        parse_post(raw)


TIMES = st.builds(
    "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}".format,
    st.sampled_from([0, 1, 2, 1969, 9998, 9999]), st.integers(0, 13), st.integers(0, 32), st.integers(0, 24),
    st.integers(0, 60), st.integers(0, 60),
    st.sampled_from(["", "Z", "+14:00", "-12:00", "+23:59", "-24:00", "+99:99"]),
)  # fmt: skip


@given(TIMES)
def test_a_time_of_any_year_and_zone_is_taken_or_refused(moment: str) -> None:
    with suppress(errors.Refused):
        parse_post(json.dumps({"title": "t", "body": "b", "published_at": moment}).encode())


@given(
    st.one_of(
        st.text(), st.builds("https://{}".format, st.text()), st.builds("http://a{}/b?{}".format, st.text(), st.text())
    )
)
def test_an_address_has_one_spelling_or_is_refused(url: str) -> None:
    with suppress(ValueError):
        assert canonical_url(url) == canonical_url(url + "#top") or "#" in url


TAGS = ["p", "div", "a", "b", "table", "td", "script", "nav", "h1", "br", "!--", "article", "ul", "li", "meta"]
PIECES = st.one_of(
    st.sampled_from(
        [*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), "<a href='", '">', "<!", "&#769;", "&"]
    ),
    st.text(max_size=10),
    st.just("The harbour in Halmstow opens again on Monday, said its master, Felicity Brome. "),
)


@given(st.lists(PIECES).map("".join).filter(str.strip))
@settings(max_examples=50)
def test_a_page_holds_an_article_or_is_rejected(html: str) -> None:
    with suppress(errors.Refused, errors.Rejected):
        forms.prepare(parse_post(json.dumps({"html": html}).encode()).payload)


CHARACTERS = st.characters(exclude_categories=["Cs"])


@given(
    st.lists(
        st.one_of(CHARACTERS, st.sampled_from("\u0301\u0316\u0345\u0344\u0f73\ufdfa\u3099\U0001d165")),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=25)
def test_four_times_the_text_takes_about_four_times_as_long(characters: list[str]) -> None:
    """Far from the sixteen times of a square; short times are noise."""

    def seconds(length: int) -> float:
        text = "a" + "".join(characters) * (length // len(characters))
        start = time.process_time()
        normal_form("", text)
        fold(text)
        return time.process_time() - start

    once, more = seconds(20_000), seconds(80_000)

    assert more < 8 * once + 0.3
