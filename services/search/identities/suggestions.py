"""Suggestions: two identities that may be one, with what speaks for it and against it. People judge them; nothing
follows from a suggestion by itself."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from services.search.identities.alike import Alike, AlikeKind
from services.search.identities.evidence import CountedName, Evidence, Row, company_of
from services.search.identities.occupations import go_together, occupation
from services.search.identities.person_names import person_name
from shared.models.values import Frozen
from shared.text import fold

ReasonKind = Literal[
    AlikeKind,
    "shared_company",
    "shared_role",
    "same_source",
    "never_together",
    "together",
    "different_roles",
    "never_at_the_same_time",
    "generation",
    "other_bearers",
]

SHOWN = 3
"""Examples of a reason: people, roles, sources."""

_LEAST = 0.15
"""Score below which two are not suggested: an initial that half a dozen may have."""
_EVEN = 3.0
"""Weight of what speaks for it, less what speaks against it, at which the score is a half."""
_COMPANY = 2.5
"""Bits of company in common that weigh as much as one bit of the names: company repeats itself."""
_MOST_COMPANY = 4.0
_BESIDE = 0.2
"""Share of the rarer one's articles that name the other beside it, above which they are taken for two."""
_APART_MONTHS = 12
"""Months between the last article of one and the first of the other that make it odd that both are one."""


class Reason(Frozen):
    """Something that speaks for two being one, or against it."""

    kind: ReasonKind
    text: str
    """In plain words."""
    values: tuple[str, ...] = ()
    """What it is about: ids of whom both are named beside, or who else it may be; roles; sources; months."""


@dataclass(frozen=True)
class Side:
    """One of two identities, with what articles tell of it."""

    root: str
    """The name id that it goes by."""
    name: str
    """What it is called."""
    names: Sequence[CountedName]
    """Its names, at least the one that it goes by; those in most articles first."""
    evidence: Evidence

    @property
    def articles(self) -> int:
        """Articles with one of the names."""
        return sum(name.articles for name in self.names)

    @cached_property
    def rows(self) -> list[Row]:
        """Articles with one of the names, the newest of each."""
        return [row for name in self.names for row in self.evidence.rows(name.id)]

    @cached_property
    def company(self) -> Mapping[str, int]:
        """Who else is named in the articles."""
        return company_of(self.rows)

    @cached_property
    def roles(self) -> Sequence[str]:
        """What articles call them, most frequent first."""
        counted: dict[str, int] = {}
        for name in self.names:
            for said in self.evidence.roles(name.id).values():
                for role in said:
                    counted[role] = counted.get(role, 0) + 1
        return sorted(counted, key=lambda role: (-counted[role], role))

    @cached_property
    def sources(self) -> frozenset[str]:
        """Sources that name them."""
        return frozenset(row.source for row in self.rows if row.source)

    @cached_property
    def months(self) -> tuple[str, str] | None:
        """Months of the first and the last article looked at; None where none has a date."""
        dated = [row.month for row in self.rows if row.month]
        return (min(dated), max(dated)) if dated else None

    @property
    def ids(self) -> frozenset[str]:
        """Its name ids."""
        return frozenset(name.id for name in self.names)


@dataclass(frozen=True)
class Suggestion:
    """Two identities that may be one: the one that more articles name first."""

    one: Side
    other: Side
    reasons: Sequence[Reason]
    against: Sequence[Reason]
    score: float
    """0 to 1: for the order alone."""
    digest: str
    """Changes when what speaks for and against it does; see :func:`digest`."""

    @property
    def order(self) -> tuple[float, str, str]:
        """Its place among those of one identity."""
        return (-self.score, self.one.root, self.other.root)

    @property
    def likely(self) -> bool:
        """Whether enough speaks for it to ask somebody."""
        return self.score >= _LEAST


@dataclass
class _Weighed:
    """Reasons for and against, and what they weigh."""

    reasons: list[Reason] = field(default_factory=list)
    against: list[Reason] = field(default_factory=list)
    weight: float = 0.0

    def add(self, weight: float, kind: ReasonKind, text: str, values: Iterable[str] = ()) -> None:
        """Add a reason: of a weight below 0 one against it."""
        self.weight += weight
        (self.reasons if weight > 0 else self.against).append(Reason(kind=kind, text=text, values=tuple(values)))


def suggest(
    one: Side, other: Side, alike: Alike | None, bearers: Sequence[CountedName], called: Mapping[str, str]
) -> Suggestion:
    """Return two identities with what speaks for and against their being one.

    ``alike``: how their names agree; ``bearers``: others whom the name may mean as well; ``called``: what to call those
    whose ids are in reasons, see :func:`company_in_common`.
    """
    weighed = _Weighed()
    if alike:
        weighed.add(alike.weight, alike.kind, alike.text)
    if bearers:
        listed = _listed([bearer.name for bearer in bearers])
        ids = [bearer.id for bearer in bearers[:SHOWN]]
        weighed.add(-math.log2(1 + len(bearers)), "other_bearers", f"It may as well be {listed}", ids)
    _weigh_generation(weighed, one, other)
    common = company_in_common(one, other)
    if common:
        listed = _listed([called.get(id, id) for id in common])
        bits = sum(common.values())
        weight = max(0.1, min(_MOST_COMPANY, bits / _COMPANY))
        weighed.add(weight, "shared_company", f"Both are named beside {listed}", list(common)[:SHOWN])
    together = _weigh_articles(weighed, one, other)
    if one.root.startswith("person:"):
        _weigh_roles(weighed, one, other)
    score = 1 / (1 + 2 ** (_EVEN - weighed.weight))
    return Suggestion(
        one, other, weighed.reasons, weighed.against, round(score, 3), digest(weighed, common, together, one, other)
    )


def company_in_common(one: Side, other: Side) -> dict[str, float]:
    """Return who is named beside both, by their bits: the rarer somebody is, the more it says."""
    ids = sorted((one.company.keys() & other.company.keys()) - one.ids - other.ids)
    usual = one.evidence.shares(ids) if ids else {}
    bits = {id: max(0.0, -math.log2(usual[id])) for id in ids}
    return dict(sorted(bits.items(), key=lambda each: (-each[1], each[0])))


def digest(weighed: _Weighed, common: Collection[str], together: int, one: Side, other: Side) -> str:
    """Return a digest of the evidence: another one once a reason comes or goes, or one of these has doubled: who is
    named beside both, the articles that name both, and those of the rarer one."""
    kinds = sorted(reason.kind for reason in (*weighed.reasons, *weighed.against))
    doublings = [count.bit_length() for count in (len(common), together, min(one.articles, other.articles))]
    return hashlib.sha256(repr((kinds, doublings)).encode()).hexdigest()[:16]


def _weigh_generation(weighed: _Weighed, one: Side, other: Side) -> None:
    generations = [person_name(side.names[0].name).generation for side in (one, other)]
    if one.root.startswith("person:") and generations[0] != generations[1]:
        weighed.add(-1, "generation", f"{one.name} and {other.name} may be of two generations")


def _weigh_articles(weighed: _Weighed, one: Side, other: Side) -> int:
    """Weigh where and when both are named; return how many articles name both."""
    together = len({row.article for row in one.rows} & {row.article for row in other.rows})
    rarer = min(len(one.rows), len(other.rows))
    if together:
        weight = -4.0 if together > _BESIDE * rarer else -0.5
        weighed.add(weight, "together", _articles(together) + " both, as one does with two")
    elif rarer > 1:
        weighed.add(0.25, "never_together", f"No article names both, of {one.articles} and {other.articles}")
    if sources := sorted(one.sources & other.sources):
        weighed.add(0.25, "same_source", f"Both are named by {_listed(sources)}", sources[:SHOWN])
    if one.months and other.months:
        first, last = sorted((one.months, other.months))
        if _months(last[0]) - _months(first[1]) > _APART_MONTHS:
            text = f"Never at the same time: one until {first[1]}, the other from {last[0]}"
            weighed.add(-1.5, "never_at_the_same_time", text, (first[1], last[0]))
    return together


def _weigh_roles(weighed: _Weighed, one: Side, other: Side) -> None:
    nouns = [dict(filter(None, (occupation(role) for role in side.roles))) for side in (one, other)]
    folded = {fold(role) for role in other.roles}
    same = [role for role in one.roles if fold(role) in folded]
    same = same or sorted({*nouns[0].values()} & {*nouns[1].values()})
    if same:
        weighed.add(2, "shared_role", f"Both are called {_listed(same)}", same[:SHOWN])
    elif all(nouns) and not any(a == b or go_together(a, b) for a in nouns[0] for b in nouns[1]):
        called = [next(iter(each.values())) for each in nouns]
        weighed.add(-3, "different_roles", f"{one.name} is called {called[0]}, {other.name} {called[1]}", called)


def _listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them, the first of them only."""
    more = len(names) - SHOWN
    shown = [*names[:SHOWN], *([f"{more} more"] if more > 0 else [])]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _articles(count: int) -> str:
    return "One article names" if count == 1 else f"{count:,} articles name"


def _months(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number)
