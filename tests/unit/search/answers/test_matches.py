"""Matches of a query in a text are those that a look at every word finds."""

from __future__ import annotations

import pytest
from hypothesis import given

from services.search.answers.matches import TERM_MATCHES, Term, find, terms
from services.search.query import parse
from services.search.query.words import words
from tests.unit.search.answers.texts import queries, texts


def marked(q: str, text: str) -> list[str]:
    """The words that ``q`` marks in ``text``."""
    return [text[match.start : match.end] for match in find(text, terms(parse(q), "body"))]


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
