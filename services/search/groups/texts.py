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
from array import array
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property

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


@dataclass(frozen=True)
class Text:
    """One text. Two articles with equal texts are interchangeable for all that groups are about."""

    words: array[int]
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
    def shingles(self) -> Sequence[int]:
        """The hashes of the words in a row, in order."""
        return _rows(self.words, SHINGLE_WORDS)

    @cached_property
    def different_shingles(self) -> frozenset[int]:
        """The same, each once."""
        return frozenset(self.shingles)

    @cached_property
    def different_words(self) -> frozenset[int]:
        """The words of the body, each once."""
        return frozenset(self.words)

    @cached_property
    def bands(self) -> Sequence[int]:
        """The bands by which texts of one story are found, ascending: 32-bit numbers, of which those share some."""
        rows = _rows(self.words, BAND_WORDS)
        window = min(max(BAND_WINDOW, len(rows) // BANDS), len(rows))
        chosen: set[int] = set()
        least: deque[int] = deque()  # places in the window whose hash is less than all that follow
        for place, row in enumerate(rows):
            while least and rows[least[-1]] >= row:
                least.pop()
            least.append(place)
            if least[0] <= place - window:
                least.popleft()
            if place >= window - 1:
                chosen.add(rows[least[0]])
        return sorted(chosen)[:MAX_BANDS]

    @cached_property
    def digest(self) -> int:
        """The identity of the text, 63 bits: the same for articles whose texts are equal."""
        title = sorted(self.title) if self.length < SHORT_WORDS else []
        parts = [self.words.tobytes(), array("I", title).tobytes(), str(self.day).encode()]
        hashed = hashlib.blake2b(b"|".join(parts), digest_size=8).digest()
        return int.from_bytes(hashed, "big") >> 1


def text_of(article: Article) -> Text | None:
    """Return an article's text; None where its body is too short to tell whose copy it is."""
    words = _hashes(article.body, MAX_WORDS)
    if len(words) < MIN_WORDS:
        return None
    published = article.published_at
    day = None if published is None else int(published.astimezone(UTC).timestamp() // _DAY_SECONDS)
    return Text(words, frozenset(_hashes(article.title, MAX_WORDS)), day)


def _hashes(text: str, most: int) -> array[int]:
    hashes = array("I")
    for match in _WORD.finditer(fold(text)):
        word = match[0]
        hashed = zlib.crc32(word.encode("utf-8", "surrogatepass"))
        hashes.append(hashed & ~1 if word.isalpha() else hashed | 1)
        if len(hashes) == most:
            break
    return hashes


def _rows(words: array[int], length: int) -> list[int]:
    """Return the hash of every ``length`` words in a row."""
    data, size = memoryview(words).cast("B"), words.itemsize
    crc32 = zlib.crc32
    return [crc32(data[place * size : (place + length) * size]) for place in range(len(words) - length + 1)]
