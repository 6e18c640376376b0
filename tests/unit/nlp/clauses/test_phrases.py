"""Set phrases: what somebody lets be known, makes clear or lets slip."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.clauses.phrases import Phrases, last_of_phrase
from services.nlp.speakers.evidence import Evidence
from tests.unit.nlp.clauses.told import Told, told

Gather = Callable[[str], Evidence]


def phrases(evidence: Evidence) -> list[Told]:
    """Return what the phrases of a text report."""
    found = Phrases(evidence, ClauseSources(evidence))
    verbs = (token for token, tag in enumerate(evidence.reading.tags) if tag[0] == "V")
    return told(evidence.reading, [clause for verb in verbs for clause in found.of_verb(verb)])


@pytest.mark.parametrize(
    ("text", "content", "speaker"),
    [
        ("Ann Lee let it be known that she would not run again.", "she would not run again", "Lee"),
        ("Ann Lee made it clear she would not budge.", "she would not budge", "Lee"),
        ("The minister made it plain that no money would be released.", "no money would be released", "minister"),
        ("The chairman made clear in a letter to staff that nobody would go.", "nobody would go", "chairman"),
        ("Ann Lee put it on record that she had voted no.", "she had voted no", "Lee"),
        ("Ann Lee let slip that the show was off.", "the show was off", "Lee"),
        (
            "Ann Lee made it clear, after a week in which she had been asked about little else, that she would stay.",
            "she would stay",
            "Lee",
        ),
    ],
)
def test_a_phrase_reports_what_follows_its_that(evidence_of: Gather, text: str, content: str, speaker: str) -> None:
    assert phrases(evidence_of(text)) == [(content, speaker, "complement")]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee did not make it clear that the talks were over.",
        "Ann Lee failed to make it clear that the talks were over.",
        "The result made it clear that the party was over.",  # nothing that could speak
        "Ann Lee made the room known as the Blue Room.",
    ],
)
def test_without_a_speaker_or_the_phrase_nothing_is_reported(evidence_of: Gather, text: str) -> None:
    assert phrases(evidence_of(text)) == []


def test_a_phrase_ends_with_its_chief_word(evidence_of: Gather) -> None:
    r = evidence_of("Ann Lee made it abundantly clear that she would stay.").reading
    assert last_of_phrase(r, r.words.index("made"), "make") == r.words.index("clear")
    assert last_of_phrase(r, r.words.index("stay"), "stay") == -1
