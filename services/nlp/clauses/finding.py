"""Finds the candidates in one article, each in the lengths that it may have.

A clause hangs on a cue in one of a few ways: as its complement (*said that …*), around it (*…, she said, …*), after
"according to", below a noun (*her claim that …*), or split by it (*she is expected to …*). Parsers get the far end of
a clause wrong more often than its beginning, so that each clause comes in a few lengths. A ranker fitted on features
of the parse (:mod:`services.nlp.clauses.features`) decides which are attributions, and how long they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from services.nlp.clauses.clause_ends import ClauseEnds
from services.nlp.clauses.clause_spans import Clause, Parts
from services.nlp.clauses.frames import AroundClauses, views
from services.nlp.clauses.nouns import NounClauses
from services.nlp.clauses.verbs import VerbClauses
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.speakers.evidence import Evidence

MAX_TOKENS = 250
"""Longest clause that is believed. Longer ones are lists and texts without punctuation, and would nest without end."""

LAST_BREAK, FIRST_BREAK, LAST_PART, FIRST_PART, SENTENCE = range(1, 6)
"""Where a clause ends: before its last or first comma, dash or coordinate clause; before the last or first phrase that
stands behind its head; with the sentence."""

_BREAKS = frozenset({",", "—", "–", "--", ";", "-", ":", "("})
_REPORTING = frozenset({"complement", "around", "according", "heard"})
_LOOSE = frozenset({"wide", "oblique", "object", "heard", "rest"})
_WHOLE = frozenset({"around", "according", "colon", "passive", "affects", "relative"})
_CLIPPED = frozenset(
    {"complement", "infinitive", "object", "wide", "heard", "rest", "noun", "adjective", "gerund", "oblique"}
)
_RUNNING_ON = frozenset({"complement", "infinitive", "object", "wide"})
_TRAILING = 2
_BEHIND = frozenset({"prep", "relcl", "acl", "advcl", "appos", "npadvmod", "conj", "advmod"})


class Clauses:
    """Finds the candidates in one article."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._cues = evidence.cues
        self._parts = Parts(evidence)
        self._ends_of = ClauseEnds(evidence)
        self._verbs = VerbClauses(self._parts)
        self._nouns = NounClauses(self._parts)
        self._around = AroundClauses(self._parts)

    def all(self) -> list[Clause]:
        """Every candidate, in the order of the cues, without features."""
        r = self._r
        found: list[Clause] = []
        for cue, tag in enumerate(r.tags):
            if r.words[cue] == "according":
                found += self._around.according(cue)
            elif tag[0] == "V":
                found += self._guessed(self._verbs.of(cue), self._parts.sources(cue))
            elif tag in ("NN", "NNS"):
                clauses = self._nouns.of_noun(cue)
                found += self._guessed(clauses, self._nouns.sources(cue)) if clauses else []
                if views(r.words[cue]):
                    found += self._around.in_view(cue)
            elif tag == "JJ":
                found += self._nouns.of_adjective(cue)
        found += self._around.colons()
        self._begin_behind_that(found)
        self._clip(found)
        for clause in found:
            kinds = self._cues.verb_classes(clause.cue)
            clause.reports = clause.way in _REPORTING and bool(kinds & SPEAKING) and "loose" not in kinds
        return [c for c in self._lengths(found) if c.ranges[-1][1] - c.ranges[0][0] <= MAX_TOKENS]

    @staticmethod
    def _guessed(clauses: list[Clause], sources: list[int]) -> Iterator[Clause]:
        """The clauses by the likeliest source, and by the second, where there is one."""
        yield from clauses
        if len(sources) > 1:
            yield from (replace(c, speaker=sources[1], second=True) for c in clauses if c.speaker == sources[0])

    def _begin_behind_that(self, found: list[Clause]) -> None:
        """What is said begins behind the "that": *said in a statement on Monday that [it rained]*."""
        r = self._r
        for clause in found:
            if clause.way not in _LOOSE or not clause.ranges or not self._cues.verb_classes(clause.cue) & SPEAKING:
                continue
            first, after = clause.ranges[0]
            for i in range(first, min(after - 2, first + 14)):
                if r.words[i] == "that" and r.tags[i] == "IN":
                    clause.ranges = [(i + 1, after)]
                if r.words[i] == "that" or r.tags[i] in ("VBD", "VBZ", "VBP", "MD"):
                    break

    def _clip(self, found: list[Clause]) -> None:
        """End each where what was said ends, and begin it where that begins."""
        r = self._r
        for clause in found:
            kept = []
            for first, after in clause.ranges:
                if clause.way in _CLIPPED and first > clause.cue:
                    first, after = self._ends_of.clipped(first, after, clause.head, clause.cue)
                elif clause.way in ("around", "according"):
                    first, after = self._around_semicolons(first, after, clause.cue)
                part = self._parts.stripped(first, after) if after > first else None
                if part:
                    kept.append(part)
            clause.ranges = kept

    def _around_semicolons(self, first: int, after: int, cue: int) -> tuple[int, int]:
        """What stands on the cue's side of a semicolon."""
        for i in range(first, after):
            if self._r.words[i] == ";":
                if i < cue:
                    first = i + 1
                else:
                    return first, i
        return first, after

    def _lengths(self, found: list[Clause]) -> Iterator[Clause]:
        """Each clause as parsed, and ended where it may end else."""
        for clause in found:
            if not clause.ranges:
                continue
            yield clause
            first, after = clause.ranges[0]
            if len(clause.ranges) > 1 or clause.way in _WHOLE or first < clause.cue:
                continue  # what stands before its cue ends where that begins
            seen = {after}
            for cut, at in self._ends(clause, first, after):
                part = self._parts.stripped(first, at)
                if part and part[1] not in seen:
                    seen.add(part[1])
                    yield replace(clause, ranges=[part], cut=cut, features=[])

    def _ends(self, clause: Clause, first: int, after: int) -> Iterator[tuple[int, int]]:
        r = self._r
        breaks = [i for i in range(first + 2, min(after - 1, first + MAX_TOKENS)) if self._breaks(i)]
        if breaks:
            yield LAST_BREAK, breaks[-1]
            yield FIRST_BREAK, breaks[0]
        head = clause.head
        if first <= head < after and clause.way in _RUNNING_ON:
            behind = [c for c in r.children[head] if c > head and self._may_go(c)]
            if behind:
                yield FIRST_PART, r.lefts[behind[0]]
            yield from ((LAST_PART, r.lefts[c]) for c in self._trailing(head, after))
        if clause.way in _REPORTING:
            yield SENTENCE, r.sentence_span(r.sentences[clause.cue])[1]

    def _trailing(self, head: int, after: int) -> Iterator[int]:
        """The phrases that a clause ends with, each a part of the one before."""
        r = self._r
        at, found = head, 0
        while found < _TRAILING and r.children[at] and r.children[at][-1] > at:
            inner = [c for c in r.children[at] if at < c < after and r.deps[c] != "punct"]
            if not inner:
                return
            at = inner[-1]
            if self._may_go(at):
                found += 1
                yield at

    def _may_go(self, token: int) -> bool:
        return self._r.deps[token] in _BEHIND and self._r.words[token] != "of"

    def _breaks(self, token: int) -> bool:
        """May a clause end before this token: a comma or a dash, or an "and" with a verb of its own?"""
        r = self._r
        word = r.words[token]
        if word in _BREAKS:
            return not (word in ",-" and r.tags[token + 1][0] in "JC" and r.tags[token - 1][0] == r.tags[token + 1][0])
        if r.tags[token] == "CC":
            return any(r.deps[c] == "conj" and c > token and r.tags[c][0] == "V" for c in r.children[r.heads[token]])
        return False
