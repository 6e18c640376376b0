"""Surroundings of places: whether *Springfield* alone is the one in Illinois, by what is usually named beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.search.identities.evidence import Evidence, Row
from services.search.identities.kinds import kind_of
from services.search.identities.place_names import PlaceName, place_by_id
from services.search.identities.resolutions import Resolution

_ENOUGH, _USUAL, _LIFT, _NEARLY_ALL = 3, 0.3, 2.0, 0.8
"""Articles with a name that have to name what a place lies in, for the name alone to be that place's; their share of
all with the name; and how many times that has to be the share of all articles, unless it is nearly all of them: Texas
stands beside *Paris* as it stands beside everything."""


def lying_in(
    id: str, rows: Sequence[Row], there: Mapping[PlaceName, str], evidence: Evidence, likely: float
) -> Resolution:
    """Return what a name means of which articles tell more fully where it lies: the one whose surroundings are usually
    named beside it; of two such, in each article the one whose are; else itself.

    ``there``: the ids of the fuller names; ``likely``: the confidence of what is told so.
    """
    usual = {}
    for place, other in sorted(there.items(), key=lambda each: each[1]):
        around = {row.article: _around(place.lies_in, row) for row in rows}
        beside = {article for article, ids in around.items() if ids}
        named = sorted({id for ids in around.values() for id in ids})
        share = min(1.0, sum(evidence.shares(named).values())) if named else 0.0
        if len(beside) >= _ENOUGH and len(beside) >= min(max(_USUAL, _LIFT * share), _NEARLY_ALL) * len(around):
            usual[other] = beside
    if not usual:
        return Resolution(id, id)
    if len(usual) == 1:
        return Resolution(id, next(iter(usual)), confidence=likely)
    by_article = {}
    for row in rows:
        told = [other for other, beside in usual.items() if row.article in beside]
        if len(told) == 1:
            by_article[row.article] = told[0]
    return Resolution(id, "", by_article, likely)


def _around(where: str, row: Row) -> list[str]:
    """Return the ids by which an article names what a place lies in."""
    return [id for id in row.company if kind_of(id) == "place" and " ".join(place_by_id(id).words) == where]
