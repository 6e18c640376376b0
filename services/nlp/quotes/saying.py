"""Sayings: a cue and the words that govern it, on which the modality of a content depends: *declined to say*."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from services.nlp.lexicon import word_lists
from services.nlp.lexicon.cues import SPEAKING
from services.nlp.parse.reading import SUBJECTS
from services.nlp.speakers.evidence import Evidence
from shared.models.values import Span

OPENING = 8
"""Words among which *whether* shows that somebody was pressed for an answer, *claims that* what was dismissed."""

_CLIMBED = frozenset({"xcomp", "pcomp", "prep", "acl", "ccomp", "conj", "acomp"})
_LONGEST = 6
"""Words of the longest chain."""


class Saying:
    """A cue and what governs it: *declined to say*, *is expected to go on and say*, *short of saying*."""

    def __init__(self, evidence: Evidence, cue: int, spans: Sequence[Span]) -> None:
        self.reading = r = evidence.reading
        self.cues = evidence.cues
        self._verbs = evidence.verbs
        self._listed = word_lists.classes("modality.tsv")
        self.cue = cue
        self.spans = spans
        """The pieces of the content."""
        self.chain = [cue]
        """The cue and what governs it, as far up as no other speaker comes in between."""
        above = self._above_noun(cue) if r.tags[cue][0] == "N" else self._above(cue)
        while above is not None and len(self.chain) < _LONGEST:
            self.chain.append(above)
            above = self._above(above)

    def is_listed(self, token: int, kind: str) -> bool:
        """Return whether ``modality.tsv`` has a word in a class."""
        return kind in self._listed.get(self.lemma(token), ())

    def lemma(self, token: int) -> str:
        """Return the base form of a verb, the singular of a noun, any other word as it is."""
        word, tag = self.reading.words[token], self.reading.tags[token]
        return self._verbs.lemma(word) if tag[0] == "V" else word.removesuffix("s") if tag == "NNS" else word

    def auxiliaries(self, verb: int) -> set[str]:
        """Return the auxiliaries of a verb, in small letters."""
        r = self.reading
        return {r.words[c] for c in self.outside(verb) if r.deps[c] == "aux" and r.tags[c] != "VBD"}  # 'd is had, too

    def before_subject(self, verb: int) -> set[str]:
        """Return the auxiliaries in front of the subject: *had he said*, *were he to say*, *at no point did he say*."""
        r = self.reading
        subject = next((c for c in r.children[verb] if r.deps[c] in SUBJECTS), -1)
        before = {r.words[c] for c in r.children[verb] if c < subject and r.deps[c] in ("aux", "auxpass")}
        return before | {r.words[verb]} if verb < subject else before

    def outside(self, at: int) -> Iterator[int]:
        """Return the tokens that hang on a word, those of the content left out."""
        return (c for c in self.reading.children[at] if not self._in_content(c))

    def after_nor(self, at: int) -> bool:
        """Return whether *nor* ties a word to the one before: *nor did she say*."""
        r = self.reading
        return r.deps[at] == "conj" and any(r.words[c] == "nor" for c in r.children[r.heads[at]])

    def reports_speech(self) -> bool:
        """Return whether it is speech that the cue refuses or plans: *plans to announce that …*."""
        r = self.reading
        return any(r.deps[c] == "xcomp" and self.cues.verb_classes(c) & SPEAKING for c in r.children[self.cue])

    def _above(self, at: int) -> int | None:
        """Return the governor of a word; None where there is none, or where another speaker comes in between."""
        r = self.reading
        head, dep = r.heads[at], r.deps[at]
        if head == at or dep not in _CLIMBED or self._in_content(head) or r.words[at] == "according":
            return None
        if dep == "conj" and (r.tags[at] != "VB" or self._has_subject(at) or self.after_nor(at)):
            return None
        if dep == "ccomp" and (r.tags[at] not in ("VB", "VBG") or self._has_subject(at)):
            return None
        return head

    def _above_noun(self, noun: int) -> int | None:
        """Return the verb whose object a noun is: *rejected the claim*; None where it has a source: *her claim*."""
        r = self.reading
        if any(r.deps[c] == "poss" or (r.deps[c] == "prep" and r.words[c] in ("by", "from")) for c in r.children[noun]):
            return None
        if r.deps[noun] == "pobj":
            return r.heads[r.heads[noun]]
        return r.heads[noun] if r.deps[noun] in ("dobj", "attr") else None

    def _in_content(self, token: int) -> bool:
        """Return whether a token stands in the content itself."""
        start = self.reading.starts[token]
        before = bisect_right(self.spans, start, key=lambda span: span[0])
        return before > 0 and start < self.spans[before - 1][1]

    def _has_subject(self, verb: int) -> bool:
        """Return whether a verb has a subject of its own."""
        return any(self.reading.deps[c] in SUBJECTS for c in self.reading.children[verb])
