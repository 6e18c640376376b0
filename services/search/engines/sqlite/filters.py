"""Filters as SQL conditions of a row ``r``, of ``articles`` or of ``quotes``."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass

import apsw

from services.search.engines.sqlite import term_ids
from services.search.engines.sqlite.groups import COPIES
from services.search.engines.sqlite.schema import ACT_BITS, columns
from services.search.engines.sqlite.words import side_by_side
from services.search.index.fields import FIELDS, Acts, FilterField
from services.search.index.questions import UNKNOWN, Filters, Kind
from services.search.index.rules import compared, is_entity_id, microseconds, name_key
from services.search.query.words import words

_ARTICLE = {"articles": "r.row", "quotes": "r.article"}
"""The row of the article."""

_IN = "(SELECT value FROM json_each(:{name}))"

_ENTITIES = """r.row IN (
    SELECT {row} FROM {table} t WHERE entity IN (SELECT value FROM json_each(:{name}_ids)) AND {there}
    UNION ALL
    SELECT {row} FROM names n CROSS JOIN article_names u ON u.name = n.number
    CROSS JOIN {table} t ON t.entity = n.entity AND t.article = u.article
    WHERE n.key IN (SELECT value FROM json_each(:{name}_keys)) AND {there}
)"""
"""The condition for rows of entities that have one of these ids, or that the article calls so."""

_THERE = {
    "articles": {"entity": "t.listed", "speaker": "t.speaker & :acts", "about": "t.about & :acts"},
    "quotes": {"entity": "1", "speaker": "t.speaker", "about": "t.about"},
}
_UNKNOWN = {"articles": "r.unattributed & :acts", "quotes": "r.speaker IS NULL"}


@dataclass
class Conditions:
    """Conditions that all have to be true of a row."""

    clauses: list[str] = dataclasses.field(default_factory=list)
    values: dict[str, str | int | float] = dataclasses.field(default_factory=dict)
    """The values that the clauses name with a colon."""


def conditions(db: apsw.Connection, filters: Filters, kind: Kind) -> Conditions:
    """Return the conditions that ``filters`` mean for rows of ``kind``."""
    made = _Conditions(db, kind, filters.act)
    if kind == "quotes" and filters.act != "any":
        made.add("r.act = :acts")
    for field in FIELDS:
        made.field(field, field.name, filters.include.get(field.name), "")
        made.field(field, f"exclude_{field.name}", filters.exclude.get(field.name), "NOT ")
    if filters.confidence_min is not None:
        sure = " OR ".join(f"r.{name} >= :confidence_min" for name in columns("confidence", kind, filters.act))
        made.add(f"coalesce({sure}, 0)", confidence_min=filters.confidence_min)
    if filters.has_quotes is not None and kind == "articles":
        quotes = " + ".join(f"r.{name}" for name in columns("quote_count", kind, filters.act))
        made.add(f"{quotes} > 0" if filters.has_quotes else f"{quotes} = 0")
    if filters.has_quotes is False and kind == "quotes":
        made.add("0")
    if filters.since is not None:
        made.add("r.published_at >= :since", since=microseconds(filters.since))
    if filters.until is not None:
        made.add("r.published_at <= :until", until=microseconds(filters.until))
    if filters.copies_of is not None:
        made.add(f"{_ARTICLE[kind]} IN ({COPIES})", copies_of=filters.copies_of)
    return made


class _Conditions(Conditions):
    """Conditions in the making. ``no`` stands before each: nothing, or NOT; none of them is ever NULL."""

    def __init__(self, db: apsw.Connection, kind: Kind, acts: Acts) -> None:
        super().__init__(values={"acts": ACT_BITS[acts]})
        self.db = db
        self.kind = kind
        self.acts: Acts = acts

    def add(self, condition: str, **values: str | int | float) -> None:
        self.clauses.append(condition)
        self.values |= values

    def field(self, field: FilterField, name: str, texts: Sequence[str] | None, no: str) -> None:
        """Add that the field has one of these values. ``name``: what its values are called in the SQL."""
        if texts:
            match field.compared:
                case "exact" | "folded":
                    self.terms(field, name, texts, no)
                case "entity":
                    self.entities(field, name, texts, no)
                case "words":
                    self.words(field, name, texts, no)

    def terms(self, field: FilterField, name: str, texts: Sequence[str], no: str) -> None:
        numbers = json.dumps(term_ids.known_terms(self.db, field.name, compared(field, texts)))
        if self.kind == "quotes" and field.in_quote:
            self.add(f"{no}coalesce(r.{field.name} IN {_IN.format(name=name)}, 0)", **{name: numbers})
        else:
            acts = " AND acts & :acts" if field.of_quotes else ""
            having = f"SELECT article FROM article_terms WHERE term IN {_IN.format(name=name)}{acts}"  # noqa: S608 - a number
            self.add(f"{_ARTICLE[self.kind]} {no}IN ({having})", **{name: numbers})

    def entities(self, field: FilterField, name: str, texts: Sequence[str], no: str) -> None:
        table, row = ("article_entities", "t.article") if self.kind == "articles" else ("quote_entities", "t.quote")
        condition = _ENTITIES.format(row=row, table=table, name=name, there=_THERE[self.kind][field.name])
        if field.or_unknown and UNKNOWN in texts:
            condition = f"({condition} OR {_UNKNOWN[self.kind]})"
            texts = [text for text in texts if text != UNKNOWN]
        ids = [text for text in texts if is_entity_id(text)]
        keys = [name_key(text) for text in texts if not is_entity_id(text)]
        numbers = list(term_ids.known_entities(self.db, ids).values())
        self.add(f"{no}{condition}", **{f"{name}_ids": json.dumps(numbers), f"{name}_keys": json.dumps(keys)})

    def words(self, field: FilterField, name: str, texts: Sequence[str], no: str) -> None:
        """Add that these words stand together in one of the field's texts. What has no word stands nowhere."""
        where = columns(field.name, self.kind, self.acts)
        matches = " OR ".join(side_by_side(where, text) for text in texts if words(text))
        if matches:
            fts = f"{self.kind}_fts"
            self.add(f"r.row {no}IN (SELECT rowid FROM {fts} WHERE {fts} MATCH :{name})", **{name: matches})  # noqa: S608
        else:
            self.add(f"{no}0")
