"""Cues: the words that attribute, and their classes. The list is data (``cues.tsv``); a verb that is not listed may
still be a cue, and is only less likely one."""

from __future__ import annotations

from services.nlp.lexicon import word_lists
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.lexicon.verb_similarity import verb_similarity
from services.nlp.parse.reading import SUBJECTS, Reading

CLASSES = ("say", "tell", "ask", "write", "judge", "show", "think", "want", "deny", "manner", "topic", "loose")
"""The verb classes of ``cues.tsv``, as features know them."""

ATTITUDES = (
    *("claim", "topic", "respond", "issue", "show", "name", "praise", "blame", "support", "oppose", "urge", "plan"),
    *("try", "refuse", "act", "know", "notice", "feel", "affect"),
)
"""The verb classes of ``attitudes.tsv``."""

NOUNS = ("noun", "stance", "backer", "paper")
"""The noun classes of both."""

SPEAKING = frozenset({"say", "tell", "write", "ask"})

_NONE: frozenset[str] = frozenset()
_NOUNS = frozenset(NOUNS)
_SHARING = frozenset({"conj", "xcomp", "advcl", "acl", "ccomp", "pcomp", "prep", "dep", "parataxis"})


class Cues:
    """The cues of one article."""

    def __init__(self, reading: Reading, verbs: Verbs) -> None:
        self._r = reading
        self._verbs = verbs
        self._listed = word_lists.classes("cues.tsv")
        self._attitudes = word_lists.classes("attitudes.tsv")
        self._kinds: dict[int, frozenset[str]] = {}
        self._chains: dict[int, list[int]] = {}

    def verb_classes(self, token: int) -> frozenset[str]:
        """Return the classes of the verb at a token; none for unlisted verbs, for other words, and for -1."""
        if token < 0:
            return _NONE
        known = self._kinds.get(token)
        if known is None:
            word = self._r.words[token]
            if word == "according":
                known = frozenset({"say"})
            elif self._r.tags[token][0] == "V":
                known = self._listed.get(self._verbs.lemma(word), _NONE)
            else:
                known = _NONE
            self._kinds[token] = known
        return known

    def is_content_noun(self, token: int) -> bool:
        """Does the noun carry what somebody said: a statement, claims?"""
        word = self._r.words[token]
        return "noun" in self._listed.get(word, _NONE) or "noun" in self._listed.get(word.removesuffix("s"), _NONE)

    def attitude_classes(self, verb: int) -> frozenset[str]:
        """Return the finer classes of a verb, of speech and of much else; for clauses, not for quoted stretches."""
        if self._r.tags[verb][0] != "V":
            return _NONE
        return self._attitudes.get(self._verbs.lemma(self._r.words[verb]), _NONE)

    def verb_similarity(self, token: int) -> tuple[float, ...]:
        """Return how near a word stands to each group of verbs (saying, thinking …), listed or not."""
        return verb_similarity(self._verbs).of(self._verbs.lemma(self._r.words[token]))

    def noun_classes(self, token: int) -> frozenset[str]:
        """Return the classes of a noun, by either list; none for other words."""
        word, tag = self._r.words[token], self._r.tags[token]
        if tag[:2] != "NN":
            return _NONE
        one = word.removesuffix("s") if word not in self._attitudes else word
        one = word[:-3] + "y" if tag == "NNS" and word.endswith("ies") else one
        kinds = self._listed.get(word, self._listed.get(one, _NONE)) | self._attitudes.get(one, _NONE)
        return kinds & _NOUNS

    def is_mental(self, token: int) -> bool:
        """Is it an adjective of thought, feeling or will: *confident that …*?"""
        word = self._r.words[token]
        return "mental" in self._listed.get(word, _NONE) or "mental" in self._attitudes.get(word, _NONE)

    def chain(self, verb: int) -> list[int]:
        """Return a verb and those below that share its subject: *went on to say*, *smiled and said*."""
        if verb < 0:
            return []
        verbs = self._chains.get(verb)
        if verbs is None:
            r = self._r
            verbs, queue = [verb], [(verb, 0)]
            while queue and len(verbs) < 12:
                at, depth = queue.pop(0)
                for child in r.children[at]:
                    if r.deps[child] not in _SHARING or depth > 2:
                        continue
                    if r.tags[child][0] == "V":
                        if any(r.deps[g] in SUBJECTS for g in r.children[child]):
                            continue
                        verbs.append(child)
                    queue.append((child, depth + 1))
            self._chains[verb] = verbs
        return verbs
