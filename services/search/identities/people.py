"""People: the names that have a surname in common, and which of them are one person's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from rapidfuzz.distance import OSA

from services.search.identities.company import Company, meant_by_company
from services.search.identities.evidence import CountedName, Evidence, Row, company_of
from services.search.identities.knowledge import KnownEntity
from services.search.identities.known import bearers, told_by_role
from services.search.identities.known_namesakes import by_knowledge
from services.search.identities.namesakes import part
from services.search.identities.person_names import PersonName, likeness, person_name
from services.search.identities.resolutions import Resolution

_TELLING = 0.05
"""Share of a name's articles from which on a fuller name counts as a rival: one article that writes *Barack X. Obama*
does not make *Barack Obama* ambiguous."""
_DOMINANT = 0.85
"""Share of the articles with a surname that one person has, where the surname alone is that person's."""
KNOWN = 3
"""Articles in full from which on somebody is known well enough to be called by the surname alone."""
_BESIDE = 0.2
"""Share of the rarer name's articles that name another beside it, above which they are two people's: an article that
takes one person for two is no proof."""
_LONG = 5
"""Letters that a surname has at least, for another one to be taken for a misspelling of it."""
_COMPARED = 50
"""People whose company is compared with that of an open name, those in most articles: a bound on the work."""
_SURE, _LIKELY = 0.99, 0.9
"""Confidence that the same words in a name mean the same person; and that a nickname, an initial, or company does."""
_RARE = 2
"""Articles of a name that may be another one with a word too many."""


@dataclass
class Person:
    """Names that are taken for one person's."""

    names: list[tuple[CountedName, PersonName]]
    evidence: Evidence
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of the names that loaded knowledge lists: the ids of the entries that bear them."""

    @cached_property
    def rows(self) -> list[Row]:
        """Articles with one of the names."""
        return [row for name, _ in self.names for row in self.evidence.rows(name.id)]

    @property
    def articles(self) -> int:
        """Articles with one of the names."""
        return sum(counted.articles for counted, _ in self.names)

    @property
    def id(self) -> str:
        """The name id that the person goes by: the one in most articles, of those that knowledge lists if it does."""

        def rank(name: tuple[CountedName, PersonName]) -> tuple[bool, int, int, str]:
            counted, parts = name
            return counted.id not in self.known, -counted.articles, len(parts.words), counted.id

        return min(self.names, key=rank)[0].id

    @property
    def entries(self) -> frozenset[str]:
        """The ids of the entries of knowledge that bear the names."""
        return frozenset().union(*self.known.values())

    @cached_property
    def company(self) -> Mapping[str, int]:
        """Who else is named in the articles."""
        return company_of(self.rows)

    @cached_property
    def roles(self) -> Mapping[str, Collection[str]]:
        """What articles call the person."""
        roles: dict[str, set[str]] = {}
        for name, _ in self.names:
            for article, theirs in self.evidence.roles(name.id).items():
                roles.setdefault(article, set()).update(theirs)
        return roles

    def joined(self, other: Person) -> Person:
        """Return the person with the names of both."""
        return Person([*self.names, *other.names], self.evidence, {**self.known, **other.known})

    def to_compare(self) -> Company:
        """Return the person as company is compared."""
        surnames = frozenset(parts.surname for _, parts in self.names)
        return Company(self.id, self.articles, len(self.rows), self.company, surnames, known=self.articles >= KNOWN)


def resolve_people(word: str, evidence: Evidence) -> list[Resolution]:
    """Return whom the names mean whose surname, or only word, is ``word``."""
    counted = [(name, person_name(name.name)) for name in evidence.names_with(word, "person")]
    own = [(name, parts) for name, parts in counted if parts.surname == word]
    if not own:
        return []
    known = evidence.known("person", word)
    people, open_names = _people([(name, parts) for name, parts in counted if parts.full], known, evidence)
    person_of = {name.id: person for person in people for name, _ in person.names}
    resolutions = []
    for name, parts in own:
        if listed := _listed(name, parts, known, people, person_of.get(name.id), evidence):
            resolutions += listed
        elif around := _around(name, parts, evidence):
            resolutions.append(Resolution(name.id, around, confidence=_LIKELY))
        elif parts.full and name.id not in open_names:
            resolutions += _resolved(name, parts, person_of[name.id])
        else:
            resolutions.append(_not_told_by_name(name, parts, people, known, evidence))
    return resolutions


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
        if others > (1 - _DOMINANT) * (name.articles + sum(each.articles for each in people)):
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
        if len(telling) > 1 and telling[1].articles > (1 - _DOMINANT) * telling[0].articles:
            open_names.add(name.id)
        elif fitting:
            people[people.index(fitting[0])] = fitting[0].joined(new)
            continue
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
        likeness(parts, other, misspelt=min(name.articles, counted.articles) <= _RARE)
        for counted, other in person.names
    ]
    if None in kinds or any(_beside(new.rows, other) for other, _ in person.names):
        return False
    generations = {parts.generation, *(other.generation for _, other in person.names)}
    if "same" in kinds and len(generations) == 1:
        return True
    return not new.company.keys().isdisjoint(person.company)


def _beside(rows: Sequence[Row], other: CountedName) -> bool:
    """Return whether articles name another beside this one, as they do with two people."""
    together = sum(other.id in row.company for row in rows)
    return together > _BESIDE * min(len(rows), other.articles)


def _around(name: CountedName, parts: PersonName, evidence: Evidence) -> str | None:
    """Return the well-known name that a rare one holds, with a word too many: *Ann Lee Scores*, of a headline."""
    if len(parts.words) <= 2 or name.articles > _RARE:
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


def _not_told_by_name(
    name: CountedName,
    parts: PersonName,
    people: Sequence[Person],
    known: Sequence[KnownEntity],
    evidence: Evidence,
) -> Resolution:
    """Return whom a name means that alone does not tell: the one whom nearly all articles mean; or, article by article,
    the one of that name who by knowledge had the role that it gives, or in whose company it is; or nobody."""
    people = sorted(people, key=lambda person: (-person.articles, person.id))[:_COMPARED]
    rows = evidence.rows(name.id)
    if parts.full:
        fitting = [p.to_compare() for p in people if any(likeness(parts, other) for _, other in p.names)]
        return Resolution(name.id, name.id, meant_by_company(rows, fitting, evidence), confidence=_LIKELY)
    by_surname = [p for p in people if any(other.surname == parts.surname for _, other in p.names)]
    by_given = [p for p in people if any(other.given == parts.surname for _, other in p.names)]
    total = sum(person.articles for person in by_surname)
    whole, confidence = "", _LIKELY
    if total < sum(person.articles for person in by_given):
        by_article = meant_by_company(rows, [p.to_compare() for p in by_given], evidence, by_given=True)
    else:
        first = max(by_surname, key=lambda p: (p.articles, p.id), default=None)
        if first and first.articles >= max(KNOWN, _DOMINANT * total):
            whole, by_article, confidence = first.id, {}, min(_SURE, round(first.articles / total, 2))
        else:
            by_article = meant_by_company(rows, [p.to_compare() for p in by_surname], evidence)
    resolution = Resolution(name.id, whole, by_article, confidence)
    listed = [each for each in known if any(person_name(other).surname == parts.surname for other in each.names)]
    if listed and not whole:
        roles = evidence.roles(name.id)
        by_role = {row.article: told_by_role(listed, roles.get(row.article, ()), row.month) for row in rows}
        if told := {article: entry.root for article, entry in by_role.items() if entry}:
            return replace(resolution, by_article={**by_article, **told}, decided_by="knowledge")
    misspelt = {row.article: id for row in rows if (id := _misspelt(parts, row))}
    return replace(resolution, by_article={**by_article, **misspelt}) if misspelt else resolution


def _misspelt(parts: PersonName, row: Row) -> str | None:
    """Return the person of the same article whose surname a lone surname misspells: *McLenny* beside *Tia McLenney*."""
    if len(parts.surname) < _LONG:
        return None
    near = [id for id in sorted(row.company) if id.startswith("person:") and _near(id, parts.surname, row.id)]
    return near[0] if len(near) == 1 else None


def _near(id: str, surname: str, lone: str) -> bool:
    slug = id.partition(":")[2]
    other = slug.rpartition("-")[2]
    if other == surname or other[:1] != surname[:1] or len(other) < _LONG:
        return False
    # Of two lone surnames, one is led to the other, not each to each.
    return OSA.distance(other, surname, score_cutoff=1) <= 1 and ("-" in slug or id > lone)
