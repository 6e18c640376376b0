"""Company: whom an article means by a name that several people bear, by who else it names."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.search.identities.evidence import Evidence, Row

_FAMILIAR = 5.0
"""Bits by which the company of an article has to be likelier beside somebody than anywhere, to say that it is them."""
_MARGIN = 3.0
"""Bits by which one person has to be likelier than the next: eight times."""


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


def meant_by_company(
    rows: Sequence[Row], people: Sequence[Company], evidence: Evidence, *, by_given: bool = False
) -> dict[str, str]:
    """Return whom the company of each row points to, by article; without the rows where it points to nobody.

    ``by_given``: the name is only a given name. Then an article that names somebody of the surname means the relative
    (*Chelsea* beside *Hillary Clinton*) in whose company they are elsewhere; without one, twice as much has to be in
    common. Somebody whose company is hardly known is meant only as a relative, or where nobody else bears the surname.
    """
    common = sorted({id for row in rows for id in row.company for person in people if id in person.company})
    if not common:
        return {}
    usual = evidence.shares(common)
    by_article = {}
    for row in rows:
        relatives = [person for person in people if by_given and _names_a_relative(row, person)]
        among = relatives or people
        lifts = {person.id: _lift(row, person, usual) for person in among}
        scores = sorted(((lifts[p.id] + math.log2(p.articles), p.id, p.known) for p in among), reverse=True)
        best, id, known = scores[0]
        if len(scores) > 1 and best - scores[1][0] < _MARGIN:
            continue
        alone = len(people) == 1 and not by_given
        if relatives or ((known or alone) and lifts[id] >= _FAMILIAR * (2 if by_given else 1)):
            by_article[row.article] = id
    return by_article


def _lift(row: Row, person: Company, usual: Mapping[str, float]) -> float:
    """Return by how many bits the company of a row is likelier beside a person than in any article."""
    shared = [id for id in row.company if id in person.company]
    return sum(max(0.0, math.log2(person.company[id] / person.looked_at / usual[id])) for id in sorted(shared))


def _names_a_relative(row: Row, person: Company) -> bool:
    """Return whether an article names somebody of the person's surname and company."""
    ends = tuple(f"{mark}{surname}" for surname in person.surnames for mark in "-:")
    return any(id.startswith("person:") and id.endswith(ends) and id in person.company for id in row.company)
