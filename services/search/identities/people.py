"""People: the names that have a surname in common, and which of them are one person's."""

from __future__ import annotations

from collections.abc import Sequence

from services.search.identities.evidence import CountedName, Evidence, Row
from services.search.identities.knowledge import KnownEntity
from services.search.identities.known import bearers
from services.search.identities.known_namesakes import by_knowledge
from services.search.identities.lone_names import DOMINANT, told_by_articles
from services.search.identities.namesakes import part
from services.search.identities.person import Person
from services.search.identities.person_names import PersonName, likeness, person_name
from services.search.identities.resolutions import Resolution
from services.search.identities.written_wrongly import RARE, ending_otherwise, meant_instead

_TELLING = 0.05
"""Share of a name's articles from which on a fuller name counts as a rival: one article that writes *Barack X. Obama*
does not make *Barack Obama* ambiguous."""
_BESIDE = 0.2
"""Share of the rarer name's articles that name another beside it, above which they are two people's: an article that
takes one person for two is no proof."""
_SURE, _LIKELY = 0.99, 0.9
"""Confidence that the same words in a name mean the same person; and that a nickname, an initial, or company does."""


def resolve_people(word: str, evidence: Evidence) -> list[Resolution]:
    """Return whom the names mean whose surname, or only word, is ``word``."""
    counted = [(name, person_name(name.name)) for name in evidence.names_with(word, "person")]
    own = [(name, parts) for name, parts in counted if parts.surname == word]
    known = evidence.known("person", word)
    people, open_names = _people([(name, parts) for name, parts in counted if parts.full and own], known, evidence)
    person_of = {name.id: person for person in people for name, _ in person.names}
    resolutions = []
    for name, parts in own:
        if listed := _listed(name, parts, known, people, person_of.get(name.id), evidence):
            resolutions += listed
        elif instead := meant_instead(name, parts, evidence):
            resolutions.append(Resolution(name.id, instead, confidence=_LIKELY))
        elif parts.full and name.id not in open_names:
            resolutions += _resolved(name, parts, person_of[name.id])
        else:
            resolutions.append(told_by_articles(name, parts, people, known, evidence))
    others = [(name, meant_instead(name, parts, evidence)) for name, parts in ending_otherwise(word, counted)]
    return [*resolutions, *(Resolution(name.id, instead, confidence=_LIKELY) for name, instead in others if instead)]


def _listed(
    name: CountedName,
    parts: PersonName,
    known: Sequence[KnownEntity],
    people: Sequence[Person],
    person: Person | None,
    evidence: Evidence,
) -> list[Resolution]:
    """Return the resolutions of a name by knowledge that lists it; empty where it does not, or where others bear it,
    too: of a lone name, people with that surname."""
    entries = frozenset(each.id for each in bearers("person", name.name, known))
    if not entries:
        return []
    if not parts.full:
        others = sum(each.articles for each in people if not each.entries & entries)
        if others > (1 - DOMINANT) * (name.articles + sum(each.articles for each in people)):
            return []
    if person and person.id == name.id:
        return by_knowledge(name.id, name.name, known, person.rows, person.roles, evidence)
    return by_knowledge(name.id, name.name, known, evidence.rows(name.id), evidence.roles(name.id), evidence)


def _resolved(name: CountedName, parts: PersonName, person: Person) -> list[Resolution]:
    """Return the resolution of a full name that is one of a person's; with those of the people whose name it is, where
    it is the name of several."""
    if person.id != name.id:
        first = next(other for counted, other in person.names if counted.id == person.id)
        return [Resolution(name.id, person.id, confidence=_SURE if likeness(parts, first) == "same" else _LIKELY)]
    namesakes = part(name.id, name.name, person.rows, person.roles, person.evidence) if person.articles > 1 else None
    if namesakes is None:
        return [Resolution(name.id, name.id)]
    return [
        Resolution(name.id, namesakes.whole, namesakes.by_article, _LIKELY),
        *(Resolution(other, other, called=called) for other, called in sorted(namesakes.called.items())),
    ]


def _people(
    names: Sequence[tuple[CountedName, PersonName]], known: Sequence[KnownEntity], evidence: Evidence
) -> tuple[list[Person], set[str]]:
    """Put full names together; return the people, and the names that fit several of them.

    The fullest names come first, so that it shows whom a shorter one may mean before it is given to one of them.
    """
    people: list[Person] = []
    open_names: set[str] = set()
    for name, parts in sorted(names, key=lambda n: (-len(n[1].words), -n[0].articles, n[0].id)):
        entries = frozenset(each.id for each in bearers("person", name.name, known)) if known else frozenset()
        new = Person([(name, parts)], evidence, {name.id: entries} if entries else {})
        fitting = [person for person in people if _fits(new, person)]
        fitting.sort(key=lambda person: (-person.articles, person.id))
        telling = [person for person in fitting if person.articles >= max(2, _TELLING * name.articles)]
        one = [person for person in fitting if _may_be_one(fitting[0], person)]
        if len(telling) > 1 and telling[1].articles > (1 - DOMINANT) * telling[0].articles and telling[1] not in one:
            open_names.add(name.id)
            one = []
        for person in one:
            people.remove(person)
            new = person.joined(new)
        people.append(new)
    return people, open_names


def _fits(new: Person, person: Person) -> bool:
    """Return whether a name may be one more of a person's.

    A middle name more or less is no matter; a short given name, an initial, *Jr.*, the surname first, or a given name
    that is hardly ever spelt so needs company in common. What knowledge lists is as it says.
    """
    if new.entries and person.entries:
        return new.entries == person.entries
    (name, parts), *_ = new.names
    kinds = [
        likeness(parts, other, misspelt=min(name.articles, counted.articles) <= RARE) for counted, other in person.names
    ]
    others = [other for other, named in person.names if named != parts and named.words != parts.words[::-1]]
    if None in kinds or any(_beside(new.rows, other) for other in others):
        return False
    generations = {parts.generation, *(other.generation for _, other in person.names)}
    if "same" in kinds and len(generations) == 1:
        return True
    return not new.company.keys().isdisjoint(person.company)


def _may_be_one(person: Person, other: Person) -> bool:
    """Return whether two people whom one name fits are one by their names: *Pat Lee* and *Patrick J. Lee*."""
    if person is other:
        return True
    pairs = [(one, two) for one in person.names for two in other.names]
    return (
        person.entries == other.entries
        and all(one.generation == two.generation and likeness(one, two) for (_, one), (_, two) in pairs)
        and not any(_beside(person.evidence.rows(one.id), two) for (one, _), (two, _) in pairs)
    )


def _beside(rows: Sequence[Row], other: CountedName) -> bool:
    """Return whether articles name another beside this one, as they do with two people."""
    together = sum(other.id in row.company for row in rows)
    return together > _BESIDE * min(len(rows), other.articles)
