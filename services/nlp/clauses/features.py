"""Features of reported clauses: what speaks for each, as their ranker weighs it.

As in :mod:`services.nlp.attribution.quoted_features`, they are of the parse and of position; words count only
through the classes of ``cues.tsv`` and ``titles.tsv``, and a few words of grammar: prepositions, auxiliaries …
"""

from __future__ import annotations

from services.nlp.clauses import content_features, cue_features
from services.nlp.clauses.acts import Acts
from services.nlp.clauses.clause_spans import Clause
from services.nlp.clauses.content_features import ContentFeatures
from services.nlp.clauses.cue_features import CueFeatures
from services.nlp.clauses.finding import Clauses
from services.nlp.ranking.feature_table import FeatureTable
from services.nlp.speakers.evidence import Evidence

CLAUSE = FeatureTable(
    "clause",
    {
        **cue_features.CUE_MEASURES,
        **cue_features.SPEAKER_MEASURES,
        **content_features.MEASURES,
        **content_features.ENDING_MEASURES,
        **content_features.FOLLOWING_MEASURES,
    },
    {**cue_features.CATEGORIES, **content_features.CATEGORIES},
)
"""What the ranker of clauses weighs."""


class ClauseFeatures:
    """Describes the clauses of one article."""

    def __init__(self, evidence: Evidence) -> None:
        self._of_cues = CueFeatures(evidence)
        self._of_contents = ContentFeatures(evidence)
        self._cues: dict[int, list[float]] = {}
        self._speakers: dict[int, list[float]] = {}

    def describe(self, clauses: list[Clause]) -> None:
        """Fill in the features of all clauses of the article, in the order of ``CLAUSE``."""
        longest: dict[int, int] = {}
        many: dict[int, int] = {}
        for clause in clauses:
            cue = clause.cue
            longest[cue] = max(longest.get(cue, 0), clause.ranges[-1][1] - clause.ranges[0][0])
            many[cue] = many.get(cue, 0) + 1
        for clause in clauses:
            cue, speaker = clause.cue, clause.speaker
            if cue not in self._cues:
                self._cues[cue] = list(self._of_cues.of_cue(cue, longest).values())
            if speaker not in self._speakers:
                self._speakers[speaker] = list(self._of_cues.of_speaker(speaker).values())
            clause.features = [
                *self._cues[cue],
                *self._speakers[speaker],
                *self._of_contents.of_content(clause, longest[cue], many[cue]).values(),
                *self._of_contents.of_ending(clause).values(),
                *self._of_contents.of_following(clause).values(),
            ]


def describe_clauses(evidence: Evidence) -> list[Clause]:
    """Return all clauses of an article, each with its features and not yet weighed."""
    clauses = [clause for clause in Clauses(evidence).all() if clause.ranges]
    Acts(evidence).judge(clauses)
    ClauseFeatures(evidence).describe(clauses)
    return clauses
