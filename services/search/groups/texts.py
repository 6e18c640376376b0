"""Texts as they are compared: the words of an article as numbers, and the bands by which copies of it are found.

A band is the hash of six words in a row. Of all rows of six, those are chosen whose hash is the least within a window
that slides over the text (winnowing: Schleimer, Wilkerson and Aiken 2003). Two texts that have a run of words in common
choose the same bands in it, wherever it stands, however long the rest is: so a cut text meets the whole one, which
signatures of whole texts (MinHash) miss as soon as their lengths differ.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from services.search.query.words import SPACELESS
from shared.models import Article
from shared.text import fold

MIN_WORDS = 12
"""Shorter bodies are in no group: a line such as "Read more on our page" is nobody's copy."""

MAX_WORDS = 4_000
"""Words of a body that are compared, its first: six times a usual article. Cut copies keep the beginning."""

SHORT_WORDS = 40
"""Shorter texts are told apart by their titles, too: *Sets quarterly dividend of 20 cents* is any company's."""

BAND_WORDS = 6
BAND_WINDOW = 6
BANDS = 16
"""A window has a :data:`BANDS`-th of the text, and at least :data:`BAND_WINDOW` places, so that a text has some 25
bands whatever its length. Of the 48 labelled pairs of one story, each shares at least 3."""

MAX_BANDS = 64
"""More, by a text that is made for it, are not looked up: the least ones are."""

SHINGLE_WORDS = 5
"""Words in a row that two texts are compared by."""

_WORD = re.compile(rf"[{SPACELESS}]|[^\W_{SPACELESS}]+(?:[.,](?=\d)[^\W_{SPACELESS}]+)*")
"""A word, or a figure with its points and commas: 1,979,000 is one."""
_DAY_SECONDS = 86_400
_WORDS_KEPT = 2**16
"""Words whose hashes are remembered, some 10 MB when full: those of a day's news, several times over."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""Of the polynomial that makes one number of the words of a row; odd, so that no word's bits are lost."""

Hashes = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Text:
    """One text. Two articles with equal texts are interchangeable for all that groups are about."""

    words: Hashes
    """Of the body: a 32-bit hash for each word, odd for what has a digit in it."""
    title: frozenset[int]
    """The words of the title."""
    day: int | None
    """Of publication, in days from 1970 (UTC); None: undated."""

    @property
    def length(self) -> int:
        """Words that are compared."""
        return len(self.words)

    @cached_property
    def shingles(self) -> Rows:
        """The hashes of the words in a row, in order."""
        rows = np.zeros(max(0, len(self.words) - SHINGLE_WORDS + 1), np.uint64)
        for place in range(SHINGLE_WORDS):
            rows = rows * _FACTOR + self.words[place : place + len(rows)]
        return rows

    @cached_property
    def ascending_shingles(self) -> Rows:
        """The same, ascending."""
        return np.sort(self.shingles)

    @cached_property
    def different_words(self) -> Hashes:
        """The words of the body, each once, ascending."""
        return np.unique(self.words)

    @cached_property
    def bands(self) -> Sequence[int]:
        """The bands by which texts of one story are found, ascending: 32-bit numbers, of which those share some."""
        data, size = self.words.tobytes(), self.words.itemsize
        rows = np.array(
            [
                zlib.crc32(data[start : start + BAND_WORDS * size])
                for start in range(0, len(data) - (BAND_WORDS - 1) * size, size)
            ],
            np.uint32,
        )
        window = min(max(BAND_WINDOW, len(rows) // BANDS), len(rows))
        least = np.lib.stride_tricks.sliding_window_view(rows, window).min(axis=1)
        bands: list[int] = np.unique(least)[:MAX_BANDS].tolist()
        return bands

    @cached_property
    def digest(self) -> int:
        """The identity of the text, 63 bits: the same for articles whose texts are equal."""
        title = sorted(self.title) if self.length < SHORT_WORDS else []
        parts = [self.words.tobytes(), np.array(title, np.uint32).tobytes(), str(self.day).encode()]
        hashed = hashlib.blake2b(b"|".join(parts), digest_size=8).digest()
        return int.from_bytes(hashed, "big") >> 1


def text_of(article: Article) -> Text | None:
    """Return an article's text; None where its body is too short to tell whose copy it is."""
    published = article.published_at
    seconds = None if published is None else published.astimezone(UTC).timestamp()
    return text_from(article.title, article.body, seconds)


def text_from(title: str, body: str, published: float | None) -> Text | None:
    """Return the text of an article from what is compared, see :func:`text_of`; ``published``: seconds from 1970."""
    words = np.array(_hashes(body), np.uint32)
    if len(words) < MIN_WORDS:
        return None
    return Text(words, frozenset(_hashes(title)), None if published is None else int(published // _DAY_SECONDS))


def _hashes(text: str) -> list[int]:
    return [*map(_hash, _WORD.findall(fold(text))[:MAX_WORDS])]


@lru_cache(maxsize=_WORDS_KEPT)
def _hash(word: str) -> int:
    hashed = zlib.crc32(word.encode("utf-8", "surrogatepass"))
    return hashed & ~1 if word.isalpha() else hashed | 1
