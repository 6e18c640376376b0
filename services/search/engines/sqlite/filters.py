"""Filters as SQL. In every condition ``r`` is the row that is looked for: in ``articles``, or in ``quotes``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import apsw

from services.search.engines.sqlite import term_ids
from services.search.engines.sqlite.words import in_role
from services.search.index.questions import UNKNOWN, Facet, Filters, Kind
from services.search.index.rules import is_entity_id, microseconds, name_key
from services.search.query.words import words

_ARTICLE = {"articles": "r.row", "quotes": "r.article"}
"""The row of the article."""

_TERMS: tuple[Facet, ...] = ("source", "language", "author", "tag", "annotator", "type", "modality", "cue")
_OF_QUOTES = frozenset({"type", "modality", "cue"})
"""Terms that a quote has of its own."""

_IN = "(SELECT value FROM json_each(:{name}))"

_ENTITIES = """r.row IN (
    SELECT {row} FROM {table} t WHERE entity IN (SELECT value FROM json_each(:{name}_ids)) AND {there}
    UNION ALL
    SELECT {row} FROM names n CROSS JOIN article_names u ON u.name = n.number
    CROSS JOIN {table} t ON t.entity = n.entity AND t.article = u.article
    WHERE n.key IN (SELECT value FROM json_each(:{name}_keys)) AND {there}
)"""
"""Who has one of these ids, or is called so by the article."""

_THERE = {
    "articles": {"entity": "t.listed", "speaker": "t.speaker", "about": "t.about"},
    "quotes": {"entity": "1", "speaker": "t.speaker", "about": "t.about"},
}
_UNKNOWN = {"articles": "r.unattributed", "quotes": "r.speaker IS NULL"}


@dataclass
class Conditions:
    """What has to be true of a row."""

    wanted: list[str] = field(default_factory=list)
    values: dict[str, str | int | float] = field(default_factory=dict)
    """What the conditions name with a colon."""


def conditions(db: apsw.Connection, filters: Filters, kind: Kind) -> Conditions:
    """What ``filters`` mean for rows of ``kind``."""
    found = _Conditions(db, kind)
    for facet in _TERMS:
        found.terms(facet, facet, getattr(filters, facet), "")
        found.terms(facet, f"exclude_{facet}", getattr(filters, f"exclude_{facet}"), "NOT ")
    for name in ("entity", "speaker", "about"):
        found.entities(name, name, getattr(filters, name), "")
        found.entities(name, f"exclude_{name}", getattr(filters, f"exclude_{name}"), "NOT ")
    found.roles("role", filters.role, "")
    found.roles("exclude_role", filters.exclude_role, "NOT ")
    if filters.confidence_min is not None:
        found.add("r.confidence >= :confidence_min", confidence_min=filters.confidence_min)
    if filters.has_quotes is not None and kind == "articles":
        found.add("r.quote_count > 0" if filters.has_quotes else "r.quote_count = 0")
    if filters.has_quotes is False and kind == "quotes":
        found.add("0")
    if filters.since is not None:
        found.add("r.published_at >= :since", since=microseconds(filters.since))
    if filters.until is not None:
        found.add("r.published_at <= :until", until=microseconds(filters.until))
    return found


class _Conditions(Conditions):
    """Conditions in the making. ``no`` stands before each: nothing, or NOT; none of them is ever NULL."""

    def __init__(self, db: apsw.Connection, kind: Kind) -> None:
        super().__init__()
        self.db = db
        self.kind = kind

    def add(self, condition: str, **values: str | int | float) -> None:
        self.wanted.append(condition)
        self.values |= values

    def terms(self, facet: Facet, name: str, texts: Sequence[str], no: str) -> None:
        """One of a facet's values."""
        if not texts:
            return
        if facet == "cue":
            texts = [name_key(text) for text in texts]
        numbers = json.dumps(term_ids.known_terms(self.db, facet, texts))
        if self.kind == "quotes" and facet in _OF_QUOTES:
            self.add(f"{no}coalesce(r.{facet} IN {_IN.format(name=name)}, 0)", **{name: numbers})
        else:
            having = f"SELECT article FROM article_terms WHERE term IN {_IN.format(name=name)}"  # noqa: S608 - a number
            self.add(f"{_ARTICLE[self.kind]} {no}IN ({having})", **{name: numbers})

    def entities(self, role: str, name: str, wanted: Sequence[str], no: str) -> None:
        """One of these ids or names, as one of the entities, the speaker, or whom a quote is about."""
        if not wanted:
            return
        table, row = ("article_entities", "t.article") if self.kind == "articles" else ("quote_entities", "t.quote")
        condition = _ENTITIES.format(row=row, table=table, name=name, there=_THERE[self.kind][role])
        if role == "speaker" and UNKNOWN in wanted:
            condition = f"({condition} OR {_UNKNOWN[self.kind]})"
            wanted = [value for value in wanted if value != UNKNOWN]
        ids = [value for value in wanted if is_entity_id(value)]
        keys = [name_key(value) for value in wanted if not is_entity_id(value)]
        numbers = list(term_ids.known_entities(self.db, ids).values())
        self.add(f"{no}{condition}", **{f"{name}_ids": json.dumps(numbers), f"{name}_keys": json.dumps(keys)})

    def roles(self, name: str, roles: Sequence[str], no: str) -> None:
        """One of these roles of a speaker. What has no word is no role."""
        if not roles:
            return
        matches = " OR ".join(in_role(role) for role in roles if words(role))
        if matches:
            fts = f"{self.kind}_fts"
            self.add(f"r.row {no}IN (SELECT rowid FROM {fts} WHERE {fts} MATCH :{name})", **{name: matches})  # noqa: S608
        else:
            self.add(f"{no}0")
