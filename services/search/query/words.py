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
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby, islice
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
_LETTER = rf"[^\W_{_SPACELESS}]"
_INSIDE = rf"{_LETTER}|[{_marks()}{_INVISIBLE}]"
_WORD = re.compile(
    rf"[{_SPACELESS}][{_marks()}]*|[^\W_{_SPACELESS}](?:{_INSIDE})*(?:[{_APOSTROPHES}][^\W_{_SPACELESS}](?:{_INSIDE})*)*"
)
_SPACELESS_AT = re.compile(f"[{_SPACELESS}]")
_AFTER_SPACELESS = re.compile(f"[{_SPACELESS}][{_APOSTROPHES}]?(?=[a-zA-Z0-9])")
_OTHER_START = re.compile(
    rf"[^\x00-\x7f](?:(?<=[{_SPACELESS}])|(?<={_LETTER})(?<!{_LETTER}.)(?<!{_LETTER}[{_APOSTROPHES}].))", re.DOTALL
)
"""Where words begin with what is not ASCII."""
_UNFINISHED = re.compile(rf"{_LETTER}(?:[{_marks()}{_INVISIBLE}])*[{_APOSTROPHES}]?\Z")
_FIRST_MARK = "\u00ad"
_FOREIGN = re.compile(rf"[^\w'{_marks()}]|_")
_STRAIGHT = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_INVISIBLE))

_stemmer = EnglishStemmer()
_stemming = Lock()
"""The stemmer keeps the word it works on in itself, so threads take turns (seldom: forms are remembered)."""


def words(text: str) -> list[Token]:
    """The words of ``text`` in order. Linear in its length; a million characters take about half a second."""
    return [token for match in _WORD.finditer(text) if (token := _token(match))]


def words_beginning(text: str, beginnings: frozenset[str]) -> list[Token]:
    """The words of ``text`` of which the exact form or the stem begins with the first two letters of one of
    ``beginnings``, and some others; in order.

    For a few beginnings in a European text ten to fifty times as fast as all :func:`words`: most are passed over by one
    look at one character.
    """
    starts = [match.start() for match in _plain(beginnings).finditer(text)]
    if not text.isascii():
        for match in _OTHER_START.finditer(text):
            starts.append(match.start())
            if after := _AFTER_SPACELESS.match(text, match.start()):
                starts.append(after.end())
        starts = sorted(start for start in set(starts) if not _goes_on(text, start))
    found = (_WORD.match(text, start) for start in starts)
    return [token for match in found if match and (token := _token(match))]


def gap(text: str, first: Token, second: Token, most: int | None = None) -> int:
    """How many words of ``text`` stand between two of them; counted no further than ``most``."""
    begin = _WORD.match(text, first.start)
    between = _WORD.finditer(text, begin.end() if begin else first.end, second.start)
    return sum(1 for _ in islice((match for match in between if match[0].isascii() or _token(match)), most))


def _token(match: re.Match[str]) -> Token | None:
    written = match[0]
    if written[-2:-1] in _APOSTROPHES and written[-1] in "sS" and len(written) > 2:
        written = written[:-2]
    exact, stem = _forms(written[:MAX_WORD_CHARS])
    if not exact:  # a few letters fold to nothing, such as a lone iota subscript
        return None
    start = match.start()
    return Token(start, start + len(written), exact, stem)


@lru_cache(maxsize=2**10)
def _plain(beginnings: frozenset[str]) -> re.Pattern[str]:
    """Where words begin with one of these in ASCII, or with its first letter and something that may fold to the second.

    A stem keeps its word's first two letters, but for ``die`` from ``dying``. Compiled for nearly every query, so there
    are no classes of other characters in it: one takes milliseconds to compile.
    """
    seconds: dict[str, set[str]] = {}
    for first, second in {(form[:1], form[1:2]) for form in beginnings}:
        seconds.setdefault(first, set()).update({"i", "y"} if second == "i" else {second})
    ways = [
        f"(?<=[{first}{first.upper()}])" + ("" if "" in then else f"(?=[{_cases(then)}]|[^\\x00-\\x7f])")
        for first, then in sorted(seconds.items())
        if first.isascii() and first.isalnum()
    ]
    apart = "".join(rf"(?<![^\W_]{apostrophe}.)" for apostrophe in _APOSTROPHES)
    firsts = _cases(first for first in seconds if first.isascii() and first.isalnum())
    return re.compile(rf"[{firsts}](?:{'|'.join(ways)})(?<![^\W_].){apart}" if ways else r"(?!)", re.DOTALL)


def _cases(letters: Iterable[str]) -> str:
    """Those of the letters that are ASCII, small and capital, for a character class."""
    return "".join(letter + letter.upper() for letter in sorted(letters) if letter.isascii()) or "'"


def _goes_on(text: str, at: int) -> bool:
    """Whether a word goes on at a letter that has no other one before it, but perhaps marks of one."""
    before = text[at - 1 : at]
    if before < _FIRST_MARK and (before != "'" or text[at - 2 : at - 1] < _FIRST_MARK):
        return False  # in almost all cases
    return not _SPACELESS_AT.match(text, at) and bool(_UNFINISHED.search(text, max(0, at - MAX_WORD_CHARS), at))


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
