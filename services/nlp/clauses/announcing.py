"""Announcing nouns: whose words a noun and a colon announce: *Her answer: “Wait.”*; *Lee's message is simple: wait*.

And whose they are where a phrase without a verb tells it right before: *It was, in the words of Ann Lee, “a mess”*.
"""

from __future__ import annotations

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.lexicon import word_lists
from services.nlp.parse.reading import CLOSING
from services.nlp.speakers.evidence import Evidence

_LABEL = 12
"""Tokens before the colon at most."""
_COPULAS = frozenset({"is", "was", "'s", "’s"})
_BEING = _COPULAS | {"were", "are"}
_BEHIND = CLOSING | {","}
_STOPS = frozenset({".", "!", "?", ";", "\n", "\n\n"})
_MARKS = frozenset({"“", '"', "``", "‘", "'", "''", "„", "«", " "})


class AnnouncingNouns:
    """Finds the nouns that announce words in one article."""

    def __init__(self, evidence: Evidence, sources: ClauseSources) -> None:
        self._r = evidence.reading
        self._sources = sources

    def before(self, first: int) -> tuple[int, int | None] | None:
        """Return the owner and the cue, each a token, of what begins at a token and a colon or a phrase announces."""
        r, at = self._r, first - 1
        while at > 0 and r.words[at] in _MARKS:
            at -= 1
        if at < 1:
            return None
        if r.words[at] == ",":
            return self._in_the_words(at) or self._per(max(0, at - _LABEL), at)
        if r.words[at] == ":" and r.text[r.starts[first]].isupper() and (blunt := self._blunt(at)):
            return blunt
        return self._labelled(at) if r.words[at] in (":", "?") else None

    def behind(self, after: int) -> tuple[int, int] | None:
        """Return the source and the cue of what ends before a token, where *per* names who says it: *“…,” per Lee*."""
        words, at = self._r.words, after
        while at < len(words) and words[at] in _BEHIND:
            at += 1
        return self._per(at, min(len(words), at + 2))

    def _per(self, first: int, after: int) -> tuple[int, int] | None:
        """Return the source and the cue that *per* names between two tokens: *per Lee, “…”*."""
        for cue in range(first, after):
            source = self._sources.per(cue) if self._r.words[cue] == "per" else -1
            if source >= 0:
                return source, cue
        return None

    def _blunt(self, colon: int) -> tuple[int, int | None] | None:
        """Return who is how before a colon and a quote: *Lee was blunt: “No.”*; *Lee is full of praise: “Great.”*."""
        r = self._r
        for verb in range(max(1, colon - _LABEL), colon):
            how = next((c for c in r.children[verb] if r.deps[c] == "acomp" and r.rights[c] == colon - 1), -1)
            subjects = [c for c in r.children[verb] if r.deps[c] == "nsubj" and c < verb]
            if r.words[verb] in _BEING and how >= 0 and subjects:
                speaker, negated = self._sources.person(subjects[0]), any(r.deps[c] == "neg" for c in r.children[verb])
                return (speaker, None if negated else how) if self._sources.is_somebody(speaker) else None
        return None

    def _labelled(self, colon: int) -> tuple[int, int] | None:
        """Return whose answer, message, advice it is: *Her answer:*; *Lee's advice to the young is simple:*."""
        r = self._r
        begin = r.token_at(r.paragraphs[r.paragraph_of(r.starts[colon])][0])
        first = next((i + 1 for i in range(colon - 1, begin - 1, -1) if r.words[i] in _STOPS), begin)
        if not 0 < colon - first <= _LABEL:
            return None
        verbs = [i for i in range(first, colon) if r.tags[i][0] == "V" or r.tags[i] == "MD"]
        for noun in range(first, colon):
            owners = self._sources.possessors(noun) if self._announces(noun) else []
            if owners and first <= owners[0] < noun and self._stands_alone(noun, verbs, colon):
                return owners[0], noun
        return None

    def _stands_alone(self, noun: int, verbs: list[int], colon: int) -> bool:
        """Return whether a noun is what the colon stands for: no verb follows but *is*, with no object."""
        r = self._r
        if not verbs:
            return True
        plain = len(verbs) == 1 and r.words[verbs[0]] in _COPULAS and noun < verbs[0] and r.words[colon] == ":"
        return plain and r.deps[noun] == "nsubj" and r.heads[noun] == verbs[0]

    def _announces(self, noun: int) -> bool:
        classes = word_lists.of_noun("acts.tsv", self._r.words[noun])
        return self._r.tags[noun] in ("NN", "NNS") and "noun:says" in classes

    def _in_the_words(self, comma: int) -> tuple[int, int] | None:
        """Return whose words they are: *in the words of Ann Lee, “…”*."""
        r = self._r
        for of in range(comma - 2, max(2, comma - _LABEL), -1):
            if r.words[of - 3 : of + 1] == ["in", "the", "words", "of"]:
                owners = [self._sources.person(c) for c in r.children[of] if r.deps[c] == "pobj"]
                return (owners[0], of - 3) if owners and owners[0] < comma else None
        return None
