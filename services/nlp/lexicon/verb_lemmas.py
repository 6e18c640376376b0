"""The base form of a verb, from the tables that come with the spaCy model."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from spacy.language import Language


class Verbs:
    """Looks verbs up one at a time. The model's own lemmatizer would do every word, at a tenth of the parse's time."""

    def __init__(self, nlp: Language) -> None:
        tables = cast("Any", nlp.get_pipe("lemmatizer")).lookups
        self.known: frozenset[str] = frozenset(tables.get_table("lemma_index")["verb"])
        """All verbs that the model knows."""
        self._irregular: dict[str, list[str]] = dict(tables.get_table("lemma_exc")["verb"])
        self._rules: list[tuple[str, str]] = [(old, new) for old, new in tables.get_table("lemma_rules")["verb"]]
        self.lemma = lru_cache(maxsize=20_000)(self._lemma)

    def _lemma(self, word: str) -> str:
        """``said`` -> ``say``. ``word`` is lower case; one that no table knows comes back as it is."""
        if word in self._irregular:
            return self._irregular[word][0]
        if word in self.known:
            return word
        for old, new in self._rules:
            if word.endswith(old):
                stem = word[: len(word) - len(old)] + new
                if stem in self.known:
                    return stem
        return word
