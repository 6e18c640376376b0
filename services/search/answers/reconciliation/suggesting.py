"""Suggestions of the Reconciliation API: completions of entities, types and properties."""

from __future__ import annotations

from services.search.answers.reconciliation.answers import (
    ListedProperty,
    ProposedProperties,
    SuggestedEntities,
    SuggestedEntity,
    SuggestedProperties,
    SuggestedTypes,
)
from services.search.answers.reconciliation.candidates import Named, find_by_id, find_by_name, identities
from services.search.answers.reconciliation.properties import PROPERTIES
from services.search.answers.reconciliation.requests import ProposalParameters, SuggestEntitiesParameters
from services.search.answers.reconciliation.types import TYPES, Type, types_of
from services.search.index.port import Index
from services.search.index.results import Identity
from shared.text import fold

SHOWN = 10
"""Completions at once; with ``cursor`` there are more."""


def suggest_entities(index: Index, parameters: SuggestEntitiesParameters) -> SuggestedEntities:
    """Return the entities that what was typed may mean, those in most articles first; of an id, just that one."""
    named = find_by_id(index, parameters.prefix) or find_by_name(
        index, parameters.prefix, parameters.type or list(TYPES), parameters.cursor + SHOWN
    )
    named = named[parameters.cursor :]
    who = identities(index, named)
    return SuggestedEntities(result=[_suggested(each, who[each.id]) for each in named])


def _suggested(named: Named, who: Identity | None) -> SuggestedEntity:
    return SuggestedEntity(
        id=who.id if who else named.id,
        name=who.name if who else named.name,
        description=named.description,
        notable=types_of(named.id, who.type if who else None),
    )


def suggest_types(prefix: str) -> SuggestedTypes:
    """Return the types of which a name or the id begins so."""
    return SuggestedTypes(result=[Type(id=id, name=name) for id, name in TYPES.items() if _begins(prefix, id, name)])


def suggest_properties(prefix: str) -> SuggestedProperties:
    """Return the properties of which the name or the id begins so."""
    return SuggestedProperties(result=[each for each in _PROPERTIES if _begins(prefix, each.id, each.name)])


def propose_properties(parameters: ProposalParameters) -> ProposedProperties:
    """Return the properties that entities of a type have: all types have all."""
    limit = parameters.limit
    return ProposedProperties(properties=_PROPERTIES[:limit], type=parameters.type, limit=limit)


def _begins(prefix: str, *names: str) -> bool:
    return any(fold(name).startswith(fold(prefix)) for name in names)


_PROPERTIES = [ListedProperty(id=id, name=each.name, description=each.description) for id, each in PROPERTIES.items()]
