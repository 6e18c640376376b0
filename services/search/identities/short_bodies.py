"""Short bodies: acronyms (*DOJ*) and contractions (*NorthPost*) of bodies' names, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.search.identities.body_names import MAX_NAME_CHARS, WORD, body_words
from services.search.identities.evidence import CountedName
from shared.text import fold

_SMALL = frozenset(("the", "of", "and", "for", "on", "in", "to", "at", "a", "an", "de", "la"))
_MIN_ACRONYM = 2
_DOMINANT = 0.85
"""Share of the articles with names that a short form may stand for, that one of them has, for it to be its own."""
_MOSTLY = 0.5
"""Share of its articles in which a short form that is no acronym stands beside what it is short for; and share of these
in which it may stand beside another, too."""
_PARTS = re.compile(r"[A-Z][a-z]{2,}")
"""Of a contraction: *North*, *Post*."""
_CLIPPED = 4
"""Letters that a word has at most, to be the beginning of a longer one: *Fed*."""


def is_acronym(name: CountedName) -> bool:
    """Return whether a name is written as an acronym is."""
    letters = name.name.removeprefix("the ").replace(".", "")
    return letters.isupper() and len(letters) >= _MIN_ACRONYM


def is_short(name: CountedName) -> bool:
    """Return whether a name of one word may be short for a longer one."""
    return is_acronym(name) or bool(_parts(name.name))


def spelt_out(short: CountedName, named: Sequence[tuple[str, str, int]]) -> str | None:
    """Return the longer name that a short one stands for, of ids, names and articles of those that go with it."""
    longer = [(articles, id) for id, name, articles in named if _stands_for(short, name)]
    longer.sort(key=lambda name: (-name[0], name[1]))
    if not longer:
        return None
    (articles, id), *others = longer
    if articles >= _DOMINANT * sum(each for each, _ in longer):
        return id if is_acronym(short) or len(_parts(short.name)) > 1 or articles >= _MOSTLY * short.articles else None
    # *Fed* is beside one of them in most articles, and beside each of the others now and then.
    mostly = articles >= max(2, _MOSTLY * short.articles, others[0][0] / _MOSTLY)
    return id if mostly and not is_acronym(short) else None


def _stands_for(short: CountedName, long: str) -> bool:
    if is_acronym(short):
        return body_words(short.name)[0] in acronyms_of(long)
    return contracts(short.name, long)


def contracts(short: str, long: str) -> bool:
    """Return whether a word is made of the beginnings of a name's words, or is that of the first.

    >>> contracts("NorthPost", "Northern Post"), contracts("Fed", "Federal Reserve"), contracts("Fed", "Fedora")
    (True, True, False)
    """
    parts, words = _parts(short), body_words(long)
    if len(parts) == 1:
        return len(words) > 1 and _begins(words[0], parts[0])
    return len(parts) == len(words) and words != parts and all(map(str.startswith, words, parts))


def _begins(word: str, part: str) -> bool:
    return word.startswith(part) and len(word) >= len(part) + 2


def _parts(name: str) -> tuple[str, ...]:
    """Return the beginnings of words that a contraction is made of; none where it is a word as others are."""
    name = name.removeprefix("the ").removeprefix("The ")
    parts = tuple(part.lower() for part in _PARTS.findall(name))
    if "".join(parts) != name.lower() or (len(parts) == 1 and len(parts[0]) > _CLIPPED):
        return ()
    return parts


def acronyms_of(name: str) -> frozenset[str]:
    """Return the acronyms of a name: *Justice Department* is short *DOJ*, too."""
    words = WORD.findall(fold(name[:MAX_NAME_CHARS]))
    telling = [word for word in words if word not in _SMALL]
    if len(telling) < 2:
        return frozenset()
    acronyms = {"".join(word[0] for word in telling)}
    if telling[-1:] == ["department"] and len(words) == len(telling):
        acronyms.add("do" + "".join(word[0] for word in telling[:-1]))
    return frozenset(acronyms)
