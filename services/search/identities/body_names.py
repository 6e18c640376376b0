"""Names of bodies: the words that tell one from others."""

from __future__ import annotations

import re
from functools import lru_cache

from shared.text import fold

MAX_NAME_CHARS = 200
"""Characters of a name that are looked at."""

WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*\.?")
_COUNTRIES = ("us", "usa")
_ABBREVIATED = {
    "EU": ("european", "union"), "LA": ("los", "angeles"), "NY": ("new", "york"), "UN": ("united", "nations"),
}  # fmt: skip
"""Words in capitals that others write in full, where more words follow: *U.N. Security Council*, *NY Courier*."""
_SIDE = re.compile(r"(?:pro|anti)-[A-Z]\w+ (?=[A-Z])")
"""Whose side a body is on: *the pro-Lee Harbour Fund*."""
_FORMS = frozenset(["inc", "corp", "corporation", "co", "company", "ltd", "llc", "plc", "ag", "gmbh", "channel"])


@lru_cache(maxsize=2**14)
def body_words(name: str) -> tuple[str, ...]:
    """Return the words of a body's name that tell it from others: small letters, no country before, no legal form
    behind, no full stops, no *pro-Lee* before, *UN* in full, and *Department of X* as *X Department*.

    >>> body_words("U.S. Department of Justice")
    ('justice', 'department')
    >>> body_words("the F.B.I.")
    ('fbi',)
    """
    shown = _SIDE.sub("", name[:MAX_NAME_CHARS])
    words = [word.replace(".", "").replace("’", "'") for word in WORD.findall(fold(shown))]
    if words[:1] == ["the"] and len(words) > 1:
        words.pop(0)
    first = shown.removeprefix("the ").removeprefix("The ").partition(" ")[0].replace(".", "")
    if len(words) > 1 and first in _ABBREVIATED and first.lower() == words[0]:
        words[:1] = _ABBREVIATED[first]
    words = [word.removesuffix("'s") for word in words]
    if words[:2] == ["united", "states"] and len(words) > 2:
        words = words[2:]
    while len(words) > 1 and words[0] in ("the", *_COUNTRIES):
        words.pop(0)
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    if len(words) > 2 and words[0] in ("department", "ministry") and words[1] == "of":
        words = [*words[2:], words[0]]
    return tuple(words)


def abbreviated_from(word: str) -> list[str]:
    """Return the abbreviations, in small letters, whose first word in full this is: *un* of *united*."""
    return [short.lower() for short, full in _ABBREVIATED.items() if full[0] == word]
