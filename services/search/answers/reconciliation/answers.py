"""Answers of the Reconciliation API, as its schemas have them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from services.search.answers.reconciliation.properties import Cell
from services.search.answers.reconciliation.types import Type
from shared.models.values import Frozen


class Address(Frozen):
    """An address in two parts, which a client puts together."""

    service_url: str
    service_path: str


class Template(Frozen):
    """An address with ``{{id}}`` in it."""

    url: str


class Preview(Template):
    """Where a small page about an entity is, and its size in pixels."""

    width: int
    height: int


class Suggesting(Frozen):
    """Where completions are."""

    entity: Address
    type: Address
    property: Address


class Extending(Frozen):
    """Where properties are proposed."""

    propose_properties: Address


class Manifest(BaseModel):
    """What the service is and offers."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=True)

    versions: list[Literal["0.2"]]
    name: str
    identifier_space: str
    schema_space: str
    documentation: str
    default_types: list[Type]
    batch_size: int
    view: Template
    preview: Preview
    suggest: Suggesting
    extend: Extending


class Feature(Frozen):
    """One of the reasons for a score."""

    id: str
    value: bool | int | float


class Candidate(Frozen):
    """An entity that a name may mean."""

    id: str
    name: str
    description: str
    type: list[Type]
    score: float = Field(ge=0, le=100)
    """How like the name is to the likest of its names."""
    match: bool
    """Whether it is sure: the exact name of this one and of nobody else."""
    features: list[Feature]


class Candidates(Frozen):
    """Candidates of a query, best first."""

    result: list[Candidate]


class SuggestedEntity(Frozen):
    """An entity as a completion."""

    id: str
    name: str
    description: str
    notable: list[Type]


class SuggestedEntities(Frozen):
    """Completions of names."""

    result: list[SuggestedEntity]


class SuggestedTypes(Frozen):
    """Completions of types."""

    result: list[Type]


class ListedProperty(Type):
    """A property."""

    description: str


class SuggestedProperties(Frozen):
    """Completions of properties."""

    result: list[ListedProperty]


class ProposedProperties(Frozen):
    """Properties that entities of a type have."""

    properties: list[ListedProperty]
    type: str
    limit: int | None = None


class Extended(Frozen):
    """Values of properties, by id and property."""

    meta: list[Type]
    rows: dict[str, dict[str, list[Cell]]]
    unknown_ids: list[str]
    """Ids that nothing is known of; their rows are empty."""
