"""Lone names: whom a surname or a given name alone means, in all articles or in each; and a name that fits several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.search.identities.company import meant_by_company
from services.search.identities.evidence import CountedName, Evidence
from services.search.identities.knowledge import KnownEntity
from services.search.identities.known import told_by_role
from services.search.identities.meant_beside import meant_beside
from services.search.identities.person import KNOWN, Person
from services.search.identities.person_names import PersonName, likeness, person_name
from services.search.identities.resolutions import Resolution

DOMINANT = 0.85
"""Share of the articles with a surname that one person has, where the surname alone is that person's."""
_GIVEN = 0.25
"""Share of the articles with a surname that people have for whom it is the given name, up to which it is a surname."""
_COMPARED = 50
"""People whose company is compared with that of an open name, those in most articles: a bound on the work."""
_SURE, _LIKELY = 0.99, 0.9
"""Confidence that the one who is known by a surname is meant; and that company tells."""


def told_by_articles(
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
    total, given = (sum(person.articles for person in them) for them in (by_surname, by_given))
    whole, confidence = "", _LIKELY
    if total < given:
        by_article = meant_by_company(rows, [p.to_compare() for p in by_given], evidence, by_given=True)
    else:
        first = max(by_surname, key=lambda p: (p.articles, p.id), default=None)
        if first and first.articles >= max(KNOWN, DOMINANT * total) and given <= _GIVEN * total:
            whole, by_article, confidence = first.id, {}, min(_SURE, round(first.articles / total, 2))
        else:
            by_article = meant_by_company(rows, [p.to_compare() for p in by_surname], evidence, by_surname=True)
    resolution = Resolution(name.id, whole, by_article, confidence)
    listed = [each for each in known if any(person_name(other).surname == parts.surname for other in each.names)]
    if listed and not whole:
        roles = evidence.roles(name.id)
        by_role = {row.article: told_by_role(listed, roles.get(row.article, ()), row.month) for row in rows}
        if told := {article: entry.root for article, entry in by_role.items() if entry}:
            return replace(resolution, by_article={**by_article, **told}, decided_by="knowledge")
    left = [row for row in rows if not whole and row.article not in by_article]
    beside = {row.article: id for row in left if (id := meant_beside(parts, row, [*by_surname, *by_given], evidence))}
    return replace(resolution, by_article={**by_article, **beside}) if beside else resolution
