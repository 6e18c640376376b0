"""Words of a text, as search sees them: defined once, for what is indexed, what is asked and what is highlighted.

A word is a run of letters, digits and their marks, with apostrophes inside (``don't``, ``O’Brien``); a possessive
``'s`` is cut off, accents and case are folded, and English stemming joins ``elections`` to ``election``. There are
no stop words: "to be or not to be" can be found. Chinese and Japanese, written without spaces, have a word per
character, so that a name in them is found as its characters next to each other.

An index does not have to repeat these rules: :func:`stems` and :func:`exact` give a text as words with single spaces
between them, which any engine can split. Positions are the same in both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from threading import Lock
from typing import NamedTuple

from snowballstemmer.english_stemmer import EnglishStemmer

from shared.text import fold

MAX_WORD_CHARS = 100
"""What is longer is cut there. No word is; runs of base64 are, and engines refuse or split terms of over 255."""

_FORMS_KEPT = 2**16
"""Spellings whose forms are remembered, about 20 MB when full: the words of a day's news, several times over."""


class Token(NamedTuple):
    """One word in a text, of which it is ``text[start:end]``."""

    start: int
    end: int
    exact: str
    """Folded, not stemmed: what phrases match."""
    stem: str
    """Folded and stemmed: what single words match."""


def _marks() -> str:
    """The combining marks below U+10000 as ranges of a regular expression's character class."""
    marks = (c for c in range(0x300, 0x10000) if unicodedata.category(chr(c)).startswith("M"))
    ranges = (list(run) for _, run in groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0]))
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in ranges)


_SPACELESS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Han characters, hiragana and katakana."""
_INVISIBLE = "\u00ad\u200c\u200d\u2060\ufeff"
"""Soft hyphens, joiners and stray byte order marks stand inside words without being a part of them."""
_APOSTROPHES = "'’ʼ＇"
_INSIDE = rf"[^\W_{_SPACELESS}]|[{_marks()}{_INVISIBLE}]"
_WORD = re.compile(
    rf"[{_SPACELESS}][{_marks()}]*|[^\W_{_SPACELESS}](?:{_INSIDE})*(?:[{_APOSTROPHES}][^\W_{_SPACELESS}](?:{_INSIDE})*)*"
)
_FOREIGN = re.compile(rf"[^\w'{_marks()}]|_")
_STRAIGHT = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_INVISIBLE))

_stemmer = EnglishStemmer()
_stemming = Lock()
"""The stemmer keeps the word it works on in itself, so threads take turns (seldom: forms are remembered)."""


def words(text: str) -> list[Token]:
    """The words of ``text`` in order. Linear in its length; a million characters take about half a second."""
    found = []
    for match in _WORD.finditer(text):
        written = match.group()
        if written[-2:-1] in _APOSTROPHES and written[-1] in "sS" and len(written) > 2:
            written = written[:-2]
        exact, stem = _forms(written[:MAX_WORD_CHARS])
        if exact:  # a few letters fold to nothing, such as a lone iota subscript
            found.append(Token(match.start(), match.start() + len(written), exact, stem))
    return found


def stems(text: str) -> str:
    """The stems of ``text`` with single spaces between them. No word holds a space, nor ASCII but ``a-z0-9'``."""
    return " ".join(token.stem for token in words(text))


def exact(text: str) -> str:
    """The folded words of ``text`` with single spaces between them."""
    return " ".join(token.exact for token in words(text))


@lru_cache(maxsize=_FORMS_KEPT)
def _forms(written: str) -> tuple[str, str]:
    # Folding decomposes ligatures and the like, ㈠ to (一); what is no part of a word goes.
    exact = _FOREIGN.sub("", fold(written.translate(_STRAIGHT)))[:MAX_WORD_CHARS]
    with _stemming:
        return exact, _stemmer.stemWord(exact)
