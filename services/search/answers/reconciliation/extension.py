"""Data extension: values of properties for entities that a table was matched with."""

from __future__ import annotations

from services.search.answers.reconciliation.answers import Extended
from services.search.answers.reconciliation.properties import PROPERTIES, Cell, Entity
from services.search.answers.reconciliation.requests import ExtensionQuery
from services.search.answers.reconciliation.types import Type
from services.search.index.port import Index


def extend(index: Index, query: ExtensionQuery) -> Extended:
    """Return the values of some properties of some ids, and which of the ids nothing is known of."""
    properties = list(dict.fromkeys(each.id for each in query.properties))
    rows: dict[str, dict[str, list[Cell]]] = {}
    unknown: list[str] = []
    for id in dict.fromkeys(query.ids):
        entity = Entity(index, id)
        if not entity.exists:
            unknown.append(id)
        rows[id] = {each: list(PROPERTIES[each].values(entity)) if entity.exists else [] for each in properties}
    return Extended(
        meta=[Type(id=each, name=PROPERTIES[each].name) for each in properties], rows=rows, unknown_ids=unknown
    )
