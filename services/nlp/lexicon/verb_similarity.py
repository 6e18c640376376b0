"""Verb similarity: how near a word stands to the words of saying, thinking, wanting, judging, listed or not.

A list never ends. So for each group of classes of our own lists a direction in the space of word vectors is found, by
ridge regression, that parts their verbs from all other verbs; how far a word reaches along it is what the ranker of
clauses sees. Nothing of any corpus goes in but the vectors. Rounded: near enough for a kind of word, too coarse to know
one word from another.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from services.nlp.lexicon import word_lists
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.lexicon.word_vectors import word_vectors

GROUPS = {
    "saying": frozenset({"claim", "topic", "respond", "issue", "say", "tell", "ask", "write", "manner"}),
    "thinking": frozenset({"know", "feel", "think"}),
    "wanting": frozenset({"plan", "try", "urge", "refuse", "want"}),
    "judging": frozenset({"praise", "blame", "support", "oppose", "name", "judge"}),
    "affecting": frozenset({"affect"}),
    "showing": frozenset({"show", "act", "notice"}),
}
"""Classes of ``cues.tsv`` and ``attitudes.tsv`` that are taken together, by what their verbs do."""

_STEP = 0.05
_RIDGE = 1.0


class VerbSimilarity:
    """The direction of each group of verbs, and how far words reach along them."""

    def __init__(self, verbs: Verbs) -> None:
        self._vectors = word_vectors()
        listed, attitudes = word_lists.classes("cues.tsv"), word_lists.classes("attitudes.tsv")
        none: frozenset[str] = frozenset()
        known = [(word, v) for word in sorted(verbs.known) if (v := self._vectors.vector(word)) is not None]
        classes = [listed.get(word, none) | attitudes.get(word, none) for word, _ in known]
        table = np.array([np.append(v, 1.0) for _, v in known])
        member = np.array([[float(not c.isdisjoint(group)) for group in GROUPS.values()] for c in classes])
        self._directions = np.linalg.solve(table.T @ table + _RIDGE * np.eye(table.shape[1]), table.T @ member)
        self.of = lru_cache(maxsize=20_000)(self._of)

    def _of(self, word: str) -> tuple[float, ...]:
        """Return one number for each group, about 1 for its verbs and 0 for others; 0 for a word without a vector."""
        vector = self._vectors.vector(word)
        if vector is None:
            return (0.0,) * len(GROUPS)
        return tuple(round(float(x) / _STEP) * _STEP for x in np.append(vector, 1.0) @ self._directions)


@cache
def verb_similarity(verbs: Verbs) -> VerbSimilarity:
    """Return the similarity of words to groups of verbs, by the verbs of one model; made once for each."""
    return VerbSimilarity(verbs)
