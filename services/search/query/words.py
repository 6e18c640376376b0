"""Words of a text, as search sees them: defined once, for indexing, for queries and for highlights.

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

from Stemmer import Stemmer

from services.search.query.runs import Remembered
from shared.text import fold

MAX_WORD_CHARS = 100
"""Longer ones are cut there. No word is longer; runs of base64 are, and engines refuse or split terms of over 255."""

_FORMS_KEPT = 2**16
"""Spellings whose forms are remembered, about 20 MB when full: the words of a day's news, several times over."""


class Token(NamedTuple):
    """One word in a text, of which it is ``text[start:end]``."""

    start: int
    end: int
    exact: str
    """Folded, not stemmed: phrases match this."""
    stem: str
    """Folded and stemmed: single words match this."""


def _marks() -> str:
    """Return the combining marks below U+10000 as ranges of a regular expression's character class."""
    marks = (c for c in range(0x300, 0x10000) if unicodedata.category(chr(c)).startswith("M"))
    ranges = (list(run) for _, run in groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0]))
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in ranges)


MARKS = _marks()
"""Combining marks; like the three that follow, the inside of a regular expression's character class."""
SPACELESS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Han characters, hiragana and katakana."""
INVISIBLE = "\u00ad\u200c\u200d\u2060\ufeff"
"""Soft hyphens, joiners and stray byte order marks stand inside words without being a part of them."""
APOSTROPHES = "'’ʼ＇"
LETTER = rf"[^\W_{SPACELESS}]"
_SILENT = rf"[{MARKS}{INVISIBLE}]"
_LETTERS = rf"{LETTER}+(?:{_SILENT}+{LETTER}*)*"
WORD = re.compile(rf"[{SPACELESS}][{MARKS}]*|{_LETTERS}(?:[{APOSTROPHES}]{_LETTERS})*")
"""One word, as it is written."""
_FOREIGN = re.compile(rf"[^\w'{MARKS}]|_")
_STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(INVISIBLE))

_stemmer = Stemmer("english", 0)  # 0: it remembers nothing itself
_stemming = Lock()
"""The stemmer keeps the word it works on in itself, so threads take turns (seldom: forms are remembered)."""


def words(text: str) -> list[Token]:
    """Return the words of ``text`` in order. Linear in its length; a million characters take about half a second."""
    return [token for match in WORD.finditer(text) if (token := token_of(match))]


def token_of(match: re.Match[str]) -> Token | None:
    """Return the token of a match of :data:`WORD`; None for the few letters that fold to nothing."""
    written = _without_possessive(match[0])
    exact, stem = _forms(written[:MAX_WORD_CHARS])
    if not exact:  # such as a lone iota subscript
        return None
    start = match.start()
    return Token(start, start + len(written), exact, stem)


def stems_and_exact(text: str) -> tuple[str, str]:
    """Return the words of ``text`` for an index, stemmed and as they are: ten times as fast as :func:`words`, which
    says where each stands. Single spaces are between them; no word holds a space, nor ASCII but ``a-z0-9'``."""
    runs = text.split()
    return _joined(_STEMS, runs), _joined(_EXACT, runs)


def stems(text: str) -> str:
    """Return the stems of ``text``, as :func:`stems_and_exact` does."""
    return _joined(_STEMS, text.split())


def exact(text: str) -> str:
    """Return the folded words of ``text`` with single spaces between them."""
    return _joined(_EXACT, text.split())


def _joined(forms: Remembered[str], runs: list[str]) -> str:
    return "".join(map(forms.__getitem__, runs))[1:]


def _without_possessive(written: str) -> str:
    return written[:-2] if written[-2:-1] in APOSTROPHES and written[-1] in "sS" and len(written) > 2 else written


def _forms_in(run: str) -> list[tuple[str, str]]:
    """Return the forms of each word in a run; one longer than any word is cut before it is remembered."""
    return [_forms(_without_possessive(written)[:MAX_WORD_CHARS]) for written in WORD.findall(run)]


_STEMS = Remembered(lambda run: "".join([f" {stem}" for _, stem in _forms_in(run) if stem]))
_EXACT = Remembered(lambda run: "".join([f" {exact}" for exact, _ in _forms_in(run) if exact]))
"""The words of a run of characters, each after a space: no word goes beyond one."""


@lru_cache(maxsize=_FORMS_KEPT)
def _forms(written: str) -> tuple[str, str]:
    # Folding decomposes ligatures and the like, ㈠ to (一); characters that are not a part of a word go.
    exact = _FOREIGN.sub("", fold(written.translate(_STRAIGHT)))[:MAX_WORD_CHARS]
    return exact, _stem(exact)


@lru_cache(maxsize=_FORMS_KEPT)
def _stem(exact: str) -> str:
    with _stemming:
        stem: str = _stemmer.stemWord(exact)
        return stem
