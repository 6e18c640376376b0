"""Filters as SQL. In every condition ``a`` is the row in ``articles``, ``q`` (for quotes) the one in ``quotes``."""

from __future__ import annotations

import json
from collections.abc import Sequence

from services.search.index import Filters, Kind
from services.search.records import microseconds, name_keys

Values = dict[str, str | int]

_IN = "IN (SELECT value FROM json_each(:{name}))"
_NAMED = (
    f"SELECT {{row}} FROM names n JOIN {{table}} t ON t.article = n.article AND t.entity = n.entity WHERE n.key {_IN}"  # noqa: S608
)


def conditions(filters: Filters, kind: Kind) -> tuple[list[str], Values]:
    """What has to be true of a row, and the named values that this uses."""
    found: list[str] = []
    values: Values = {}

    def any_of(name: str, wanted: Sequence[str], condition: str) -> None:
        if wanted:
            found.append(condition.replace("…", _IN.format(name=name)))
            values[name] = json.dumps(list(wanted))

    any_of("source", filters.source, "a.source …")
    any_of("exclude_source", filters.exclude_source, "NOT coalesce(a.source …, 0)")
    any_of("language", filters.language, "a.language …")
    any_of("entity", name_keys(filters.entity), _entity(kind))
    any_of("speaker", name_keys(filters.speaker), _role(kind, "speaker"))
    any_of("about", name_keys(filters.about), _role(kind, "about"))
    any_of("type", filters.type, _TYPE[kind])
    if filters.since is not None:
        found.append("a.published_at >= :since")
        values["since"] = microseconds(filters.since)
    if filters.until is not None:
        found.append("a.published_at <= :until")
        values["until"] = microseconds(filters.until)
    return found, values


_TYPE = {
    "articles": "a.row IN (SELECT article FROM quotes WHERE type …)",
    "quotes": "q.type …",
}


def _entity(kind: Kind) -> str:
    """In an article: any of its entities. In a quote: its speaker, or whom its content names."""
    if kind == "articles":
        return f"a.row IN ({_NAMED.format(row='t.article', table='entities', name='entity')} AND t.listed)"
    return f"q.row IN ({_NAMED.format(row='t.quote', table='roles', name='entity')})"


def _role(kind: Kind, role: str) -> str:
    """The quote's speaker, or whom its content names; for an article, those of any of its quotes."""
    row, field = ("a.row", "t.article") if kind == "articles" else ("q.row", "t.quote")
    return f"{row} IN ({_NAMED.format(row=field, table='roles', name=role)} AND t.{role})"
