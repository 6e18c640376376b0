"""Query strings: the checks before parameters are read, and the parameters of what is looked up by its id."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from pydantic import BaseModel, Field

from shared.errors import UnknownParameter
from shared.figures import FIGURES_MEANING
from shared.http import query_string

_OTHER_NAMES = {
    "query": "q", "search": "q", "since": "from", "after": "from", "until": "to", "before": "to", "limit": "size",
    "count": "size", "per_page": "size", "page": "cursor", "offset": "cursor", "order": "sort", "lang": "language",
    "person": "speaker", "verb": "cue", "outlet": "source", "publisher": "source", "byline": "author",
    "confidence": "confidence_min", "min_confidence": "confidence_min", "select": "fields", "include": "fields",
    "aggs": "facet", "facets": "facet", "output": "format", "granularity": "interval",
}  # fmt: skip
"""Names that other services have for the same parameters; likeness in spelling alone would not lead there."""


class VersionParameter(BaseModel):
    """Parameter of what an older version is shown of."""

    version: int | None = Field(
        None,
        ge=1,
        # An index version is 1,024 times this and has to fit into 63 bits.
        lt=2**53,
        description="An older version; `versions` of the article lists them.",
    )


class FiguresParameter(BaseModel):
    """Parameters of ``/v1/quotes/{id}``."""

    figures: bool = Field(False, description=FIGURES_MEANING, examples=[False])


class ArticleParameters(VersionParameter, FiguresParameter):
    """Parameters of ``/v1/articles/{id}``."""

    original: bool = Field(
        False,
        description="Show `original`, too: title and body as they were posted, before `cleaning` cut from them.",
    )


class ChangesParameters(BaseModel):
    """Parameters of ``/v1/articles/{id}/versions/{version}/changes``."""

    since: int | None = Field(
        None,
        alias="from",
        ge=1,
        lt=2**53,
        description="The earlier version to compare with; without it the one before.",
    )


class NoParameters(BaseModel):
    """Parameters of what takes none."""


def names_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of a model's parameters, as clients write them."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


@cache
def _single_names(model: type[BaseModel]) -> frozenset[str]:
    """Return the parameters that hold one value. Kept, since asking a field for its default copies it each time."""
    return frozenset(
        field.alias or name for name, field in model.model_fields.items() if not isinstance(field.get_default(), list)
    )


def check_query_string(query: bytes, given: Iterable[tuple[str, str]], model: type[BaseModel]) -> None:
    """Refuse what the fields of ``model`` cannot see: unknown names, a single value given twice, bytes beyond UTF-8.

    ``query`` is the query string as it was received, ``given`` what it holds, in order.
    """
    names = names_of(model)
    query_string.check_query_string(query, given, names=names, single=_single_names(model), synonyms=_OTHER_NAMES)


def unknown(name: str, names: Collection[str]) -> UnknownParameter:
    """Return the refusal of ``name``, with the nearest of ``names``."""
    return query_string.unknown_parameter(name, names, _OTHER_NAMES)
