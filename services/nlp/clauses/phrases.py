"""Set phrases that report: *Lee let it be known that …*; *Lee made it clear, after a week of talks, that …*.

Hardly anything else is meant by them, and a parser often tears their clause off, so that they are read word by word.
"""

from __future__ import annotations

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.clauses.clause_spans import Clause, ClauseSpans
from services.nlp.parse.reading import FINITE, Reading
from services.nlp.speakers.evidence import Evidence

_ENDS = {
    "make": frozenset({"clear", "plain", "known"}),
    "let": frozenset({"known", "slip"}),
    "put": frozenset({"record"}),
}
"""The last word of each phrase, by the lemma of its verb: *made it clear*, *let slip*, *put it on record*."""
_BETWEEN = frozenset({"it", "be", "on", "the", "crystal"})
_ADVERBS = frozenset({"RB", "RBR"})
_REACH = 5
"""Tokens from the verb to the end of its phrase at most."""
_FAR = 32
"""Tokens from the phrase to the *that* of its clause at most."""
_STOPS = frozenset({".", "!", "?", ";", ":", "“", '"', "\n", "\n\n"})
_BEGINNING = frozenset({"PRP", "DT", "NNP", "NNPS", "EX", "PRP$", "NNS"})
_UNSAID = frozenset({"must", "should", "could", "may", "might", "can", "ought"})
"""Modals of what nobody has said yet."""


def last_of_phrase(reading: Reading, verb: int, lemma: str) -> int:
    """Return the last token of the phrase that a verb begins, or -1: *made it abundantly [clear]*."""
    ends = _ENDS.get(lemma)
    if ends is None:
        return -1
    for at in range(verb + 1, min(len(reading), verb + 1 + _REACH)):
        if reading.words[at] in ends:
            return at
        if reading.words[at] not in _BETWEEN and reading.tags[at] not in _ADVERBS:
            return -1
    return -1


class Phrases:
    """Finds the clauses of set phrases in one article."""

    def __init__(self, evidence: Evidence, sources: ClauseSources) -> None:
        self._r = evidence.reading
        self._verbs = evidence.verbs
        self._spans = ClauseSpans(evidence.reading)
        self._sources = sources

    def of_verb(self, verb: int) -> list[Clause]:
        """Return the clause of the phrase that a verb begins; none where nobody who can speak says it."""
        r = self._r
        last = last_of_phrase(r, verb, self._verbs.lemma(r.words[verb]))
        if last < 0 or self._is_unsaid(verb):
            return []
        speakers = self._sources.of_verb(verb)
        that = self._that(last, r.sentence_span(r.sentences[verb])[1])
        if not speakers or that < 0 or not self._sources.may_speak(speakers[0]):
            return []
        head = self._head(that)
        after = r.rights[head] + 1 if r.lefts[head] >= that else r.sentence_span(r.sentences[verb])[1]
        part = self._spans.stripped(that + 1, after)
        cue = last if r.tags[last] == "JJ" else verb
        return [Clause(cue, speakers[0], [part], "complement", head, phrase=True)] if part and head > that else []

    def _is_unsaid(self, verb: int) -> bool:
        """Return whether nothing was said: *did not let slip that …*; *failed to make it clear that …*."""
        r = self._r
        if any(r.deps[c] == "neg" or r.words[c] in _UNSAID for c in r.children[verb]):
            return True
        return r.tags[verb] == "VB" and not any(r.tags[c] == "MD" for c in r.children[verb])

    def _that(self, last: int, after: int) -> int:
        """Return the token before the content: the *that* of the phrase, or its end where the content follows."""
        r = self._r
        if r.words[last + 1 : last + 2] != ["that"] and self._begins(last + 1, after):
            return last
        for at in range(last + 1, min(after, last + _FAR)):
            if r.words[at] in _STOPS:
                return -1
            if r.words[at] == "that" and (r.tags[at] == "IN" or self._begins(at + 1, after)):
                return at
        return -1

    def _begins(self, at: int, after: int) -> bool:
        return at < after and self._r.tags[at] in _BEGINNING

    def _head(self, that: int) -> int:
        """Return the verb that *that* opens a clause of; else the first finite one behind it, or -1."""
        r = self._r
        if r.deps[that] == "mark" and r.heads[that] > that:
            return r.heads[that]
        after = r.sentence_span(r.sentences[that])[1]
        verb = next((i for i in range(that + 1, after) if r.tags[i] in FINITE), -1)
        return r.heads[verb] if verb >= 0 and r.deps[verb] in ("aux", "auxpass") else verb
