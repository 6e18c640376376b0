"""Kinds of things: what an article says that a name is, by a noun beside it or by its last word.

*the ferry Halcyon*, *the Halcyon probe*, *Halcyon, a village near Ely,* and *the Halcyon Telescope*.
"""

from __future__ import annotations

import re
from collections import Counter

from services.nlp.entities import clubs
from services.nlp.lexicon import personal_names, word_lists
from services.nlp.parse.reading import Reading

_TYPES = {"WORK": "WORK_OF_ART"} | {kind: kind for kind in ("PRODUCT", "GPE", "LOC", "FAC", "EVENT", "LAW", "ORG")}
_NOUNS = frozenset(("NN", "NNS", "NNP"))
_ARTICLES = frozenset(("a", "an", "the", "another", "its", "his", "her", "their", "our"))
_APPOSED = 8
"""Words that an apposition has before its noun: *a small and very old village*."""
_INNER = frozenset(("NN", "NNS", "JJ", "JJR", "JJS", "VBN", "VBG", "CD", "HYPH", "RB", "NNP", "CC", "POS", "RBS"))
STORM = re.compile(r"(?:Hurricane|Typhoon|Cyclone|Tropical Storm|Storm) (?P<name>[A-Z][a-z]+)")
_OPERATION = re.compile(r"Operation [A-Z]")
SITE = re.compile(r"[A-Z][\w-]*\.(?:[Cc]om|COM|[Nn]et|NET|[Oo]rg|ORG)(?: Inc)?")
"""Site or company by its address: *Harbourlife.com*."""
_CONVENTION = re.compile(r"(?:.*National|Democratic|Republican|Labour|Conservative|Libertarian) Convention$")
_COMPANY = re.compile(
    r".+,? (?:Inc|Ltd|Limited|Corp|Corporation|[Pp]lc|PLC|LLC|LLP|GmbH|AG|SA|NV|Bhd|Pty|Oy|AB|ASA|SpA|SARL|Group|"
    r"Holdings|Partners|Associates|Industries|Motors|Airlines|Airways|Pharmaceuticals|Productions|Records|Bancorp)\.?$"
)
_OF_BODY = re.compile(
    r"(?:Museum|Musée|Museo|Institute|University|Ministry|Department|Bank|Academy|Office) (?:of|de|for) |Musée "
)
_THINGS = frozenset(
    ("act", "airport", "avenue", "boulevard", "festival", "foundation", "highway", "institute", "museum", "observatory",
     "orchestra", "satellite", "spacecraft", "stadium", "telescope", "tournament", "treaty", "university")
)  # fmt: skip
"""Last words that are hardly surnames: *the Ada Byron Telescope*."""
_CASE = re.compile(r"\S.* vs?\.? [A-Z]")
_BUILT = re.compile(r"(?:Château|Castle|Palace|Palazzo|Fort|Hotel|Abbey) (?:de |of )?[A-Z]")


def by_form(name: str) -> str | None:
    """Return the type that the words of a name tell whatever stands around it; None where they tell none."""
    words = name.split()
    if _CASE.match(name):
        return "LAW"
    if is_thing(name):
        return _type(word_lists.classes("kinds.tsv").get(words[-1].lower(), frozenset()))
    if clubs.is_club(name):
        return "ORG"
    if SITE.fullmatch(name):
        return "ORG"
    if len(words) < 2:
        return None
    if STORM.match(name) or _OPERATION.match(name) or _CONVENTION.match(name):
        return "EVENT"
    if _COMPANY.match(name) or _OF_BODY.match(name):
        return "ORG"
    if _BUILT.match(name):
        return "FAC"
    classes = word_lists.classes("kinds.tsv").get(words[-1].lower(), frozenset())
    return _type(classes) if "last" in classes and words[-1][0].isupper() else None


def storm(name: str) -> str | None:
    """Return what a storm is called, in small letters: *otto* for *Hurricane Otto*."""
    match = STORM.fullmatch(name)
    return match["name"].casefold() if match else None


def is_thing(name: str) -> bool:
    """Return whether the last word of a name tells that it is nobody's, though it may be called after somebody."""
    *before, last = name.split()
    return bool(before) and last[0].isupper() and last.lower() in _THINGS


def beside(r: Reading, first: int, after: int) -> str | None:
    """Return the type that a noun beside a mention tells: before it, in apposition to it, or directly behind it."""
    return _before(r, first) or _apposed(r, after) or _behind(r, after)


def _type(classes: frozenset[str]) -> str | None:
    return next((type_ for kind, type_ in _TYPES.items() if kind in classes), None)


def _classes(r: Reading, token: int) -> frozenset[str]:
    """Return the classes of a noun, of the two words of *auction house* where they are listed as one."""
    if r.tags[token] not in _NOUNS or not r.text[r.starts[token]].islower():
        return frozenset()
    listed = word_lists.classes("kinds.tsv")
    two = listed.get(f"{r.words[token - 1]} {r.words[token]}") if token else None
    return two or listed.get(r.words[token], frozenset())


def _before(r: Reading, first: int) -> str | None:
    """*the ferry Halcyon*, but not *told the paper Ann Lee had left* nor *the ferry, Halcyon*, nor a heading's last."""
    at = first - 1
    while at >= 0 and r.words[at] in ("“", '"', "‘", "'", "``"):
        at -= 1
    return None if at < 1 or "\n" in r.text[r.ends[at] : r.starts[first]] else _type(_classes(r, at))


def _apposed(r: Reading, after: int) -> str | None:
    """*Halcyon, a small village near Ely,*."""
    if after + 2 >= len(r) or r.words[after] != "," or r.words[after + 1] not in _ARTICLES:
        return None
    told = None
    for at in range(after + 2, min(len(r), after + _APPOSED)):
        if r.tags[at] not in _INNER:
            break
        if personal_names.title_classes(r.words[at]) & {"person", "title"}:
            return None
        told = _type(_classes(r, at)) or told
    return told


def _behind(r: Reading, after: int) -> str | None:
    """*the Halcyon probe*, but not *Lee's app*."""
    if after >= len(r) or r.ends[after - 1] + 1 != r.starts[after]:
        return None
    classes = _classes(r, after)
    return _type(classes) if "after" in classes else None


def most_told(told: Counter[str]) -> str | None:
    """Return the type that most nouns beside a name tell, where they do not contradict each other."""
    if not told:
        return None
    (kind, often), *others = told.most_common(2)
    return kind if not others or often > others[0][1] else None
