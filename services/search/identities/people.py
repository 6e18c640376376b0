"""People: the names that have a surname in common, and which of them are one person's."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz.distance import OSA

from services.search.identities.evidence import CountedName, Evidence, Resolution, Row, company_of
from services.search.identities.person_names import PersonName, likeness, person_name

_TELLING = 0.05
"""Share of a name's articles from which on a fuller name counts as a rival: one article that writes *Barack X. Obama*
does not make *Barack Obama* ambiguous."""
_DOMINANT = 0.85
"""Share of the articles with a surname that one person has, where the surname alone is that person's."""
_KNOWN = 3
"""Articles in full from which on somebody is known well enough to be called by the surname alone."""
_LONG = 5
"""Letters that a surname has at least, for another one to be taken for a misspelling of it."""
_FAMILIAR = 5.0
"""Bits by which the company of an article has to be likelier beside somebody than anywhere, to say that it is them."""
_MARGIN = 3.0
"""Bits by which one person has to be likelier than the next: eight times."""


_BESIDE = 0.2
"""Share of the rarer name's articles that name another beside it, from which on they are two people's: an article that
takes one person for two is no proof."""


@dataclass
class Person:
    """Names that are taken for one person's."""

    names: list[tuple[CountedName, PersonName]]
    rows: list[Row] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """Articles with one of the names."""
        return sum(counted.articles for counted, _ in self.names)

    @property
    def id(self) -> str:
        """The name id that the person goes by: the one in most articles."""
        return min(self.names, key=lambda name: (-name[0].articles, len(name[1].words), name[0].id))[0].id

    @property
    def company(self) -> Mapping[str, int]:
        """Who else is named in the articles."""
        return company_of(self.rows)


def resolve_people(word: str, evidence: Evidence) -> list[Resolution]:
    """Return whom the names mean whose surname, or only word, is ``word``."""
    counted = [(name, person_name(name.name)) for name in evidence.names_with(word, "person")]
    own = [(name, parts) for name, parts in counted if parts.surname == word]
    rows = {name.id: list(evidence.rows(name.id)) for name, parts in counted if parts.surname == word or parts.full}
    people, open_names = _people([(n, p) for n, p in counted if p.full], rows)
    resolutions = []
    for name, parts in own:
        if around := _around(name, parts, rows[name.id], evidence):
            resolutions.append(Resolution(name.id, around))
        elif parts.full and name.id not in open_names:
            person = next(person for person in people if any(name.id == other.id for other, _ in person.names))
            resolutions.append(Resolution(name.id, person.id))
        else:
            resolution = _by_company(name, parts, rows[name.id], people, evidence)
            misspelt = {row.article: id for row in rows[name.id] if (id := _misspelt(parts, row))}
            resolutions.append(replace(resolution, by_article={**resolution.by_article, **misspelt}))
    return resolutions


def _around(name: CountedName, parts: PersonName, rows: Sequence[Row], evidence: Evidence) -> str | None:
    """Return the well-known name that a rare one holds, with a word too many: *Rand Paul Scores*, of a headline."""
    if len(parts.words) < 3 or name.articles > 2:
        return None
    company = company_of(rows)
    for words in (parts.words[:-1], parts.words[1:]):
        for known in evidence.names_with(words[-1], "person"):
            if known.articles < _KNOWN * name.articles:
                break
            if person_name(known.name).words == words and any(
                known.id in row.company or not company.keys().isdisjoint(company_of([row])) for row in evidence.rows(known.id)
            ):
                return known.id
    return None


def _people(
    names: Sequence[tuple[CountedName, PersonName]], rows: Mapping[str, Sequence[Row]]
) -> tuple[list[Person], set[str]]:
    """Put full names together; return the people, and the names that fit several of them.

    The fullest names come first, so that it shows whom a shorter one may mean before it is given to one of them.
    """
    people: list[Person] = []
    open_names: set[str] = set()
    for name, parts in sorted(names, key=lambda n: (-len(n[1].words), -n[0].articles, n[0].id)):
        new = Person([(name, parts)], list(rows[name.id]))
        fitting = [person for person in people if _fits(new, person)]
        fitting.sort(key=lambda person: (-person.articles, person.id))
        telling = [person for person in fitting if person.articles >= max(2, _TELLING * name.articles)]
        if len(telling) > 1 and telling[1].articles > (1 - _DOMINANT) * telling[0].articles:
            open_names.add(name.id)
        elif fitting:
            fitting[0].names.append((name, parts))
            fitting[0].rows += new.rows
            continue
        people.append(new)
    return people, open_names


def _fits(new: Person, person: Person) -> bool:
    """Return whether a name may be one more of a person's."""
    (name, parts), *_ = new.names
    kinds = [likeness(parts, other) for _, other in person.names]
    if None in kinds or any(_together(new.rows, name, other) for other, _ in person.names):
        return False
    if "same" in kinds:
        generations = {parts.generation, *(other.generation for _, other in person.names)}
        return len(generations) == 1 or _share(new, person)
    return _share(new, person)


def _together(rows: Sequence[Row], name: CountedName, other: CountedName) -> bool:
    """Return whether articles name the two beside each other, as they do with two people."""
    together = sum(other.id in row.company for row in rows)
    return together >= _BESIDE * min(len(rows), other.articles) if together else False


def _share(one: Person, other: Person) -> bool:
    """Return whether two have company in common."""
    return not one.company.keys().isdisjoint(other.company)


def _misspelt(parts: PersonName, row: Row) -> str | None:
    """Return the person of the same article whose surname a lone surname misspells: *McLenny* beside *Tia McLenney*."""
    if parts.full or len(parts.surname) < _LONG:
        return None
    near = [
        id
        for id in sorted(row.company)
        if id.startswith("person:")
        for surname in [id.rpartition(":")[2].rpartition("-")[2]]
        if surname != parts.surname and surname[:1] == parts.surname[:1] and len(surname) >= _LONG
        if OSA.distance(surname, parts.surname, score_cutoff=1) <= 1 and id > ("" if "-" in id else row.id)
    ]
    return near[0] if len(near) == 1 else None


def _by_company(name: CountedName, parts: PersonName, rows: Sequence[Row], people: Sequence[Person], evidence: Evidence) -> Resolution:
    """Return whom a name means that alone does not tell: the one whom nearly all articles mean, or article by article
    the one in whose company it is, or nobody."""
    if parts.full:
        fitting = [person for person in people if any(likeness(parts, other) for _, other in person.names)]
        return Resolution(name.id, name.id, _article_by_article(rows, fitting, evidence, family=False))
    by_surname, by_given = (
        sorted((p for p in people if any(called(other) == parts.surname for _, other in p.names)), key=_order)
        for called in (lambda other: other.surname, lambda other: other.given)
    )
    total = sum(person.articles for person in by_surname)
    if total < sum(person.articles for person in by_given):
        return Resolution(name.id, "", _article_by_article(rows, by_given, evidence, family=True))
    if by_surname and by_surname[0].articles >= max(_KNOWN, _DOMINANT * total):
        return Resolution(name.id, by_surname[0].id)
    return Resolution(name.id, "", _article_by_article(rows, by_surname, evidence, family=False))


def _order(person: Person) -> tuple[int, str]:
    return -person.articles, person.id


def _article_by_article(
    rows: Sequence[Row], people: Sequence[Person], evidence: Evidence, *, family: bool
) -> dict[str, str]:
    """Return whom the company of each row points to, by article; without the rows where it points to nobody."""
    theirs = {person.id: person.company for person in people}
    shared = {id for row in rows for id in row.company for company in theirs.values() if id in company}
    if not shared:
        return {}
    usual = evidence.shares(sorted(shared))
    by_article = {}
    for row in rows:
        lifts = {
            person.id: sum(
                max(0, math.log2(company[id] / len(person.rows) / usual[id])) for id in row.company if id in company
            )
            for person in people
            for company in [theirs[person.id]]
        }
        related = [person for person in people if family and _relative(person, row)]
        among = related or people
        scores = {person.id: lifts[person.id] + math.log2(person.articles) for person in among}
        best = max(sorted(scores), key=scores.__getitem__)
        margin = scores[best] - max((score for id, score in scores.items() if id != best), default=-math.inf)
        known = next(person for person in people if person.id == best).articles
        needed = (1 if known >= _KNOWN else 2) * (2 if family else 1) * _FAMILIAR
        if margin >= _MARGIN and (related or lifts[best] >= needed):
            by_article[row.article] = best
    return by_article


def _relative(person: Person, row: Row) -> bool:
    """Return whether an article names somebody of the same surname, so that a given name is enough for this one."""
    return any(id.startswith("person:") and id.endswith((f"-{other.surname}", f":{other.surname}")) for _, other in person.names for id in row.company)
