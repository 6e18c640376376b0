"""Whole quotes: words in marks to which nothing beside them belongs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_spans import Clause
from services.nlp.quotes.whole_quotes import WholeQuotes
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


@pytest.mark.parametrize(
    ("text", "cue", "alone"),
    [
        ("Ann Lee told the crowd “we have won” on Monday.", "told", True),
        ("Ann Lee told the crowd the plan was “dead” on Monday.", "told", False),
        ("Farmers chanted “Enough is enough” outside the hall.", "chanted", True),
        ("Farmers chanted “Enough is enough” and they left.", "chanted", False),
        ("Ann Lee called “Rain” a gift.", "called", False),
        ("Ann Lee said, “It is over,” and left the room.", "said", True),
        ("Ann Lee said “it is over” and the mayor left.", "said", False),
        ("Ann Lee said “markets fell” and remain low.", "said", False),
    ],
)
def test_a_hearer_a_place_or_a_deed_is_no_part_of_a_quote(
    evidence_of: Gather, text: str, cue: str, alone: bool
) -> None:
    evidence = evidence_of(text)
    r, segment = evidence.reading, evidence.segments[0]
    verb = r.words.index(cue)
    clause = Clause(verb, 1, [(verb + 1, len(r) - 1)], "wide", verb)
    assert WholeQuotes(evidence).stands_alone(clause, (segment.start, segment.end)) is alone


def test_a_quote_is_introduced_by_a_comma_or_a_colon(evidence_of: Gather) -> None:
    whole = WholeQuotes(evidence_of("She said: “No.”"))
    assert whole.is_introduced(len("She said: “"))
    assert not whole.is_introduced(len("She "))
