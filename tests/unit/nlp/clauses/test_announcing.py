"""Announcing nouns: whose words a noun and a colon announce, or a phrase right before them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.announcing import AnnouncingNouns
from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def announced(evidence: Evidence) -> tuple[str, str] | None:
    """Return the owner and the cue of what stands in marks, as words."""
    r = evidence.reading
    first = r.token_at(evidence.segments[0].start)
    found = AnnouncingNouns(evidence, ClauseSources(evidence)).before(first)
    return (r.words[found[0]], r.words[found[1]]) if found else None


@pytest.mark.parametrize(
    ("text", "owner", "cue"),
    [
        ("Her answer: “Wait for the boats.”", "her", "answer"),
        ("They asked. Her reply? “Wait for the boats.”", "her", "reply"),
        ("The union's response: “No deal.”", "union", "response"),
        ("Ann Lee's advice to beginners is simple: “Start small.”", "lee", "advice"),
        ("It was, in the words of Ann Lee, “a mess”.", "lee", "in"),
    ],
)
def test_an_owner_has_a_noun_that_announces(evidence_of: Gather, text: str, owner: str, cue: str) -> None:
    assert announced(evidence_of(text)) == (owner, cue)


@pytest.mark.parametrize(
    "text",
    [
        "The answer: “Wait for the boats.”",  # nobody's
        "Her garden: “A mess.”",  # no words
        "Her answer came late and Poe replied: “Wait.”",  # another verb says it
        "Her answer, “Wait”, came late.",
    ],
)
def test_without_an_owner_or_such_a_noun_there_is_none(evidence_of: Gather, text: str) -> None:
    assert announced(evidence_of(text)) is None
