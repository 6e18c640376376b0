"""Finding clauses: all that may be reported in one article, each in the lengths that it may have.

A clause hangs on a cue in one of a few ways: as its complement (*said that …*), around it (*…, she said, …*), after
"according to", below a noun (*her claim that …*), or split by it (*she is expected to …*). Parsers get the far end of
a clause wrong more often than its beginning, so that each clause comes in a few lengths. A ranker fitted on features
of the parse (:mod:`services.nlp.clauses.features`) decides which are attributions, and how long they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from services.nlp.clauses.clause_ends import ClauseEnds
from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.clauses.clause_spans import Clause, ClauseSpans
from services.nlp.clauses.frames import FrameClauses, is_view
from services.nlp.clauses.nouns import NounClauses
from services.nlp.clauses.phrases import Phrases
from services.nlp.clauses.refusals import PURPOSE
from services.nlp.clauses.verbs import VerbClauses
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.speakers.evidence import Evidence
from services.nlp.work_limits import CLAUSES

MAX_TOKENS = 250
"""Longest clause that is believed. Longer ones are lists and texts without punctuation, and would nest without end."""

LAST_BREAK, FIRST_BREAK, LAST_PART, FIRST_PART, SENTENCE = range(1, 6)
"""Where a clause ends: before its last or first comma, dash or coordinate clause; before the last or first phrase that
stands behind its head; with the sentence."""

_BREAKS = frozenset({",", "—", "–", "--", ";", "-", ":", "("})
_REPORTING = frozenset({"complement", "around", "according", "heard"})
_LOOSE = frozenset({"wide", "oblique", "object", "heard", "rest"})
_WHOLE = frozenset({"around", "according", "colon", "passive", "affects", "relative"})
_RUNNING_ON = frozenset({"complement", "infinitive", "object", "wide"})
_TRAILING = 2
_PAST = frozenset({"VBD", "VBN", "VBZ", "VBP"})
_BEHIND = frozenset({"prep", "relcl", "acl", "advcl", "appos", "npadvmod", "conj", "advmod"})


class Clauses:
    """Finds the clauses of one article."""

    def __init__(self, evidence: Evidence) -> None:
        self._r = evidence.reading
        self._cues = evidence.cues
        self._spans = ClauseSpans(evidence.reading)
        self._sources = ClauseSources(evidence)
        self._clause_ends = ClauseEnds(evidence)
        self._verbs = VerbClauses(evidence, self._sources)
        self._nouns = NounClauses(evidence, self._sources)
        self._frames = FrameClauses(evidence.reading, self._sources)
        self._phrases = Phrases(evidence, self._sources)

    def all(self) -> list[Clause]:
        """Return every clause, in the order of the cues, without features; of more than ``CLAUSES`` the first."""
        r = self._r
        clauses: list[Clause] = []
        for cue, tag in enumerate(r.tags):
            if r.words[cue] == "according":
                clauses += self._frames.according(cue)
            elif r.words[cue] == "to" and tag == "IN":
                clauses += self._frames.to_whom(cue)
            elif r.words[cue] == "per" and tag == "IN":
                clauses += self._frames.per(cue)
            elif r.words[cue] == "put" and tag in _PAST and (put := self._frames.put(cue)):
                clauses += put
            elif tag[0] == "V":
                clauses += self._by_each(self._verbs.of_verb(cue), self._sources.of_verb(cue))
                clauses += self._phrases.of_verb(cue)
            elif tag in ("NN", "NNS"):
                of_noun = self._nouns.of_noun(cue)
                clauses += self._by_each(of_noun, self._nouns.sources(cue)) if of_noun else []
                if is_view(r.words[cue]):
                    clauses += self._frames.in_view(cue)
            elif tag == "JJ":
                clauses += self._nouns.of_adjective(cue)
        clauses += self._frames.colons()
        self._begin_behind_that(clauses)
        for clause in clauses:
            clause.ranges = self._clause_ends.cut(clause)
        for clause in clauses:
            classes = self._cues.verb_classes(clause.cue)
            clause.reports = clause.way in _REPORTING and bool(classes & SPEAKING) and "loose" not in classes
        believed = (c for c in self._lengths(clauses) if c.ranges[-1][1] - c.ranges[0][0] <= MAX_TOKENS)
        return list(islice(believed, CLAUSES.of(len(r.text))))

    @staticmethod
    def _by_each(clauses: list[Clause], sources: list[int]) -> Iterator[Clause]:
        """Return the clauses by the likeliest source, and by the second, where there is one."""
        yield from clauses
        if len(sources) > 1:
            yield from (replace(c, speaker=sources[1], second=True) for c in clauses if c.speaker == sources[0])

    def _begin_behind_that(self, clauses: list[Clause]) -> None:
        """Begin what is said behind the "that": *said in a statement on Monday that [it rained]*."""
        r = self._r
        for clause in clauses:
            if clause.way not in _LOOSE or not clause.ranges or not self._cues.verb_classes(clause.cue) & SPEAKING:
                continue
            first, after = clause.ranges[0]
            for i in range(first, min(after - 2, first + 14)):
                if r.words[i] == "that" and r.tags[i] == "IN" and r.words[i - 1] not in PURPOSE:
                    clause.ranges = [(i + 1, after)]
                if r.words[i] == "that" or r.tags[i] in ("VBD", "VBZ", "VBP", "MD"):
                    break

    def _lengths(self, clauses: list[Clause]) -> Iterator[Clause]:
        """Return each clause as parsed, and ended wherever else it may end."""
        for clause in clauses:
            if not clause.ranges:
                continue
            yield clause
            first, after = clause.ranges[0]
            if len(clause.ranges) > 1 or clause.way in _WHOLE or first < clause.cue:
                continue  # what stands before its cue ends where that begins
            seen = {after}
            for cut, at in self._ends(clause, first, after):
                part = self._spans.stripped(first, at)
                if part and part[1] not in seen:
                    seen.add(part[1])
                    yield replace(clause, ranges=[part], cut=cut, features=[])

    def _ends(self, clause: Clause, first: int, after: int) -> Iterator[tuple[int, int]]:
        """Return why a clause may end earlier or later than parsed, and before which token."""
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
            yield from ((LAST_PART, r.lefts[c]) for c in self._trailing(head, after, first + MAX_TOKENS))
        if clause.way in _REPORTING:
            yield SENTENCE, r.sentence_span(r.sentences[clause.cue])[1]

    def _trailing(self, head: int, after: int, beyond: int) -> Iterator[int]:
        """Return the heads of the phrases that a clause ends with, each a part of the one before.

        From ``beyond`` on none is looked for: what was left of the clause would be too long to be believed.
        """
        r = self._r
        at, phrases = head, 0
        while phrases < _TRAILING and at < beyond and r.children[at] and r.children[at][-1] > at:
            inner = [c for c in r.children[at] if at < c < after and r.deps[c] != "punct"]
            if not inner:
                return
            at = inner[-1]
            if self._may_go(at):
                phrases += 1
                yield at

    def _may_go(self, token: int) -> bool:
        return self._r.deps[token] in _BEHIND and self._r.words[token] != "of"

    def _breaks(self, token: int) -> bool:
        """Whether a clause may end before this token: a comma or a dash, or an "and" with a verb of its own."""
        r = self._r
        word = r.words[token]
        if word in _BREAKS:
            if r.words[token + 1] == "that" and r.deps[token + 1] == "mark":
                return False  # testified that she was ill, that she was tired and that …
            return not (word in ",-" and r.tags[token + 1][0] in "JC" and r.tags[token - 1][0] == r.tags[token + 1][0])
        if r.tags[token] == "CC":
            return any(r.deps[c] == "conj" and c > token and r.tags[c][0] == "V" for c in r.children[r.heads[token]])
        return False
