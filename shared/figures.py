"""Figures: dates, times, amounts and numbers among the entities. They are no names, and are shown only if asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from operator import is_
from typing import Any, TypeVar

from pydantic import BaseModel

from shared.models.annotations import Entity, EntityMention, EntityType, Quote

FIGURES: frozenset[EntityType] = frozenset(("DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"))
"""Types of entities that are figures."""

FIGURES_MEANING = (
    "Show and count dates, times, amounts and numbers too: those of the types"
    f" {', '.join(sorted(FIGURES))} among entities, mentions and facets."
)
"""The meaning of the parameter ``figures``, wherever entities are shown or counted."""

_PREFIXES = frozenset(type_.lower() for type_ in FIGURES)
_PARTS = ("entities", "mentions", "quotes")

_Model = TypeVar("_Model", bound=BaseModel)


def is_figure(id: str) -> bool:
    """Return whether an entity's id is a figure's: *cardinal:two*."""
    return id.partition(":")[0] in _PREFIXES


def without_figures(annotated: _Model) -> _Model:
    """Return an annotation, an article or a quote without figures: in its ``entities``, its ``mentions``, and those of
    its ``quotes`` together, so that no id leads nowhere."""
    update = {}
    for name in _parts(type(annotated)):
        held = getattr(annotated, name)
        names = list(_names(held))
        if len(names) != len(held) or not all(map(is_, names, held)):
            update[name] = names
    return annotated.model_copy(update=update) if update else annotated  # there are none in most quotes


@cache
def _parts(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(name for name in _PARTS if name in model.model_fields)


def _names(parts: Iterable[Any]) -> Iterator[Any]:
    for part in parts:
        match part:
            case Quote():
                yield without_figures(part)
            case Entity() | EntityMention():
                if part.type not in FIGURES:
                    yield part
            case _:
                if not is_figure(part):
                    yield part
