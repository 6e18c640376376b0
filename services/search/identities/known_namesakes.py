"""Known namesakes: whom a name means that loaded knowledge lists, as far as what articles say agrees.

Where it is one entry's and no article says otherwise, it is that one. Where several entries bear it, each article is
theirs whose role of the time it gives, or whose other names or company it has; and nobody's where it has neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from services.search.identities.evidence import Evidence, Row
from services.search.identities.kinds import beginnings, kind_of
from services.search.identities.knowledge import KnownEntity
from services.search.identities.known import bearers, fields, in_field, of_their_time, told_by_role
from services.search.identities.namesakes import Namesakes, by_field, told_apart
from services.search.identities.resolutions import Resolution
from shared.text import entity_id

_ENOUGH = 3
"""Articles that tell which of several entries they mean, from which on the others may be taken for the same one's."""
_SURE, _LIKELY = 0.99, 0.9
"""Confidence that a name is that of its only entry; and that it is one of several, by roles and company."""


def by_knowledge(
    id: str,
    name: str,
    known: Iterable[KnownEntity],
    rows: Sequence[Row],
    roles: Mapping[str, Collection[str]],
    evidence: Evidence,
) -> list[Resolution]:
    """Return the resolution of a name that entries bear, with those of others who do; empty where that is for the rules
    to tell: no entry has the name, or articles say that it is somebody else's."""
    entries = of_their_time(bearers(kind_of(id), name, known), rows)
    namesakes = _part(id, name, entries, rows, roles, evidence) if entries else None
    if namesakes is None:
        return []
    confidence = _SURE if len(entries) == 1 and not namesakes.by_article else _LIKELY
    return [
        Resolution(id, namesakes.whole, namesakes.by_article, confidence, decided_by="knowledge"),
        *(Resolution(other, other, called=called) for other, called in sorted(namesakes.called.items())),
    ]


def _part(
    id: str,
    name: str,
    entries: Sequence[KnownEntity],
    rows: Sequence[Row],
    roles: Mapping[str, Collection[str]],
    evidence: Evidence,
) -> Namesakes | None:
    """Return the people, or bodies, whom a name is of; None where all that articles say is of somebody else."""
    apart = by_field(id, name, rows, roles, evidence, least=1)
    told: dict[str, list[Row]] = defaultdict(list)
    passed: set[str] = set()
    for row in rows:
        if entry := told_by_role(entries, roles.get(row.article, ()), row.month) or _beside(row, entries):
            told[entry.root].append(row)
            passed.add(row.article)
    others = set()
    for other, theirs in apart.items():
        fitting = [each for each in entries if in_field(each, theirs.fields) or (len(apart) == 1 and not fields(each))]
        left = [row for row in theirs.rows if row.article not in passed]
        if len(fitting) == 1 or not fitting:
            told[fitting[0].root if fitting else other] += left
        if not fitting and left:
            others.add(other)
    told = {root: theirs for root, theirs in sorted(told.items()) if theirs}
    if len(entries) == 1 and not others:
        return Namesakes(entries[0].root, {}, {})
    if others and others == told.keys():
        return None
    if not told:
        return Namesakes("", {}, {})
    namesakes = told_apart(told, rows, evidence, {other: apart[other] for other in others})
    enough = len(entries) == 1 or sum(map(len, told.values())) >= _ENOUGH
    return namesakes if enough or not namesakes.whole else _by_article(namesakes, told)


def _by_article(namesakes: Namesakes, told: Mapping[str, Sequence[Row]]) -> Namesakes:
    """Return namesakes with what is told said of the articles alone."""
    theirs = {row.article: root for root, rows in told.items() for row in rows}
    return replace(namesakes, whole="", by_article={**namesakes.by_article, **theirs})


def _beside(row: Row, entries: Sequence[KnownEntity]) -> KnownEntity | None:
    """Return the one of several entries that an article gives another name of, too, which none of the others has."""
    if len(entries) < 2:
        return None
    names = {
        each.id: {entity_id(type, name) for type in beginnings(each.kind) for name in each.names} for each in entries
    }
    named = [
        each
        for each in entries
        if (names[each.id] & row.company).difference(*(names[other] for other in names if other != each.id))
    ]
    return named[0] if len(named) == 1 else None


def _ids(entry: KnownEntity) -> set[str]:
    """Return the name ids that the names of an entry are in articles."""
    return {entity_id(beginning, name) for beginning in beginnings(entry.kind) for name in entry.names}
