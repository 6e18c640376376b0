"""Word vectors: what is known of 580,000 words by themselves, namely vectors and which lists of names they are in.

The table lies in ``word_vectors.npz``; ``services/nlp/fitting/word_table.py`` makes it, and says from what. The tagger
reads both, the similarity of verbs the vectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from spacy.strings import get_string_id

from services.nlp.fitted_files import check_names

Floats = npt.NDArray[np.float32]

LISTS = (
    "first", "last", "city", "town", "part", "country", "region", "org", "title", "person", "body", "bodies", "people",
)  # fmt: skip
"""Lists that a word may be in, a bit each: a first or last name, a city, a smaller town, a part of such a name, of a
country's or a US state's; the noun of a body; a title; what a person is called; a body's name, a part of one; a people
or what is theirs."""

WIDTH = 64
"""Numbers in the vector of a word."""


class WordVectors:
    """The table of words. A row is looked up by the lower 32 bits of spaCy's hash of the word."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self._keys: npt.NDArray[np.uint32] = stored["keys"]
        self._rows: npt.NDArray[np.uint16] = stored["rows"]
        self._lists: npt.NDArray[np.uint16] = stored["kinds"]
        self._vectors: Floats = stored["vectors"].astype(np.float32) / stored["unit"]

    def row(self, key: int) -> int | None:
        """Return the row of the word with this hash; None where the table has none."""
        short = np.uint32(key & 0xFFFFFFFF)
        at = int(np.searchsorted(self._keys, short))
        return at if at < len(self._keys) and self._keys[at] == short else None

    def lists_of(self, row: int) -> int:
        """Return the lists that the word in a row is in: bit *n* for ``LISTS[n]``."""
        return int(self._lists[row])

    def vector_of(self, row: int) -> Floats | None:
        """Return the vector of the word in a row, as it is stored; None where it is only in lists."""
        at = self._rows[row]
        return self._vectors[at] if at < len(self._vectors) else None

    def vector(self, word: str) -> Floats | None:
        """Return the vector of a word in small letters, of length 1; None where it has none."""
        row = self.row(get_string_id(word))
        vector = None if row is None else self.vector_of(row)
        return None if vector is None else cast("Floats", vector / max(float(np.linalg.norm(vector)), 1e-6))


@cache
def word_vectors() -> WordVectors:
    """Load the table that comes with this package, once.

    Raises :class:`~services.nlp.fitted_files.FittedFileMismatch` where it was made for other lists.
    """
    path = files("services.nlp.lexicon").joinpath("word_vectors.npz")
    with as_file(path) as file, np.load(file) as stored:
        arrays = dict(stored)
    check_names("word_vectors.npz", "lists", arrays["kind_names"].tolist(), LISTS, "services.nlp.fitting.word_table")
    return WordVectors(arrays)


def is_listed(word: str, *lists: str) -> bool:
    """Return whether a word, as it is written or with a capital, is in one of the :data:`LISTS`."""
    table = word_vectors()
    wanted = sum(1 << LISTS.index(name) for name in lists)
    rows = (table.row(get_string_id(form)) for form in {word, word.title()})
    return any(table.lists_of(row) & wanted for row in rows if row is not None)
