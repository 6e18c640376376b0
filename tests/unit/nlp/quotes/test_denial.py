"""Denial: what is said not to be true, or not to have been said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.quotes.denial import is_denied, is_negated
from services.nlp.quotes.saying import Saying
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def saying(evidence: Evidence, cue: str) -> Saying:
    start = evidence.reading.text.index("it rained")
    return Saying(evidence, evidence.reading.words.index(cue), [(start, start + len("it rained"))])


@pytest.mark.parametrize(
    ("sentence", "cue", "denied"),
    [
        ("Ann denied that it rained.", "denied", True),
        ("Ann did not deny that it rained.", "deny", False),  # twice is not at all
        ("Ann did not say that it rained.", "say", True),
        ("Ann refused to say that it rained.", "say", True),
        ("Ann would neither confirm nor deny that it rained.", "deny", True),
        ("Ann dismissed claims that it rained.", "claims", True),
        ("Ann left without saying that it rained.", "saying", True),
        ("Ann said that it rained.", "said", False),
        ("Ann stopped to say that it rained.", "say", False),
    ],
)
def test_a_content_is_denied_by_its_cue_or_by_what_governs_it(
    evidence_of: Gather, sentence: str, cue: str, denied: bool
) -> None:
    assert is_denied(saying(evidence_of(sentence), cue)) == denied


@pytest.mark.parametrize(
    ("sentence", "cue", "negated"),
    [
        ("Ann never said that it rained.", "said", True),
        ("Nobody said that it rained.", "said", True),
        ("Ann no longer says that it rained.", "says", True),
        ("At no point did Ann say that it rained.", "say", True),
        ("Ann not only said that it rained.", "said", False),
        ("Ann often said that it rained.", "said", False),
    ],
)
def test_a_word_is_negated_by_what_hangs_on_it(evidence_of: Gather, sentence: str, cue: str, negated: bool) -> None:
    one = saying(evidence_of(sentence), cue)
    assert is_negated(one, one.cue) == negated
