"""Written wrongly: which known name a rare one is, of somebody who is named beside the same people.

A word too many (*Ann Lee Scores*, of a headline) or letters that are wrong (*Ann Linqvist*). Both are found by a word
that the two have in common, the surname of the known one or the given name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from services.search.identities.company import bits_in_common
from services.search.identities.evidence import CountedName, Evidence, company_of
from services.search.identities.known import bearers
from services.search.identities.misspellings import misspelt
from services.search.identities.person import KNOWN
from services.search.identities.person_names import PersonName, person_name

RARE = 2
"""Articles of a name that may be another one with a word too many, or with letters wrong."""
_COMMONER = 2
"""Times as many articles have a name as one that misspells it, at least."""
_ALIKE = 10.0
"""Bits of company in common from which on two surnames that are nearly the same are one: *Larsen*, *Larson*."""

Named = tuple[CountedName, PersonName]


def meant_instead(name: CountedName, parts: PersonName, evidence: Evidence) -> str | None:
    """Return the known name that a rare one is; None if it is none, as far as anybody can tell, or is known itself."""
    if not may_be_wrong(name, parts) or bearers("person", name.name, evidence.known("person", parts.surname)):
        return None
    return _around(name, parts, evidence) or _misspelt(name, parts, evidence)


def may_be_wrong(name: CountedName, parts: PersonName) -> bool:
    """Return whether a name is rare, and long enough."""
    return name.articles <= RARE and parts.full


def ending_otherwise(word: str, named: Sequence[Named]) -> list[Named]:
    """Return the rare names with a word, but another surname, that may be another one of these names: it is their given
    name, or the last but one. What is decided of them depends on that name, so it is done with it, too."""
    of_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for _, parts in named:
        if parts.full:
            of_words[parts.words[:-1]].append(parts.surname)
    whole = {parts.words for _, parts in named}
    return [
        (name, parts)
        for name, parts in named
        if may_be_wrong(name, parts)
        and parts.surname != word
        and (
            (word == parts.words[-2] and parts.words[:-1] in whole)
            or (word == parts.given and any(misspelt(parts.surname, other) for other in of_words[parts.words[:-1]]))
        )
    ]


def _around(name: CountedName, parts: PersonName, evidence: Evidence) -> str | None:
    """Return the name that another holds, with a word before or behind it."""
    if len(parts.words) <= 2:
        return None
    company = company_of(evidence.rows(name.id)).keys()
    for words in (parts.words[:-1], parts.words[1:]):
        for known in evidence.names_with(words[-1], "person"):
            if known.articles < KNOWN * name.articles:
                break  # the others are in fewer articles still
            if person_name(known.name).words == words and (
                known.id in company or not company_of(evidence.rows(known.id)).keys().isdisjoint(company)
            ):
                return known.id
    return None


def _misspelt(name: CountedName, parts: PersonName, evidence: Evidence) -> str | None:
    """Return the name with the same given name, and middle names, whose surname another misspells."""
    found = []
    for known in evidence.names_with(parts.given, "person"):
        if known.articles < _COMMONER * name.articles:
            break
        others = person_name(known.name)
        if (
            others.words[:-1] == parts.words[:-1]
            and others.generation == parts.generation
            and misspelt(parts.surname, others.surname)
        ):
            found.append(known)
    if len(found) != 1:
        return None
    known, rows = found[0], evidence.rows(name.id)
    if known.articles < KNOWN and any(known.id in row.company for row in rows):
        return None  # two who are named beside each other are two, unless the one is known
    common = bits_in_common(company_of(rows), company_of(evidence.rows(known.id)), evidence)
    return known.id if common >= _ALIKE else None
