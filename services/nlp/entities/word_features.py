"""Word features: a word by itself as the tagger's network sees it, namely its vector, its lists and its shape."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from spacy.strings import get_string_id

from services.nlp.lexicon.word_vectors import LISTS, WIDTH, WordVectors

Floats = npt.NDArray[np.float32]

SHAPES = (
    "title_case", "upper_case", "one_capital", "capital_inside", "has_digit", "all_digits", "hyphen", "dot_inside",
    "no_alphanumeric", "lower_case", "blank", "address_sign", "short_upper_case", "beyond_ascii", "over_eight",
    "initial",
)  # fmt: skip
"""What the letters of a word look like, a number each: see :func:`_shape`."""

NAMES = (
    *(f"vector_{n}" for n in range(WIDTH)), "no_vector", *(f"in_list_{name}" for name in LISTS),
    *(f"shape_{name}" for name in SHAPES),
)  # fmt: skip
"""Names of the numbers that describe a word, in order."""

TITLE_CASE, UPPER_CASE, LOWER_CASE = (NAMES.index(f"shape_{case}_case") for case in ("title", "upper", "lower"))
"""Where in the description of a word its case stands."""

_REMEMBERED = 50_000  # words whose description is kept: 20 MB


def _shape(word: str) -> tuple[bool, ...]:
    """Return what the letters of a word look like, in the order of ``SHAPES``."""
    upper = len(word) > 1 and word.isupper()
    return (
        word[0].isupper() and not upper, upper, len(word) == 1 and word.isupper(),
        not upper and any(c.isupper() for c in word[1:]), any(c.isdigit() for c in word), word.isdigit(),
        "-" in word, len(word) > 1 and "." in word, not any(c.isalnum() for c in word),
        word.isalpha() and word.islower(), word.isspace(), word[0] in "@#", upper and len(word) <= 4,
        word.isalpha() and not word.isascii(), len(word) > 8, len(word) == 2 and word[1] == ".",
    )  # fmt: skip


class WordFeatures:
    """Describes words; remembers those that it has described, since texts repeat them."""

    def __init__(self, vectors: WordVectors) -> None:
        self._vectors = vectors
        self._known: dict[int, Floats] = {}

    def describe(self, key: int, word: str) -> Floats:
        """Return the description of a word, ``NAMES`` long; ``key`` is spaCy's hash of it.

        A word in capitals is read as the same word in small letters, too.
        """
        description = self._known.get(key)
        if description is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            description = self._known[key] = self._describe(key, word)
        return description

    def _describe(self, key: int, word: str) -> Floats:
        table = self._vectors
        looked_up = [table.row(key)]
        shouted = len(word) > 3 and word.isupper()
        if shouted:
            looked_up.append(table.row(get_string_id(word.title())))
        if word.endswith("."):
            looked_up.append(table.row(get_string_id(word[:-1])))
        rows = [row for row in looked_up if row is not None]
        vectors = [vector for row in rows if (vector := table.vector_of(row)) is not None]
        description = np.zeros(len(NAMES), np.float32)
        if vectors:
            description[:WIDTH] = vectors[-1 if shouted else 0]
        else:
            description[WIDTH] = 1
        bits = 0
        for row in rows:
            bits |= table.lists_of(row)
        for n in range(len(LISTS)):
            description[WIDTH + 1 + n] = bits >> n & 1
        description[-len(SHAPES) :] = _shape(word)
        return description
