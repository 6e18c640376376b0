"""Company: whom an article means by a name that several people bear, by who else it names."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.search.identities.evidence import Evidence, Row
from services.search.identities.person_names import PersonName, likeness, named_by

_FAMILIAR = 5.0
"""Bits by which the company of an article has to be likelier beside somebody than anywhere, to say that it is them."""
_WELL_KNOWN, _DISTINCTIVE = 10, 0.95
"""Articles of somebody, and their share of those with the given name, from which on the given name alone points to
them."""
_MARGIN = 3.0
"""Bits by which one person has to be likelier than the next: eight times."""
_MARGIN_LONE = 6.0
"""The same where all that is known is the surname, which others than these may bear, too."""


@dataclass(frozen=True)
class Company:
    """Somebody whom a name may mean, with the company that articles name beside them."""

    id: str
    articles: int
    looked_at: int
    """Articles that ``company`` was counted in."""
    company: Mapping[str, int]
    """Name ids of people and organisations, with the number of these articles that name them."""
    surnames: frozenset[str]
    known: bool
    """Whether there are articles enough to know the company."""

    @cached_property
    def relatives(self) -> Sequence[PersonName]:
        """People of the company with one of the surnames."""
        return _with_surname(self.surnames, self.company)


def meant_by_company(
    rows: Sequence[Row],
    people: Sequence[Company],
    evidence: Evidence,
    *,
    by_given: bool = False,
    by_surname: bool = False,
) -> dict[str, str]:
    """Return whom the company of each row points to, by article; without the rows where it points to nobody.

    ``by_surname``: the name is only a surname. ``by_given``: it is only a given name. Then an article that names
    somebody of the surname means the relative (*Chelsea* beside *Hillary Clinton*) in whose company they are elsewhere;
    without one, twice as much has to be in common, or half as much with somebody well known who has the given name
    nearly alone (*Barack*). Somebody whose company is hardly known is meant only as a relative, or where nobody else
    bears the surname.
    """
    if not people:
        return {}
    common = sorted({id for row in rows for id in row.company for person in people if id in person.company})
    usual = evidence.shares(common) if common else {}
    alike = _DISTINCTIVE * sum(person.articles for person in people)
    needed = {p.id: _FAMILIAR * (0.5 if p.articles >= max(_WELL_KNOWN, alike) else 2) for p in people}
    by_article = {}
    for row in rows:
        relatives = [person for person in people if by_given and _names_a_relative(row, person)]
        among = relatives or people
        lifts = {person.id: _lift(row, person, usual) for person in among}
        scores = sorted(((lifts[p.id] + math.log2(p.articles), p.id, p.known) for p in among), reverse=True)
        best, id, known = scores[0]
        if len(scores) > 1 and best - scores[1][0] < (_MARGIN_LONE if by_surname else _MARGIN):
            continue
        alone = len(people) == 1 and not by_given
        if relatives or ((known or alone) and lifts[id] >= (needed[id] if by_given else _FAMILIAR)):
            by_article[row.article] = id
    return by_article


def bits_in_common(one: Collection[str], other: Collection[str], evidence: Evidence) -> float:
    """Return by how many bits it is unlikely that two name the same company by chance: of people and bodies that
    are in half of all articles one bit each, of one in a thousand ten."""
    common = sorted({*one} & {*other})
    usual = evidence.shares(common) if common else {}
    return sum(-math.log2(min(1.0, usual[id])) for id in common)


def _lift(row: Row, person: Company, usual: Mapping[str, float]) -> float:
    """Return by how many bits the company of a row is likelier beside a person than in any article."""
    shared = [id for id in row.company if id in person.company]
    return sum(max(0.0, math.log2(person.company[id] / person.looked_at / usual[id])) for id in sorted(shared))


def _names_a_relative(row: Row, person: Company) -> bool:
    """Return whether an article names somebody of the person's surname and company, by the same name or one like it."""
    here = _with_surname(person.surnames, row.company)
    return any(one == other or likeness(one, other) for one in here for other in person.relatives)


def _with_surname(surnames: Collection[str], ids: Iterable[str]) -> list[PersonName]:
    names = (named_by(id) for id in ids if id.startswith("person:") and any(word in id for word in surnames))
    return [name for name in names if name.surname in surnames]
