"""Senses of place names: which of two places of one name articles mean, by others that lie in it or beside it.

*Georgia* beside *Tbilisi* is the country, beside *Atlanta* the state. By the names of cities and neighbours, not by
what newspapers name beside everything: *(D-Wash.)* stands in many an article about the capital.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from services.search.identities.evidence import CountedName, Row
from services.search.identities.kinds import kind_of
from services.search.identities.place_names import CITY, COUNTRY, STATE, PlaceName

_NAMED_BESIDE = {
    "georgia": {
        COUNTRY: "tbilisi batumi abkhazia south-ossetia gori kutaisi adjara caucasus south-caucasus armenia azerbaijan"
        " republic-of-georgia",
        STATE: "atlanta savannah macon fulton-county cobb-county gwinnett-county state-of-georgia alabama florida"
        " tennessee mississippi south-carolina north-carolina",
    },
    "washington": {
        CITY: "d-c dc washington-d-c washington-dc district-of-columbia capitol-hill",
        STATE: "washington-state state-of-washington olympia spokane tacoma yakima puget-sound walla-walla",
    },
}
_AROUND: Mapping[tuple[str, ...], Mapping[str, frozenset[str]]] = {
    tuple(name.split()): {which: frozenset(around.split()) for which, around in senses.items()}
    for name, senses in _NAMED_BESIDE.items()
}
"""Names of places, as in name ids, beside which a name means which. *New York* is left alone: what lies in the city
lies in the state as well."""
_DOMINANT, _ENOUGH = 0.85, 3
"""Share of the articles that tell which it is, that one of them has, and how many these are at least, for the name to
be that one's where nothing tells."""


@dataclass(frozen=True)
class Senses:
    """The places of one name."""

    whole: str
    """Which it is where nothing tells; empty: nobody can tell."""
    by_article: Mapping[str, str] = field(default_factory=dict)
    roots: Mapping[PlaceName, str] = field(default_factory=dict)
    """The ids that the places go by, by the names that say which they are."""
    called: Mapping[str, str] = field(default_factory=dict)
    """What those are called that go by no name: *Georgia (country)*."""


def has_senses(own: PlaceName) -> bool:
    """Return whether it is a name of two places of which others tell."""
    return own.words in _AROUND and not own.which


def part(own: PlaceName, name: CountedName, rows: Sequence[Row], known: Mapping[PlaceName, str]) -> Senses:
    """Return the places that a name is of. ``known``: the roots that loaded knowledge gives to names.

    One that nearly all articles mean goes by the name itself; of two, each has its kind behind that,
    *gpe:georgia~country*. Where articles tell of one, but too few for all to be about it, the name stays by itself.
    """
    told: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if which := _told(own, row.company):
            told[which].append(row.article)
    total = sum(map(len, told.values()))
    first = max(told, key=lambda which: (len(told[which]), which), default="")
    if not first or (len(told) == 1 and total < _ENOUGH):
        return Senses(name.id)
    dominant = total >= _ENOUGH and len(told[first]) >= _DOMINANT * total
    roots, called = {}, {}
    for which in sorted(_AROUND[own.words]):
        place = PlaceName(own.words, which)
        made = f"{name.id}~{which}"
        if place in known:
            roots[place] = known[place]
        elif dominant and which == first:
            roots[place] = name.id
        elif which in told:
            roots[place] = made
            called[made] = f"{name.name} ({which})"
    whole = roots[PlaceName(own.words, first)] if dominant else ""
    by_article = {article: roots[PlaceName(own.words, which)] for which in told for article in told[which]}
    return Senses(whole, {article: root for article, root in by_article.items() if root != whole}, roots, called)


def _told(own: PlaceName, company: Collection[str]) -> str:
    """Return which of its places the other names of an article tell; empty where they tell none, or two."""
    beside = {id.partition(":")[2] for id in company if kind_of(id) == "place"}
    told = [which for which, around in _AROUND[own.words].items() if not around.isdisjoint(beside)]
    return told[0] if len(told) == 1 else ""
