"""Announcing nouns: whose words a noun and a colon announce, or a phrase right before them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.announcing import AnnouncingNouns
from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def announced(evidence: Evidence) -> tuple[str, str | None] | None:
    """Return the owner and the cue of what stands in marks, as words."""
    r, segment = evidence.reading, evidence.segments[0]
    nouns = AnnouncingNouns(evidence, ClauseSources(evidence))
    found = nouns.before(r.token_at(segment.start)) or nouns.behind(r.token_at(segment.end))
    return (r.words[found[0]], None if found[1] is None else r.words[found[1]]) if found else None


@pytest.mark.parametrize(
    ("text", "owner", "cue"),
    [
        ("Her answer: “Wait for the boats.”", "her", "answer"),
        ("They asked. Her reply? “Wait for the boats.”", "her", "reply"),
        ("The union's response: “No deal.”", "union", "response"),
        ("Ann Lee's advice to beginners is simple: “Start small.”", "lee", "advice"),
        ("It was, in the words of Ann Lee, “a mess”.", "lee", "in"),
        ("“It was a mess,” per team captain Joe Marsh.", "marsh", "per"),
        ("Per team captain Joe Marsh, “it was a mess.”", "marsh", "per"),
        ("Ann Lee was blunt: “Over my dead body.”", "lee", "blunt"),
        ("The coach was full of praise for the rookie: “He is a freak.”", "coach", "full"),
        ("Ann Lee is not so sure: “The sample is tiny.”", "lee", None),
    ],
)
def test_an_owner_has_a_noun_that_announces(evidence_of: Gather, text: str, owner: str, cue: str | None) -> None:
    assert announced(evidence_of(text)) == (owner, cue)


@pytest.mark.parametrize(
    "text",
    [
        "The answer: “Wait for the boats.”",  # nobody's
        "Her garden: “A mess.”",  # no words
        "Her answer came late and Poe replied: “Wait.”",  # another verb says it
        "Her answer, “Wait”, came late.",
        "The verdict was clear: “Guilty.”",  # nobody was
        "Sales rose “a bit”, per store.",
    ],
)
def test_without_an_owner_or_such_a_noun_there_is_none(evidence_of: Gather, text: str) -> None:
    assert announced(evidence_of(text)) is None
