"""Texts as they are compared: the words of an article as numbers, and the bands by which copies of it are found.

A band is the hash of six words in a row. Of all rows of six, those are chosen whose hash is the least within a window
that slides over the text (winnowing: Schleimer, Wilkerson and Aiken 2003). Two texts that have a run of words in common
choose the same bands in it, wherever it stands, however long the rest is: so a cut text meets the whole one, which
signatures of whole texts (MinHash) miss as soon as their lengths differ.
"""

from __future__ import annotations

import hashlib
import re
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.search.query.runs import Remembered
from services.search.query.words import SPACELESS
from shared.models.articles import Article
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
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""Of the polynomial that makes one number of the words of a row; odd, so that no word's bits are lost."""

_SKETCH_BITS = 13
"""Binary digits of a place in a sketch, which has 8,192 then, 1 kB: a usual article sets a twelfth of them."""

Hashes = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.uint64]


class Sketch(NamedTuple):
    """Sketch of a text, a fifteenth of what comparing it takes: it tells most texts that have little in common."""

    length: int
    """Words of the text."""
    digest: int
    places: int
    """A bit for each place to which one of its rows of words leads: such a number is compared faster than an array."""

    def lacks(self, other: Sketch) -> int:
        """Return how many different rows ``other`` lacks of this text, at least."""
        return (self.places & ~other.places).bit_count()


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
        words = self.words.astype(np.uint64)
        rows = np.zeros(max(0, len(words) - SHINGLE_WORDS + 1), np.uint64)
        for place in range(SHINGLE_WORDS):
            rows *= _FACTOR
            rows += words[place : place + len(rows)]
        return rows

    @cached_property
    def ascending_shingles(self) -> Rows:
        """The same, ascending."""
        return np.sort(self.shingles)

    @cached_property
    def sketch(self) -> Sketch:
        """The text in little space."""
        places = np.zeros(2**_SKETCH_BITS, bool)
        places[self.shingles >> np.uint64(64 - _SKETCH_BITS)] = True
        return Sketch(self.length, self.digest, int.from_bytes(np.packbits(places).tobytes(), "big"))

    @cached_property
    def different_words(self) -> Hashes:
        """The words of the body, each once, ascending."""
        return np.unique(self.words)

    @cached_property
    def bands(self) -> Sequence[int]:
        """The bands by which texts of one story are found, ascending: 32-bit numbers, of which those share some."""
        rows = checksums(self.words, BAND_WORDS)
        window = min(max(BAND_WINDOW, len(rows) // BANDS), len(rows))
        bands: list[int] = np.unique(least(rows, window))[:MAX_BANDS].tolist()
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
    words = _hashes(body)
    if len(words) < MIN_WORDS:
        return None
    day = None if published is None else int(published // _DAY_SECONDS)
    return Text(words, frozenset(_hashes(title).tolist()), day)


def checksums(numbers: Hashes, count: int) -> Hashes:
    """Return the CRC-32 of the bytes of each run of so many numbers, as :func:`zlib.crc32` has it, all at once."""
    sums = np.full(max(0, len(numbers) - count + 1), 0xFFFFFFFF, np.uint32)
    lower, upper = _CRC_OF_HALVES
    for place in range(count):
        sums ^= numbers[place : place + len(sums)]
        halves = sums.view(np.uint16)
        sums = lower.take(halves[_LOWER::2]) ^ upper.take(halves[1 - _LOWER :: 2])
    return ~sums


def _crc_of_halves() -> tuple[Hashes, Hashes]:
    """Return what a CRC makes of each value of the lower and of the upper half of the 32 bits that it takes in."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ 0xEDB88320, table >> 1).astype(np.uint32)
    tables = [table]  # for the highest byte first
    for _ in range(3):
        tables.append(table[tables[-1] & 0xFF] ^ tables[-1] >> 8)
    fourth, third, second, first = tables
    lower, upper = second[:, None] ^ first, fourth[:, None] ^ third
    return lower.ravel(), upper.ravel()


_CRC_OF_HALVES = _crc_of_halves()
_LOWER = 0 if sys.byteorder == "little" else 1
"""Where the lower half of a number stands in memory."""


def least(rows: Hashes, window: int) -> Hashes:
    """Return the least number in each run of ``window``: of runs that double in length, the last two overlap."""
    least, length = rows, 1
    while 2 * length <= window:
        least, length = np.minimum(least[:-length], least[length:]), 2 * length
    rest = window - length
    return np.minimum(least[: len(least) - rest], least[rest:]) if rest else least


def _hashes(text: str) -> Hashes:
    return np.frombuffer(b"".join(map(_HASHES.__getitem__, text.split()))[: MAX_WORDS * 4], np.uint32)


def _hashes_in(run: str) -> bytes:
    """Return the hashes of the words in a run of characters: no word goes beyond one."""
    return np.array([*map(_hash, _WORD.findall(fold(run)))], np.uint32).tobytes()


def _hash(word: str) -> int:
    hashed = zlib.crc32(word.encode("utf-8", "surrogatepass"))
    return hashed & ~1 if word.isalpha() else hashed | 1


_HASHES = Remembered(_hashes_in)
