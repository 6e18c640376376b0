"""Ends of contents: where the words of a speaker stop and the article goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_ends import ClauseEnds
from services.nlp.clauses.clause_spans import Clause
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def cut(evidence: Evidence, cue: str, head: str, way: str = "complement") -> str:
    """Return what is left of all that stands behind a cue, with ``head`` as the word that it hangs on."""
    r = evidence.reading
    at = r.words.index(cue)
    clause = Clause(at, 0, [(at + 1, len(r) - 1)], way, r.words.index(head))
    return " … ".join(r.slice(a, b) for a, b in ClauseEnds(evidence).cut(clause))


@pytest.mark.parametrize(
    ("sentence", "head", "content"),
    [
        ("Ann said it was late; the mayor had left.", "was", "it was late"),
        ("Ann said the ferry had sunk, ending a long strike.", "sunk", "the ferry had sunk"),
        ("Ann said the ferry had sunk, a loss that cost her the vote.", "sunk", "the ferry had sunk"),
        ("Ann said the ferry had sunk, but the owners blamed the storm.", "sunk", "the ferry had sunk"),
        ("Ann said on Monday the ferry had sunk.", "sunk", "the ferry had sunk"),
        ("Ann said the ferry was late and urged them to wait.", "was", "the ferry was late"),
        ("Ann said the ferry sank, but that nobody was hurt.", "sank", "the ferry sank, but that nobody was hurt"),
        ("Ann said the ferry, a wreck, had sunk.", "sunk", "the ferry, a wreck, had sunk"),
    ],
)
def test_a_content_ends_where_the_article_goes_on(evidence_of: Gather, sentence: str, head: str, content: str) -> None:
    assert cut(evidence_of(sentence), "said", head) == content


def test_what_stands_around_its_cue_ends_at_a_semicolon(evidence_of: Gather) -> None:
    evidence = evidence_of("The ferry had sunk, Ann said; the owners blamed the storm.")
    r = evidence.reading
    cue = r.words.index("said")
    around = Clause(cue, cue - 1, [(0, cue - 2), (cue + 1, len(r) - 1)], "around", r.words.index("sunk"))
    assert ClauseEnds(evidence).cut(around)[0] == (0, cue - 2)


@pytest.mark.parametrize(
    "opening",
    [
        *("LONDON (Agency) - ", "NEW BRAITHE — ", "Nov 20, 2026 – 11:28 Daily Courier – ", "By Ann Lee: "),
        "News | Storm hits Marl  ",
        "Storm hits Marl May 20, 2026 - 11:28 AMT Courier.Net - ",
    ],
)
def test_what_stands_before_its_cue_begins_behind_a_dateline(evidence_of: Gather, opening: str) -> None:
    evidence = evidence_of(opening + "The ferry had sunk, Bo Nyberg said.")
    r = evidence.reading
    cue = r.words.index("said")
    whole = Clause(cue, cue - 1, [(0, cue - 2)], "around", r.words.index("sunk"))
    [(first, after)] = ClauseEnds(evidence).cut(whole)
    assert r.slice(first, after) in ("The ferry had sunk", "The ferry had sunk,")


def test_nothing_is_left_of_a_range_without_words(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann said , .")
    assert ClauseEnds(evidence).cut(Clause(1, 0, [(2, 4)], "complement", 1)) == []
