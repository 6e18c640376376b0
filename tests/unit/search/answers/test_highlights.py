"""Highlights are true, safe and bounded passages of the text."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.answers.highlights import (
    SNIPPET_CHARS,
    SNIPPETS,
    beginning,
    highlighted,
    places,
    reach,
    snippets,
    whole,
)
from services.search.answers.matches import find, terms
from services.search.index.questions import FoundArticleText
from services.search.index.results import FoundArticle
from services.search.query import parse
from tests.unit.search.answers.texts import queries, texts

NUMBERS = ["one", "two", "three", "four", "five"]
FILLER = "Nothing to be found in this sentence. " * 20


def plain(highlight: str) -> str:
    return html.unescape(re.sub("</?mark>", "", highlight))


def test_places_are_shares_of_the_text_each_once() -> None:
    text = "oil " + "x" * 196 + " oil oil " + "x" * 191

    assert places(len(text), find(text, terms(parse("oil"), "body"))) == [0.0, 0.5, 0.51]
    assert places(0, []) == []


def test_the_beginning_is_cut_between_words_and_has_no_mark() -> None:
    (snippet,) = beginning(f"\n <b> {FILLER}")
    assert snippet.startswith("&lt;b&gt; Nothing")
    cut = plain(snippet)
    assert cut in f"<b> {FILLER}"
    assert SNIPPET_CHARS - 20 <= len(cut) <= SNIPPET_CHARS
    assert not cut.endswith(" ")


@pytest.mark.parametrize(("text", "found"), [("Short.", ["Short."]), ("東" * 500, ["東" * SNIPPET_CHARS]), (" ", [])])
def test_the_beginning_of_other_texts(text: str, found: list[str]) -> None:
    assert beginning(text) == found


def test_a_list_shows_a_snippet_of_each_article_and_the_words_of_a_quote() -> None:
    article = FoundArticle(
        id="a", version=1, title="Oil price", accepted_at=datetime(2017, 3, 27, tzinfo=UTC), length=9, annotator="v1"
    )
    bodies = ["Gas and oil.", "Gas alone."]
    hits = [FoundArticleText(article, body) for body in bodies]
    assert [found.highlights for found in highlighted(hits, parse("oil"))] == [
        {"title": ["<mark>Oil</mark> price"], "body": ["Gas and <mark>oil</mark>."]},
        {"title": ["<mark>Oil</mark> price"], "body": ["Gas alone."]},
    ]
    assert [found.highlights for found in highlighted(hits, None)] == [{"body": [body]} for body in bodies]


def test_what_the_text_holds_is_escaped() -> None:
    text = "<script>alert('oil')</script> & \"oil\""
    assert whole(text, terms(parse("oil"), "body"), len(text)) == [
        "&lt;script&gt;alert(&#x27;<mark>oil</mark>&#x27;)&lt;/script&gt; &amp; &quot;<mark>oil</mark>&quot;"
    ]


def test_no_match_gives_no_highlight() -> None:
    assert whole("oil", terms(parse("gas"), "body"), 3) == []
    assert snippets("oil", find("oil", terms(parse("gas"), "body"))) == []


def test_the_best_passages_are_chosen_and_come_in_the_order_of_the_text() -> None:
    text = FILLER.join(["oil one", "oil two", "oil and gas three", "oil oil four", "gas with oil five"])
    found = snippets(text, find(text, terms(parse("oil gas"), "body")))
    assert [word for snippet in found for word in NUMBERS if word in snippet] == ["three", "four", "five"]


def test_every_term_is_shown_if_there_is_room() -> None:
    text = FILLER.join(["oil oil oil one", "oil and oil two", "oil oil three", "gas four"])
    found = snippets(text, find(text, terms(parse("oil gas"), "body")))
    assert [word for snippet in found for word in NUMBERS if word in snippet] == ["one", "two", "four"]


def test_snippets_are_cut_between_words() -> None:
    text = FILLER + "here is oil at last " + FILLER
    (snippet,) = snippets(text, find(text, terms(parse("oil"), "body")))
    cut = plain(snippet)
    at = text.index(cut)
    assert text[at - 1] == " " == text[at + len(cut)]
    assert SNIPPET_CHARS - 20 <= len(cut) <= SNIPPET_CHARS


def test_what_is_beyond_reach_is_not_marked_but_still_shown() -> None:
    assert whole("oil and oil", terms(parse("oil"), "body"), 5) == ["<mark>oil</mark> and oil"]


@given(text=texts, q=queries, chars=st.integers(0, 500))
def test_a_snippet_is_a_passage_of_the_text_and_they_do_not_overlap(text: str, q: str, chars: int) -> None:
    found = snippets(text, find(text[:chars], terms(parse(q), "body")))
    assert len(found) <= SNIPPETS
    at = 0
    for snippet in found:
        assert snippet.count("<mark>") == snippet.count("</mark>") > 0
        assert "<" not in re.sub("</?mark>", "", snippet)
        passage = plain(snippet)
        assert len(passage) <= SNIPPET_CHARS or snippet.startswith("<mark>")
        at = text.index(passage, at) + len(passage)


@given(text=texts, q=queries)
def test_a_whole_highlight_is_the_text(text: str, q: str) -> None:
    for highlight in whole(text, terms(parse(q), "body"), len(text)):
        assert plain(highlight) == text


@given(lengths=st.lists(st.integers(0, 10_000), max_size=30), budget=st.integers(0, 50_000))
def test_the_reach_spends_the_budget_and_no_more(lengths: list[int], budget: int) -> None:
    searched = sum(min(length, reach(lengths, budget)) for length in lengths)
    assert searched <= budget
    assert searched == sum(lengths) or searched > budget - len(lengths)
