"""Types of the Reconciliation API: the kinds of names that can be looked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from services.search.index.questions import SuggestionKind
from services.search.index.rules import KINDS_OF_NAME, type_of
from shared.models.values import Frozen

TypeId = Literal["PERSON", "ORG", "NORP", "GPE", "LOC", "FAC"]

TYPES: Mapping[TypeId, str] = {
    "PERSON": "Person",
    "ORG": "Organisation",
    "NORP": "Nationality, religion or party",
    "GPE": "Country, state or city",
    "LOC": "Other place",
    "FAC": "Building or site",
}
"""What types are called. Dates, numbers, works and laws, which texts name too, are nothing to match a table with."""


class Type(Frozen):
    """A type, or a property, as the specification shows it."""

    id: str
    name: str


def types_of(id: str, decided: str | None = None) -> list[Type]:
    """Return the type of an id, if it has one; ``decided``: what an identity says its type is."""
    type = decided or type_of(id)
    return [Type(id=type, name=TYPES.get(type, type.capitalize()))] if type else []  # type: ignore[call-overload]


def kinds_of(types: Collection[TypeId]) -> Sequence[SuggestionKind]:
    """Return the kinds of suggestions among which names of these types are."""
    beginnings = {f"{type.lower()}:" for type in types}
    return [kind for kind, prefixes in KINDS_OF_NAME.items() if not beginnings.isdisjoint(prefixes)]
