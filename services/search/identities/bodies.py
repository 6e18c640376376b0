"""Bodies: the names of one organisation: *the Justice Department*, *U.S. Department of Justice*, *DOJ*, *F.B.I.*"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from services.search.identities.evidence import CountedName, Evidence, company_of
from services.search.identities.resolutions import Resolution
from shared.text import fold

MAX_NAME_CHARS = 200
"""Characters of a name that are looked at."""

_WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*\.?")
_SMALL = frozenset(("the", "of", "and", "for", "on", "in", "to", "at", "a", "an", "de", "la"))
_COUNTRIES = ("us", "usa")
_FORMS = frozenset(["inc", "corp", "corporation", "co", "company", "ltd", "llc", "plc", "ag", "gmbh", "channel"])
_OFFICES = (("department",), ("ministry",))
"""Last words that articles leave out: *the Treasury*."""
_SHORT = 4
"""Letters of a word that keeps its *s*."""
_MIN_ACRONYM = 2
_DOMINANT = 0.85
"""Share of the articles with names of the same initials that one of them has, for an acronym to be its own."""


@lru_cache(maxsize=2**14)
def body_words(name: str) -> tuple[str, ...]:
    """Return the words of a body's name that tell it from others: small letters, no country before, no legal form
    behind, no full stops, and *Department of X* as *X Department*.

    >>> body_words("U.S. Department of Justice")
    ('justice', 'department')
    >>> body_words("the F.B.I.")
    ('fbi',)
    """
    words = [word.replace(".", "").replace("’", "'") for word in _WORD.findall(fold(name[:MAX_NAME_CHARS]))]
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


def resolve_bodies(word: str, evidence: Evidence) -> list[Resolution]:
    """Return which body the names mean whose first word is ``word``.

    Names with the same telling words are one body's, in one number or the other (*Port Harbour*, *Port Harbours*), and
    so are *ABC* and *ABC News*, and *Treasury* and *Treasury Department* in common company. An acronym is that of the
    longer name with these initials which articles shorten so, or else name beside it; where two such names are common,
    it is a body of its own.
    """
    named = evidence.names_with(word, "org")
    own = [(name, body_words(name.name)) for name in named]
    own = [(name, words) for name, words in own if words[:1] == (word,)]
    together: dict[tuple[str, ...], list[CountedName]] = defaultdict(list)
    for name, words in own:
        together[_singular(words)].append(name)
    for words in [words for words in together if words[-1:] in _OFFICES and words[:-1] in together]:
        if _in_company(together[words], together[words[:-1]], evidence):
            together[words[:-1]] += together.pop(words)
    for words in [words for words in together if words[-1:] == ("news",) and words[:-1] in together]:
        together[words[:-1]] += together.pop(words)
    resolutions = []
    for words, names in together.items():
        first = min(names, key=lambda name: (-name.articles, name.id))
        long = None
        if len(words) == 1 and (acronyms := [name for name in names if is_acronym(name)]):
            long = _spelt_out(word, [(name.id, name.name, name.articles) for name in named])
            long = long or _spelt_out(word, _beside(acronyms, evidence))
        resolutions += [Resolution(name.id, long or first.id) for name in names]
    return resolutions


def _singular(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without the number of those behind the first, by which names are looked up."""
    return (*words[:1], *(w[:-1] if len(w) > _SHORT and w[-1] == "s" and w[-2] != "s" else w for w in words[1:]))


def _in_company(some: Sequence[CountedName], others: Sequence[CountedName], evidence: Evidence) -> bool:
    """Return whether somebody is named beside names of both, or one beside the other."""
    company = [set(company_of(row for name in names for row in evidence.rows(name.id))) for names in (some, others)]
    ids = [{name.id for name in names} for names in (some, others)]
    return not (company[0] | ids[0]).isdisjoint(company[1] | ids[1])


def _beside(names: Sequence[CountedName], evidence: Evidence) -> list[tuple[str, str, int]]:
    """Return the bodies that articles with one of these names give, and how many do."""
    company = company_of(row for name in names for row in evidence.rows(name.id))
    ids = [id for id in company if id.startswith("org:")]
    return [(id, id.partition(":")[2].replace("-", " "), company[id]) for id in ids]


def is_acronym(name: CountedName) -> bool:
    """Return whether a name is written as an acronym is."""
    letters = name.name.removeprefix("the ").replace(".", "")
    return letters.isupper() and len(letters) >= _MIN_ACRONYM


def _spelt_out(acronym: str, named: Sequence[tuple[str, str, int]]) -> str | None:
    """Return the longer name that an acronym stands for, of ids, names and articles of those that go with it."""
    longer = [(articles, id) for id, name, articles in named if acronym in acronyms_of(name)]
    longer.sort(key=lambda name: (-name[0], name[1]))
    if not longer or longer[0][0] < _DOMINANT * sum(articles for articles, _ in longer):
        return None
    return longer[0][1]


def acronyms_of(name: str) -> frozenset[str]:
    """Return the acronyms of a name: *Justice Department* is short *DOJ*, too."""
    words = _WORD.findall(fold(name[:MAX_NAME_CHARS]))
    telling = [word for word in words if word not in _SMALL]
    if len(telling) < 2:
        return frozenset()
    acronyms = {"".join(word[0] for word in telling)}
    if telling[-1:] == ["department"] and len(words) == len(telling):
        acronyms.add("do" + "".join(word[0] for word in telling[:-1]))
    return frozenset(acronyms)
