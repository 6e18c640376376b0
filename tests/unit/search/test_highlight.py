"""What is marked, and that a highlight is a true, safe and bounded passage of the text."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.answers.highlight import (
    SNIPPET_CHARS,
    SNIPPETS,
    TERM_MATCHES,
    Term,
    beginning,
    find,
    highlighted,
    reach,
    snippets,
    terms,
    whole,
)
from services.search.index.questions import FoundArticleText
from services.search.index.results import FoundArticle
from services.search.query import parse
from services.search.query.words import words

NUMBERS = ["one", "two", "three", "four", "five"]
FILLER = "Nothing to be found in this sentence. " * 20


def marked(q: str, text: str) -> list[str]:
    """The words that ``q`` marks in ``text``."""
    return [text[match.start : match.end] for match in find(text, terms(parse(q), "body"))]


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
        pytest.param("sanct*", "Sanctions on a Sanctuary’s saint", ["Sanctions", "Sanctuary"], id="a prefix"),
        pytest.param("elections*", "elections’ electioneer", ["elections"], id="a prefix is not stemmed"),
        pytest.param("ło*", "łódź, Lodz, Lód", ["łódź", "Lodz", "Lód"], id="a prefix without accents"),
        pytest.param('"iran talks"~2', "Talks with Iran; Iran", ["Talks", "Iran", "Iran"], id="near, in any order"),
        pytest.param('"iran talks"~2', "Iran a b c talks", [], id="too far apart"),
        pytest.param('"iran talks"~2', "iran x y talk. z a b c iran", ["iran", "talk"], id="only where they are near"),
        pytest.param('"a b a"~1', "a x b, a", ["a", "b", "a"], id="a word typed twice counts once"),
        pytest.param('"a b c"~1', "c a x b", ["c", "a", "b"], id="three near each other"),
        pytest.param('"a b c"~1', "c a x y b", [], id="three not near each other"),
        pytest.param('-"a b"~9', "a b", [], id="not near marks nothing"),
        pytest.param("body:oil title:gas", "oil gas", ["oil"], id="a word of the title marks no body"),
        pytest.param("body:(oil OR ga*) speaker:coal", "oil gas coal", ["oil", "gas"], id="names mark no body"),
        pytest.param('cue:say role:"a b" source:a entity:b', "say a b", [], id="nor does what is about quotes"),
    ],
)
def test_marks(q: str, text: str, expected: list[str]) -> None:
    assert marked(q, text) == expected


def test_a_word_of_the_title_marks_only_titles() -> None:
    assert [term.words for term in terms(parse("title:oil gas body:coal"), "title")] == [("oil",), ("gas",)]


def test_a_term_that_is_asked_twice_is_looked_for_once() -> None:
    assert len(terms(parse("oil OR oil OR (gas oil)"), "body")) == 2


def test_a_term_is_marked_only_so_often() -> None:
    text = "oil " * (2 * TERM_MATCHES) + "gas"
    assert len(find(text, terms(parse("oil gas"), "body"))) == TERM_MATCHES + 1


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
    assert snippets("oil", terms(parse("gas"), "body"), 3) == []


def test_the_best_passages_are_chosen_and_come_in_the_order_of_the_text() -> None:
    text = FILLER.join(["oil one", "oil two", "oil and gas three", "oil oil four", "gas with oil five"])
    found = snippets(text, terms(parse("oil gas"), "body"), len(text))
    assert [word for snippet in found for word in NUMBERS if word in snippet] == ["three", "four", "five"]


def test_every_term_is_shown_if_there_is_room() -> None:
    text = FILLER.join(["oil oil oil one", "oil and oil two", "oil oil three", "gas four"])
    found = snippets(text, terms(parse("oil gas"), "body"), len(text))
    assert [word for snippet in found for word in NUMBERS if word in snippet] == ["one", "two", "four"]


def test_snippets_are_cut_between_words() -> None:
    text = FILLER + "here is oil at last " + FILLER
    (snippet,) = snippets(text, terms(parse("oil"), "body"), len(text))
    cut = plain(snippet)
    at = text.index(cut)
    assert text[at - 1] == " " == text[at + len(cut)]
    assert SNIPPET_CHARS - 20 <= len(cut) <= SNIPPET_CHARS


def test_what_is_beyond_reach_is_not_marked_but_still_shown() -> None:
    assert whole("oil and oil", terms(parse("oil"), "body"), 5) == ["<mark>oil</mark> and oil"]


texts = st.lists(
    st.sampled_from(["oil", "gas", "Oil's", "the", "well-known", "<b>", "&amp;", "\n\n", "东京", "é", "“", "x" * 70]),
    max_size=120,
).map(" ".join) | st.text(max_size=400)
queries = st.sampled_from(
    [
        'oil "oil gas"',
        "the OR 东京",
        "well-known gas",
        '"the the" amp',
        "oil NOT gas",
        "we* xx*",
        '"oil the"~3',
        "x" * 70,
    ]
)


@given(text=texts, q=queries, chars=st.integers(0, 500))
def test_a_snippet_is_a_passage_of_the_text_and_they_do_not_overlap(text: str, q: str, chars: int) -> None:
    found = snippets(text, terms(parse(q), "body"), chars)
    assert len(found) <= SNIPPETS
    at = 0
    for snippet in found:
        assert snippet.count("<mark>") == snippet.count("</mark>") > 0
        assert "<" not in re.sub("</?mark>", "", snippet)
        passage = plain(snippet)
        assert len(passage) <= SNIPPET_CHARS or snippet.startswith("<mark>")
        at = text.index(passage, at) + len(passage)


@given(text=texts, q=queries)
def test_what_is_marked_is_what_is_found_by_looking_at_every_word(text: str, q: str) -> None:
    wanted = terms(parse(q), "body")
    marks = {place for match in find(text, wanted) for place in range(match.start, match.end)}
    assert marks == {place for term in wanted for place in looked_up(text, term)}


def looked_up(text: str, term: Term) -> set[int]:
    """The characters that a term marks, found word by word."""
    tokens = words(text)
    forms = [token.exact if term.exact else token.stem for token in tokens]
    runs = [range(at, at + (term.window or len(term.words))) for at in range(len(tokens))]
    found = set()
    for run in runs:
        here = [forms[at] for at in run if at < len(tokens)]
        if term.window and set(term.words) <= set(here):
            for at in run:
                if at < len(tokens) and forms[at] in term.words:
                    found |= set(range(tokens[at].start, tokens[at].end))
        elif not term.window and (
            tuple(here) == term.words or (term.begins and here and here[0].startswith(term.words[0]))
        ):
            found |= set(range(tokens[run[0]].start, tokens[run[-1]].end))
    return found


@given(text=texts, q=queries)
def test_a_whole_highlight_is_the_text(text: str, q: str) -> None:
    for highlight in whole(text, terms(parse(q), "body"), len(text)):
        assert plain(highlight) == text


@given(lengths=st.lists(st.integers(0, 10_000), max_size=30), budget=st.integers(0, 50_000))
def test_the_reach_spends_the_budget_and_no_more(lengths: list[int], budget: int) -> None:
    searched = sum(min(length, reach(lengths, budget)) for length in lengths)
    assert searched <= budget
    assert searched == sum(lengths) or searched > budget - len(lengths)
