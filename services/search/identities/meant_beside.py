"""Meant beside: whom a lone name means that the same article tells of by other names.

Its other half stands beside it (*Ilse* and *Quint*, of *Ilse Quint*), or the full name of which it is a misspelt
surname, or a short given name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.search.identities.evidence import Evidence, Row
from services.search.identities.misspellings import misspelt
from services.search.identities.person import Person
from services.search.identities.person_names import PersonName, named_by, person_name, short_for


def meant_beside(parts: PersonName, row: Row, people: Sequence[Person], evidence: Evidence) -> str | None:
    """Return whom a lone name means in an article; None where nobody, or several may be meant. ``people``: those who
    have it for a surname or a given name."""
    word = parts.surname
    company = [(id, named_by(id).words) for id in sorted(row.company) if id.startswith("person:")]
    borne = any(name.surname == word for person in people for _, name in person.names)
    return (
        # A surname that somebody bears is not taken for a misspelt one: *Johnson*, beside *Eva Johansson*.
        _only(id for id, names in company if not borne and len(names) > 1 and misspelt(names[-1], word))
        or _only(person.id for person in people if _other_half(word, row, person, evidence))
        # Of two lone surnames, one is led to the other, not each to each.
        or _only(
            id for id, names in company if not borne and len(names) == 1 and misspelt(names[-1], word) and id > row.id
        )
        or _only(id for id, names in company if len(names) > 1 and _given(word, names[0]))
    )


def _other_half(word: str, row: Row, person: Person, evidence: Evidence) -> bool:
    """Return whether an article that has the given name of somebody in its company alone, has the surname alone."""
    return any(
        f"person:{name.surname if name.given == word else name.given}" in row.company
        and name.given != name.surname
        and not row.company.isdisjoint(person.company)
        and _is_given(name.given, evidence)
        for _, name in person.names
    )


def _is_given(word: str, evidence: Evidence) -> bool:
    """Return whether a word is a given name at least as often as a surname."""
    names = [(person_name(each.name), each.articles) for each in evidence.names_with(word, "person")]
    given = sum(articles for name, articles in names if name.full and name.given == word)
    return given >= sum(articles for name, articles in names if name.full and name.surname == word)


def _given(word: str, given: str) -> bool:
    """Return whether a lone name may be the given name of somebody, or short for it."""
    return word == given or short_for(word, given)


def _only(ids: Iterable[str]) -> str | None:
    found = {*ids}
    return found.pop() if len(found) == 1 else None
