"""Namesakes: two people of one full name, told apart by what they are, the minister and the striker, and by company.

Only fields that hardly go together part a name, and only where nothing speaks for one person: no article that gives
both fields, nobody rare who is named beside both. So an actor who becomes a senator stays one person once a single
article says so, or names their family.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from services.search.identities.company import Company, bits_in_common, meant_by_company
from services.search.identities.evidence import Evidence, Row, company_of
from services.search.identities.occupations import go_together, occupation

_ALIKE = 5.0
"""Bits of company in common from which on two are one: somebody who is named in one of thirty-two articles, or several
who are in more."""
_TELLING = 0.05
"""Share of the articles which say what somebody is, from which on a field counts: a role may be read wrongly."""
_DOMINANT = 0.85
"""Share of these articles that one namesake has, for all that say nothing to be theirs."""


@dataclass(frozen=True)
class Namesakes:
    """The people of one name."""

    whole: str
    """Who it is where nothing tells; empty: nobody can tell."""
    by_article: Mapping[str, str]
    """Who it is in articles that tell."""
    called: Mapping[str, str]
    """What each is called: *Ann Lee (striker)*."""


def part(
    id: str, name: str, rows: Sequence[Row], roles: Mapping[str, Collection[str]], evidence: Evidence
) -> Namesakes | None:
    """Return the people whom a name is of; None where it is one person's, as far as anybody can tell.

    ``roles``: what articles call the bearer. An id is the name's with the field behind it, *person:ann-lee~sport*, so
    that it keeps its meaning whoever else turns up.
    """
    apart = by_field(id, name, rows, roles, evidence)
    return told_apart({other: each.rows for other, each in apart.items()}, rows, evidence, apart) if apart else None


@dataclass(frozen=True)
class Told:
    """The articles that give one of somebody's fields."""

    fields: Sequence[str]
    rows: Sequence[Row]
    called: str


def by_field(
    id: str, name: str, rows: Sequence[Row], roles: Mapping[str, Collection[str]], evidence: Evidence, *, least: int = 2
) -> dict[str, Told]:
    """Return the people whose fields articles give, by their ids; none of fewer than ``least``."""
    said = {row.article: Counter(filter(None, map(occupation, roles.get(row.article, ())))) for row in rows}
    fields: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for field in sorted({field for field, _ in said[row.article]}):
            fields[field].append(row)
    few = _TELLING * max(map(len, fields.values()), default=0)
    fields = {field: of_field for field, of_field in sorted(fields.items()) if len(of_field) >= few}
    groups = _groups(fields, evidence) if fields else []
    if len(groups) < least:
        return {}
    people = {}
    for group in groups:
        nouns = Counter(noun for row in rows for field, noun in said[row.article].elements() if field in group)
        called = f"{name} ({min(nouns, key=lambda noun: (-nouns[noun], noun))})"
        people[f"{id}~{group[0]}"] = Told(group, [row for field in group for row in fields[field]], called)
    return people


def told_apart(
    rows_of: Mapping[str, Sequence[Row]], rows: Sequence[Row], evidence: Evidence, apart: Mapping[str, Told]
) -> Namesakes:
    """Return the people of one name with the articles that nothing tells given to them, too: by company, or because
    nearly all that tell something mean one."""
    by_article = {row.article: other for other, theirs in rows_of.items() for row in theirs}
    people = [_company(other, theirs) for other, theirs in rows_of.items()]
    by_article |= meant_by_company([row for row in rows if row.article not in by_article], people, evidence)
    first = max(rows_of, key=lambda other: (len(rows_of[other]), other))
    told = sum(map(len, rows_of.values()))
    whole = first if len(rows_of[first]) >= _DOMINANT * told else ""
    called = {other: apart[other].called for other in rows_of if other in apart}
    return Namesakes(whole, {article: other for article, other in by_article.items() if other != whole}, called)


def _groups(fields: Mapping[str, Sequence[Row]], evidence: Evidence) -> list[list[str]]:
    """Return the fields put together that are one person's."""
    group_of = {field: [field] for field in fields}
    for one, other in combinations(fields, 2):
        if group_of[one] is not group_of[other] and _may_be_one(one, other, fields, evidence):
            joined = sorted((*group_of[one], *group_of[other]))
            group_of |= dict.fromkeys(joined, joined)
    return [list(group) for group in sorted({tuple(group) for group in group_of.values()})]


def _may_be_one(one: str, other: str, fields: Mapping[str, Sequence[Row]], evidence: Evidence) -> bool:
    if go_together(one, other) or not _articles(fields[one]).isdisjoint(_articles(fields[other])):
        return True
    return bits_in_common(_people(fields[one]), _people(fields[other]), evidence) >= _ALIKE


def _articles(rows: Iterable[Row]) -> set[str]:
    return {row.article for row in rows}


def _people(rows: Iterable[Row]) -> set[str]:
    return {id for id in company_of(rows) if id.startswith("person:")}


def _company(id: str, rows: Sequence[Row]) -> Company:
    return Company(id, len(rows), len(rows), company_of(rows), frozenset(), known=True)
