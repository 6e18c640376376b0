"""Whole quotes: words in marks that are all that was said, whatever a parser hangs beside them.

*Told the crowd [“we have won”]*; *asked if he trusted Lee, he said, [“I do.”]*; *[“Not now,”] chimes in Ann Lee*.
"""

from __future__ import annotations

from services.nlp.attribution.attributing import Attribution
from services.nlp.clauses.clause_spans import Clause
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.reading import CLOSING, FINITE
from services.nlp.speakers.evidence import Evidence
from shared.models.values import Span

_OPENING = "“\"‘'«„`"
_CLOSING = " ,?!”\"'’"
_MARKS = CLOSING | {"'", ","}
_TAG = 4
"""Tokens between a verb and its subject behind a quote at most: *chimes in Ann Lee*."""
_HEARER = 7
"""Tokens of a hearer at most."""
_ABOUT = 3
"""Tokens before a cue that tell what was asked at least: fewer belong to the quote, as *of course* does."""
_HEARER_TAGS = frozenset({"DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "CD", "_SP", "``"})


class WholeQuotes:
    """Tells which words in marks of one article are whole quotes."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._cues = evidence.cues

    def is_tagged(self, a: Attribution) -> bool:
        """Return whether a verb of speaking and its subject stand behind the comma of a quote: *“…,” quips Ann Lee*."""
        r = self._r
        if a.speaker is None or a.cue is None or abs(a.cue - a.speaker) > _TAG:
            return False
        near, classes = min(a.cue, r.lefts[a.speaker]), self._cues.verb_classes(a.cue)
        between = r.text[a.segment.end - 1 : r.starts[near]] if r.starts[near] >= a.segment.end else ""
        ends = not between.strip(_CLOSING) and any(stop in between for stop in ",?!")
        return ends and bool(classes & (SPEAKING | {"manner"})) and r.tags[a.cue] in ("VBD", "VBZ")

    def is_introduced(self, start: int) -> bool:
        """Return whether words in marks that begin at a character stand behind a comma or a colon."""
        before = self._r.text[:start].rstrip(_OPENING)
        return before.rstrip().endswith((",", ":"))

    def stands_alone(self, clause: Clause, words: Span) -> bool:
        """Return whether a clause holds words in marks and nothing else that was said."""
        return (
            self._is_of_hearer(clause, words[0])
            or self._is_sentence(clause, *words)
            or self._goes_before_a_deed(clause, *words)
        )

    def _is_of_hearer(self, clause: Clause, start: int) -> bool:
        """Return whether the rest of a clause is a hearer: *told [the crowd “we have won”]*."""
        r, begin, first = self._r, clause.ranges[0][0], self._r.token_at(start)
        near = begin == clause.cue + 1 < first <= begin + _HEARER
        heard = near and all(r.tags[i] in _HEARER_TAGS for i in range(begin, first))
        return heard and "tell" in self._cues.verb_classes(clause.cue) and r.tags[first][0] != "V"

    def _is_sentence(self, clause: Clause, start: int, end: int) -> bool:
        """Return whether words in marks are a sentence, and the rest of a clause tells how or when it was said.

        *Chanted [“Enough is enough” outside the town hall]*; *[asked if he trusted Lee], he said, [“I do.”]*.
        """
        r = self._r
        first, after = r.token_at(start), r.token_at(end)
        if not r.text[start].isupper() or not any(tag in FINITE for tag in r.tags[first:after]):
            return False
        if len(clause.ranges) > 1:
            begin, end = clause.ranges[0]
            return end - begin >= _ABOUT and clause.ranges[1][0] <= first and self.is_introduced(start)
        if clause.cue > first:
            return False  # “We will jail them” for it, she said
        tail = range(after, clause.ranges[0][1])
        return first <= clause.ranges[0][0] + 1 and len(tail) > 1 and not any(r.tags[i][0] in "VM" for i in tail)

    def _goes_before_a_deed(self, clause: Clause, start: int, end: int) -> bool:
        """Return whether the rest of a clause is what the speaker did next: *said, [“It is over,”] and left the room*.

        *[“It is over,”] she said, and left*, too. The deed has the tense of the cue, and no subject of its own.
        """
        r, (begin, limit) = self._r, clause.ranges[0]
        first, at = r.token_at(start), r.token_at(end)
        if not r.text[start].isupper() and r.text[end - 1] != ",":
            return False
        if len(clause.ranges) == 2 and first <= begin + 1 and limit <= at + 1 and limit <= clause.cue:
            at, limit = clause.ranges[1]
        elif len(clause.ranges) > 1 or not clause.cue < first <= begin + 2:  # behind a comma and a mark at most
            return False
        while at < limit and r.words[at] in _MARKS:
            at += 1
        if at >= limit or at < clause.cue or r.words[at] not in ("and", "but", "then"):
            return False
        deed = next((r.tags[i] for i in range(at + 1, limit) if r.tags[i] != "RB"), "")
        return deed == r.tags[clause.cue] and deed in ("VBD", "VBZ")
