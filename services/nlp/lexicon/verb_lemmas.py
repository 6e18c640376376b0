"""Verb lemmas: the base form of a verb, from the tables that come with the spaCy model."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from services.nlp.parse.model import verb_tables

if TYPE_CHECKING:
    from spacy.language import Language


class Verbs:
    """Looks verbs up one at a time. The model's own lemmatizer would do every word, at a tenth of the parse's time."""

    def __init__(self, nlp: Language) -> None:
        self._tables = verb_tables(nlp)
        self.known = self._tables.lemmas
        """All verbs that the model knows."""
        self.lemma = lru_cache(maxsize=20_000)(self._lemma)

    def describes(self, word: str) -> bool:
        """Return whether a word is an adjective or a form of a verb: *crooked*, *bashing*."""
        small = word.lower()
        return small in self._tables.adjectives or self.lemma(small) in self.known

    def _lemma(self, word: str) -> str:
        """Return the lemma of a verb in small letters, ``said`` -> ``say``; one that no table knows as it is."""
        tables = self._tables
        if word in tables.irregular:
            return tables.irregular[word][0]
        if word in tables.lemmas:
            return word
        for old, new in tables.rules:
            if word.endswith(old):
                stem = word[: len(word) - len(old)] + new
                if stem in tables.lemmas:
                    return stem
        return word
