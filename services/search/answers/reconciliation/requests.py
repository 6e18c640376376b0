"""Requests of the Reconciliation API: query batches and data extension queries, within bounds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Json, StringConstraints
from pydantic.json_schema import WithJsonSchema

from services.search.answers.reconciliation.properties import PROPERTIES
from services.search.answers.reconciliation.types import TypeId
from shared.errors import TooLarge

MAX_QUERIES = 20
"""Queries of a batch, which the manifest tells clients. Each may look at 20 names, so a batch ends within seconds."""

MAX_CANDIDATES = 20
"""Candidates of a query: more than anybody picks from by hand. Who asks for more gets these."""

MAX_IDS = 50
"""Ids of a data extension query. Each asks the index up to six questions; OpenRefine sends ten at once."""

MAX_CHARS = 300
"""Characters of a name, an id or a value, as of a parameter of other routes."""

MAX_VALUES = 20
"""Properties of a query, and values of one."""

MAX_BYTES = 512 * 1024
"""Limit of the form: 20 queries of 300 characters, nine bytes each in most scripts, with some properties."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_CHARS)]

Key = Annotated[str, StringConstraints(max_length=MAX_CHARS)]
"""Key of a query in its batch, given back as it is."""


def _listed(value: object) -> object:
    return [] if value is None else value if isinstance(value, list) else [value]


def _known(pid: str) -> str:
    if pid not in PROPERTIES:
        raise ValueError(f"is no property here; there are {', '.join(PROPERTIES)}")
    return pid


PropertyId = Annotated[Text, AfterValidator(_known)]


class Reconciled(BaseModel):
    """A value that is an entity, reconciled before."""

    id: Text
    name: Text | None = None


class PropertyFilter(BaseModel):
    """A property that a candidate should have, with one of some values."""

    pid: PropertyId
    v: Annotated[list[Text | bool | int | float | Reconciled], Field(max_length=MAX_VALUES), BeforeValidator(_listed)]


class Query(BaseModel):
    """A name that is looked for."""

    model_config = ConfigDict(extra="forbid")

    query: Annotated[Text, StringConstraints(min_length=1)]
    """Not empty: without a name nothing is found here, though the specification lets properties stand alone."""
    type: Annotated[list[TypeId], Field(max_length=MAX_VALUES), BeforeValidator(_listed)] = []
    """Only these types; none: all."""
    limit: int = Field(5, ge=1)
    properties: Annotated[list[PropertyFilter], Field(max_length=MAX_VALUES)] = []
    type_strict: Literal["any", "should", "all"] = "any"
    """Taken and passed over, as the specification allows: an entity has one type."""


class ExtensionProperty(BaseModel):
    """A property that is asked for; it has no settings."""

    id: PropertyId
    settings: dict[str, Any] | None = None


class ExtensionQuery(BaseModel):
    """A data extension query."""

    model_config = ConfigDict(extra="forbid")

    ids: list[Text]
    properties: Annotated[list[ExtensionProperty], Field(max_length=MAX_VALUES)]


_JSON = WithJsonSchema({"type": "string", "contentMediaType": "application/json"})


class ReconcileParameters(BaseModel):
    """Parameters of ``/v1/reconcile``, in the query string or in a form."""

    queries: Annotated[Json[dict[Key, Query]], _JSON] | None = Field(
        None,
        description=f"A query batch of at most {MAX_QUERIES} queries, as JSON",
        examples=['{"q0": {"query": "Mohsen Milani", "type": "PERSON"}}'],
    )
    extend: Annotated[Json[ExtensionQuery], _JSON] | None = Field(
        None,
        description=f"A data extension query of at most {MAX_IDS} ids, as JSON",
        examples=['{"ids": ["person:mohsen-milani"], "properties": [{"id": "quotes_by"}]}'],
    )

    def check_sizes(self) -> None:
        """Raise TooLarge for more queries or ids than are answered at once: the status that the specification has."""
        if len(self.queries or ()) > MAX_QUERIES:
            raise TooLarge(f"A batch may have {MAX_QUERIES} queries; send the others in another.", limit=MAX_QUERIES)
        if self.extend and len(self.extend.ids) > MAX_IDS:
            raise TooLarge(f"A query may extend {MAX_IDS} ids; send the others in another.", limit=MAX_IDS)


class PrefixParameters(BaseModel):
    """Parameters of suggestions of types and properties."""

    prefix: Text = Field(description="What was typed: the beginning of a name or an id", examples=["per"])


class SuggestEntitiesParameters(PrefixParameters):
    """Parameters of suggestions of entities."""

    prefix: Text = Field(description="What was typed: the beginning of a name, or an id", examples=["Mila"])
    type: list[TypeId] = Field([], max_length=MAX_VALUES, description="Only these types")
    cursor: int = Field(0, ge=0, le=100, description="Suggestions to skip")


class ProposalParameters(BaseModel):
    """Parameters of proposals of properties."""

    type: TypeId | Literal[""] = Field("", description="Type of the entities that are to be extended")
    limit: int | None = Field(None, ge=1, le=1_000, description="Properties at most")
