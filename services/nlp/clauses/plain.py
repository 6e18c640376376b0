"""Plain reports: clauses that are so clearly said by somebody that the ranker's doubt is about their ends.

*Officials have confirmed that …*; *…, the prosecutor's office said in a statement*; *according to the survey, …*. The
readers of PolNeAR left out some of these, and long or rare ones look unlikely to what is fitted on them.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.nlp.clauses.clause_sources import PEOPLE
from services.nlp.clauses.clause_spans import Clause
from services.nlp.lexicon import word_lists
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.reading import SUBJECTS
from services.nlp.speakers.evidence import Evidence

LEAST = 0.2
"""Probability from which on a plain report is taken; of 17 between this and the usual floor in 60 articles of PolNeAR,
14 were right when read."""

AS_PARSED = 0.1
"""By how much a length that a ranker doubts may be less likely than another and is taken, since it is as parsed."""

_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_BESIDE = frozenset({"IN", "TO", ",", ".", ":", "_SP"})
"""Tags of what may follow *said* where all that was said stands before it."""
_MAIN = frozenset({"ROOT", "ccomp", "parataxis"})


class PlainReports:
    """Finds the plain reports of one article."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._cues = evidence.cues
        self._entities = evidence.entities
        self._listed = word_lists.classes("acts.tsv")

    def likeliest(self, clauses: Iterable[Clause]) -> list[Clause]:
        """Return the likeliest clause of each cue that plainly reports one."""
        best: dict[int, Clause] = {}
        for clause in clauses:
            other = best.get(clause.cue)
            if (clause.phrase or clause.probability >= LEAST) and (other is None or _rank(clause) > _rank(other)):
                best[clause.cue] = clause
        return [clause for clause in best.values() if self.is_plain(clause)]

    def is_plain(self, clause: Clause) -> bool:
        """Return whether the form of a clause leaves no doubt that somebody said it."""
        if clause.act != "speech" or clause.form != "clause" or clause.speaker < 0:
            return False
        if clause.phrase:
            return True
        match clause.way:
            case "complement" if clause.ranges[0][0] > clause.cue:
                return self._is_complement(clause)
            case "around" | "complement":
                return self._is_sentence(clause)
            case "according":
                return self._r.words[clause.cue] == "according" and self._is_source(clause.speaker)
        return False

    def _is_complement(self, clause: Clause) -> bool:
        """Return whether a finite verb of speaking with a subject of its own stands before it."""
        r, cue = self._r, clause.cue
        classes = self._cues.verb_classes(cue)
        if r.tags[cue] not in _FINITE or not classes & SPEAKING or not self._has_subject(cue, clause.speaker):
            return False
        return "loose" not in classes or r.words[clause.ranges[0][0] - 1] == "that"

    def _is_sentence(self, clause: Clause) -> bool:
        """Return whether it is the sentence before *she said*, which says nothing else."""
        r, cue = self._r, clause.cue
        classes = self._cues.verb_classes(cue)
        if r.deps[cue] not in _MAIN or not classes & SPEAKING or "loose" in classes:
            return False
        after = cue + 1
        ends = after >= len(r) or r.tags[after] in _BESIDE or "when" in self._listed.get(r.words[after], ())
        return (
            (ends or "tell" in classes or clause.speaker > cue)
            and clause.ranges[-1][1] <= cue
            and self._has_subject(cue, clause.speaker)
        )

    def _has_subject(self, cue: int, speaker: int) -> bool:
        r = self._r
        subjects = (c for c in r.children[cue] if r.deps[c] in SUBJECTS)
        return any(r.lefts[c] <= speaker <= r.rights[c] for c in subjects)

    def _is_source(self, speaker: int) -> bool:
        """Return whether it is somebody, a body or a text, and not a plan or a size."""
        mention = self._entities.mention_at(speaker)
        if mention is not None and mention.type in PEOPLE:
            return True
        return "noun:text" in word_lists.of_noun("acts.tsv", self._r.words[speaker])


def _rank(clause: Clause) -> tuple[bool, float]:
    """Return how likely a length is among those of its cue: where none is likely, as parsed rather than cut."""
    return clause.phrase, clause.probability + (AS_PARSED if clause.cut == 0 else 0)
