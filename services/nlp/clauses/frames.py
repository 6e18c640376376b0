"""Frames: clauses that are a sentence or a line less what attributes it.

*According to Ann Lee, …*; *per Ann Lee, …*; *in her view, …*; *in the words of Ann Lee, …*; *as she put it, …*;
*Ann Lee: …*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.clauses.clause_spans import Clause, ClauseSpans
from services.nlp.parse.reading import FINITE, SUBJECTS, Reading

_VIEWS = frozenset(
    {"view", "opinion", "words", "mind", "eyes", "telling", "estimation", "estimate", "account", "judgment"}
    | {"admission"}
)
_SEEMING = frozenset({"is", "was", "are", "were", "looks", "looked", "seems", "seemed", "sounds", "sounded"})
"""Verbs of how things are to somebody: *to Ann Lee, the port is a disgrace*."""
_VERBS = frozenset({"VBD", "VBZ", "VBP", "MD", "IN", "VBN"})
_OPENING = frozenset({"“", '"', "``", "‘", "„", "«"})
_LABEL_CHARS, _LABEL_TOKENS = 60, 7


class FrameClauses:
    """Finds the clauses in frames of one article."""

    def __init__(self, reading: Reading, sources: ClauseSources) -> None:
        self._r = reading
        self._spans = ClauseSpans(reading)
        self._sources = sources

    def according(self, cue: int) -> list[Clause]:
        """Return the clauses of *according to Ann Lee, …*; none where no source follows."""
        r = self._r
        to = next((c for c in r.children[cue] if r.words[c] == "to"), -1)
        source = next((c for c in r.children[to] if r.deps[c] == "pobj"), -1) if to >= 0 else -1
        if source < 0:
            return []
        return self._sentence(cue, self._sources.end_of_name(source))

    def per(self, cue: int) -> list[Clause]:
        """Return the clauses of *per Ann Lee, …*; none of a measure: *two a head, per day*."""
        source = self._sources.per(cue)
        return [replace(clause, phrase=True) for clause in self._sentence(cue, source)] if source >= 0 else []

    def in_view(self, noun: int) -> list[Clause]:
        """Return the clauses of *in her view, …*; *in Ann Lee's words, …*; none where it is nobody's view."""
        r = self._r
        preposition = r.heads[noun]
        owners = self._sources.possessors(noun) or self._of(noun)
        if r.words[preposition] not in ("in", "to", "by") or r.deps[noun] != "pobj" or not owners:
            return []
        return self._sentence(preposition, owners[0])

    def to_whom(self, cue: int) -> list[Clause]:
        """Return the clauses of *To Ann Lee, the port is a disgrace*; none where she is given or told something."""
        r = self._r
        first = r.sentence_span(r.sentences[cue])[0]
        who = next((c for c in r.children[cue] if r.deps[c] == "pobj"), -1)
        verb = r.heads[cue]
        if first != cue or who < 0 or r.deps[verb] != "ROOT" or r.words[verb] not in _SEEMING:
            return []
        speaker = self._sources.end_of_name(who)
        alone = r.words[speaker + 1 : speaker + 2] == [","] and r.rights[who] <= speaker + 1
        subject = any(c > who and r.deps[c] in SUBJECTS for c in r.children[verb])
        return self._sentence(cue, speaker) if alone and subject and self._sources.is_person(speaker) else []

    def put(self, verb: int) -> list[Clause]:
        """Return the clauses of *as Ann Lee put it, …*; none of another *put*, or where words in marks follow."""
        r = self._r
        subject = next((c for c in r.children[verb] if r.deps[c] == "nsubj"), -1)
        marked = any(r.words[c] == "as" for c in r.children[verb])
        quoted = any(word in _OPENING for word in r.words[verb + 2 : verb + 4])
        if quoted or not marked or subject < 0 or r.words[verb + 1 : verb + 2] != ["it"] or r.heads[verb] == verb:
            return []
        return self._sentence(verb, self._sources.person(subject))

    def _of(self, noun: int) -> list[int]:
        """Return whose words, view or opinion it is: *in the words of Ann Lee*."""
        r = self._r
        if not any(r.deps[c] in ("det", "poss") for c in r.children[noun]):
            return []  # in view of the rain
        ties = (c for c in r.children[noun] if r.words[c] == "of" and noun == c - 1)
        return [self._sources.person(child) for tie in ties for child in r.children[tie] if r.deps[child] == "pobj"]

    def _sentence(self, cue: int, speaker: int) -> list[Clause]:
        """Return the sentence without the phrase that the cue heads, and the clause that this phrase hangs on."""
        r = self._r
        first, after = r.sentence_span(r.sentences[cue])
        begin, end, verb = r.lefts[cue], self._end(cue, speaker), r.heads[cue]
        if r.words[verb] == "as" and verb == cue - 1:  # as per the police
            begin, verb = verb, r.heads[verb]
        clauses = [Clause(cue, speaker, self._spans.without(first, after, begin, end), "according", verb)]
        if r.lefts[verb] <= cue <= r.rights[verb] and (r.lefts[verb] > first or r.rights[verb] + 1 < after - 1):
            near = self._spans.without(max(first, r.lefts[verb]), min(after, r.rights[verb] + 1), begin, end)
            clauses.append(Clause(cue, speaker, near, "according", verb, 1))
        return clauses

    def _end(self, cue: int, speaker: int) -> int:
        """Return the token after a phrase that attributes, which has no subject: *in Lee's words, the port* is two."""
        r = self._r
        end = r.rights[cue] + 1
        apposed = speaker + 2 < end < len(r) and r.words[speaker + 1] == "," and r.tags[end] in FINITE
        return speaker + 1 if apposed else end

    def colons(self) -> Iterator[Clause]:
        """Return the lines that begin with who says them: *Ann Lee: Taxes are too high*."""
        r = self._r
        for begin, end in r.paragraphs:
            colon = r.text.find(":", begin, min(end, begin + _LABEL_CHARS))
            if colon < 0 or not r.text[colon + 1 : colon + 2].isspace():
                continue
            first, at = r.token_at(begin), r.token_at(colon)
            if not first < at <= first + _LABEL_TOKENS or at >= len(r) or r.words[at] != ":":
                continue
            if any(r.tags[i] in _VERBS for i in range(first, at)):
                continue
            part = self._spans.stripped(at + 1, r.token_at(end))
            if part:
                yield Clause(at, self._sources.end_of_name(at - 1), [part], "colon", part[0])


def is_view(word: str) -> bool:
    """Whether a noun tells of somebody's way of seeing things: *view*, *opinion*."""
    return word in _VIEWS
