"""Denial: negated cues, cues that deny, and both at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.quotes.denial import is_denied, is_negated
from services.nlp.quotes.saying import Saying
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def saying(evidence: Evidence, cue: str) -> Saying:
    start = evidence.reading.text.index("the dam is safe")
    return Saying(evidence, evidence.reading.words.index(cue), [(start, start + len("the dam is safe"))])


@pytest.mark.parametrize(
    ("sentence", "cue", "denied"),
    [
        ("Oda Brandvik said that the dam is safe.", "said", False),
        ("Oda Brandvik denied that the dam is safe.", "denied", True),
        ("Oda Brandvik never said that the dam is safe.", "said", True),
        ("Oda Brandvik did not deny that the dam is safe.", "deny", False),
        ("Oda Brandvik would not confirm or deny that the dam is safe.", "deny", True),
        ("Oda Brandvik declined to say that the dam is safe.", "say", True),
        ("Oda Brandvik ruled out that the dam is safe.", "ruled", True),
    ],
)
def test_two_negations_cancel(evidence_of: Gather, sentence: str, cue: str, denied: bool) -> None:
    assert is_denied(saying(evidence_of(sentence), cue)) is denied


@pytest.mark.parametrize(
    ("sentence", "negated"),
    [
        ("Nobody said that the dam is safe.", True),
        ("Oda Brandvik no longer said that the dam is safe.", True),
        ("At no point has Oda Brandvik said that the dam is safe.", True),
        ("Oda Brandvik not only said that the dam is safe, she proved it.", False),
        ("Oda Brandvik said that the dam is safe and not old.", False),
    ],
)
def test_a_cue_is_negated_by_what_hangs_on_it(evidence_of: Gather, sentence: str, negated: bool) -> None:
    one = saying(evidence_of(sentence), "said")
    assert is_negated(one, one.cue) is negated
