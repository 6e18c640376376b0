"""Nearest cues: words in marks belong to the verb that adds them."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.analysis import Analysis
from services.nlp.attribution.attributing import Attribution
from services.nlp.clauses.clause_spans import Clause
from services.nlp.quotes.nearest_cues import with_nearest_cues

SENTENCE = (
    "Ann Lee warned that towns had cut their patrols, stressing that patrols “are our eyes at sea.” “We need them.”"
)


def cues(analysis: Analysis, speaker: int) -> list[str]:
    """Return the cues of both stretches, told by *warned* so far, where a clause of ``speaker`` adds the first."""
    r = analysis.evidence.reading
    warned, added, first = (r.words.index(word) for word in ("warned", "stressing", "are"))
    stretches = [Attribution(segment, 1, warned, 0.9) for segment in analysis.evidence.segments]
    clause = Clause(added, speaker, [(added + 2, first + 5)], "complement", first, act="speech", probability=0.8)
    return [r.words[one.cue] for one in with_nearest_cues(r, stretches, [clause]) if one.cue is not None]


def test_a_verb_that_adds_them_tells_the_words_and_what_follows_right_behind(
    analysis_of: Callable[[str], Analysis],
) -> None:
    assert cues(analysis_of(SENTENCE), speaker=1) == ["stressing", "stressing"]


def test_a_verb_of_somebody_else_does_not(analysis_of: Callable[[str], Analysis]) -> None:
    assert cues(analysis_of(SENTENCE), speaker=5) == ["warned", "warned"]
