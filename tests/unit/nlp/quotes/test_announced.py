"""Announced blocks: what stands behind a colon without marks is said, where it is announced as said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.quotes.announced import Announced
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def blocks(evidence: Evidence) -> list[tuple[str, str]]:
    """Return the words of each block and those that name its speaker."""
    r = evidence.reading
    return [(r.text[slice(*block.span)], r.word(block.speaker)) for block in Announced(evidence).blocks()]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("In a letter to us, the school wrote:\n\nIt is well. It is back.", "It is well. It is back.", "school"),
        ("Dilys Monk says: Ferrets are proud. Ask first.", "Ferrets are proud. Ask first.", "Monk"),
        ("The harbour account posted: No boats. No trains.", "No boats. No trains.", "account"),
        ("Statement by the League: The match will be played again.", "The match will be played again.", "League"),
        ("Lee told the crowd on Monday:\n\nWait for the boats.", "Wait for the boats.", "Lee"),
        ("Lee posted the following:\n\nWait for the boats.", "Wait for the boats.", "Lee"),
        ("Police: Man stole own car", "Man stole own car", "Police"),
    ],
)
def test_what_a_colon_announces_is_a_block(evidence_of: Gather, text: str, words: str, speaker: str) -> None:
    assert blocks(evidence_of(text)) == [(words, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "The menu has three parts: Soup. Fish. Cake.",  # nobody says them
        "Lee said the following rules apply: No dogs. No boats.",  # not the colon of what she says
        "Lee said: Wait until Monday. She then left the room.",  # the article goes on
        "Lee wrote: “Wait.” Nobody did.",  # marks tell where it ends
        "Arsenal: Season preview",  # a headline
        "The school wrote:",  # and nothing stands below
    ],
)
def test_what_no_source_announces_is_none(evidence_of: Gather, text: str) -> None:
    assert blocks(evidence_of(text)) == []
