"""What is marked, and that a highlight is a true, safe and bounded passage of the text."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.highlight import SNIPPET_CHARS, SNIPPETS, find, reach, snippets, terms, whole
from services.search.query import parse

NUMBERS = ["one", "two", "three", "four", "five"]
FILLER = "Nothing to be found in this sentence. " * 20


def marked(q: str, text: str) -> list[str]:
    """The words that ``q`` marks in ``text``."""
    return [text[match.start : match.end] for match in find(text, terms(parse(q)))]


def plain(highlight: str) -> str:
    return html.unescape(re.sub("</?mark>", "", highlight))


@pytest.mark.parametrize(
    ("q", "text", "expected"),
    [
        pytest.param("election", "Two elections, one ELECTION.", ["elections", "ELECTION"], id="stem and case"),
        pytest.param("lodz", "In Łódź it rains.", ["Łódź"], id="accents"),
        pytest.param("Putin", "Putin’s plan", ["Putin"], id="possessive"),
        pytest.param('"close ally"', "A close ally, close allies.", ["close ally"], id="a phrase is exact"),
        pytest.param('"close ally"', "close, ally", ["close, ally"], id="a phrase over punctuation"),
        pytest.param("vice-president", "The vice president", ["vice president"], id="a compound is adjacent words"),
        pytest.param("oil gas", "gas then oil", ["gas", "oil"], id="and"),
        pytest.param("oil OR gas", "gas only", ["gas"], id="or"),
        pytest.param("oil NOT gas", "oil and gas", ["oil"], id="not marks nothing"),
        pytest.param("oil NOT (gas -coal)", "oil gas coal", ["oil", "coal"], id="not of not"),
        pytest.param('"a b" b c', "a b c", ["a b", "c"], id="overlapping matches are one"),
        pytest.param("东京", "在东京都", ["东京"], id="a script without spaces"),
    ],
)
def test_marks(q: str, text: str, expected: list[str]) -> None:
    assert marked(q, text) == expected


def test_what_the_text_holds_is_escaped() -> None:
    text = "<script>alert('oil')</script> & \"oil\""
    assert whole(text, terms(parse("oil")), len(text)) == [
        "&lt;script&gt;alert(&#x27;<mark>oil</mark>&#x27;)&lt;/script&gt; &amp; &quot;<mark>oil</mark>&quot;"
    ]


def test_no_match_gives_no_highlight() -> None:
    assert whole("oil", terms(parse("gas")), 3) == []
    assert snippets("oil", terms(parse("gas")), 3) == []


def test_the_best_passages_are_chosen_and_come_in_the_order_of_the_text() -> None:
    text = FILLER.join(["oil one", "oil two", "oil and gas three", "oil oil four", "gas with oil five"])
    found = snippets(text, terms(parse("oil gas")), len(text))
    assert [word for snippet in found for word in NUMBERS if word in snippet] == ["three", "four", "five"]


def test_every_term_is_shown_if_there_is_room() -> None:
    text = FILLER.join(["oil oil oil one", "oil and oil two", "oil oil three", "gas four"])
    found = snippets(text, terms(parse("oil gas")), len(text))
    assert [word for snippet in found for word in NUMBERS if word in snippet] == ["one", "two", "four"]


def test_snippets_are_cut_between_words() -> None:
    text = FILLER + "here is oil at last " + FILLER
    (snippet,) = snippets(text, terms(parse("oil")), len(text))
    cut = plain(snippet)
    at = text.index(cut)
    assert text[at - 1] == " " == text[at + len(cut)]
    assert SNIPPET_CHARS - 20 <= len(cut) <= SNIPPET_CHARS


def test_what_is_beyond_reach_is_not_marked_but_still_shown() -> None:
    assert whole("oil and oil", terms(parse("oil")), 5) == ["<mark>oil</mark> and oil"]


texts = st.lists(
    st.sampled_from(["oil", "gas", "Oil's", "the", "well-known", "<b>", "&amp;", "\n\n", "东京", "é", "“", "x" * 70]),
    max_size=120,
).map(" ".join) | st.text(max_size=400)
queries = st.sampled_from(['oil "oil gas"', "the OR 东京", "well-known gas", '"the the" amp', "oil NOT gas", "x" * 70])


@given(text=texts, q=queries, chars=st.integers(0, 500))
def test_a_snippet_is_a_passage_of_the_text_and_they_do_not_overlap(text: str, q: str, chars: int) -> None:
    found = snippets(text, terms(parse(q)), chars)
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
    for highlight in whole(text, terms(parse(q)), len(text)):
        assert plain(highlight) == text


@given(lengths=st.lists(st.integers(0, 10_000), max_size=30), budget=st.integers(0, 50_000))
def test_the_reach_spends_the_budget_and_no_more(lengths: list[int], budget: int) -> None:
    searched = sum(min(length, reach(lengths, budget)) for length in lengths)
    assert searched <= budget
    assert searched == sum(lengths) or searched > budget - len(lengths)
