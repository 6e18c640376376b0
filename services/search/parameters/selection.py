"""Parameters that select articles and quotes: ``q`` and the filters, which most endpoints take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Annotated, Any, ClassVar, TypeVar, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from services.search.index.fields import ACT_MEANING, FIELDS, Acts, FilterField
from services.search.index.filters import Filters
from services.search.parameters.values import Since, Until, Value
from services.search.query import Node, parse
from shared.errors import Invalid
from shared.text import no_control_characters

MAX_VALUES = 64
"""Filter values in one query, all parameters together. Each costs the engine a look-up."""

_Model = TypeVar("_Model", bound=type[BaseModel])

_OF_ARTICLES = tuple(field for field in FIELDS if field.name != "type")
"""The fields that the list of entities is filtered by: there, ``type`` is the entity's."""


def _filtering(fields: Iterable[FilterField]) -> Callable[[_Model], _Model]:
    """Add the parameters of ``fields`` to a model, behind its own: each field, and the same with ``exclude_``."""

    def extended(model: _Model) -> _Model:
        parameters: Any = dict(chain.from_iterable(_parameters(field) for field in fields))
        names: Any = {"__base__": model, "__module__": model.__module__, "__doc__": model.__doc__}
        return cast("_Model", create_model(model.__name__, **names, **parameters))

    return extended


def _parameters(field: FilterField) -> Iterable[tuple[str, tuple[Any, Any]]]:
    for name, meaning, example in (
        (field.name, field.include, field.include_example),
        (f"exclude_{field.name}", field.exclude, field.exclude_example),
    ):
        values: Any = list[field.choices or Value]  # type: ignore[misc]
        yield name, (values, Field([], description=meaning, examples=None if example is None else [[example]]))


@_filtering(_OF_ARTICLES)
class _Query(BaseModel):
    """Parameters of the words, and of the fields that are filtered by."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    q: Annotated[str, AfterValidator(no_control_characters)] = Field(
        "",
        description='Words, "exact phrases", `prefix*`, AND, OR, NOT or -, parentheses, `"near words"~5`, and the'
        " fields `title:` `body:` `speaker:` `entity:` `source:` `cue:` `role:`. Words match by their stem, case and"
        " accents aside; side by side they must all be there.",
        examples=["Iran OR bridge*"],
    )


class ArticleSelection(_Query):
    """Parameters that select articles: all but the types of quotes."""

    filterable: ClassVar[tuple[FilterField, ...]] = _OF_ARTICLES
    """The fields that can be filtered by, each with a parameter of its name and one with ``exclude_`` before it."""

    act: Acts = Field("speech", description=ACT_MEANING, examples=["any"])
    confidence_min: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Only quotes whose speaker is at least so sure; those by nobody are not. Of articles: with such a"
        " quote.",
        examples=[0.9],
    )
    has_quotes: bool | None = Field(
        None, description="Only articles with quotes (`true`) or without (`false`).", examples=[True]
    )
    since: Since = Field(
        None,
        alias="from",
        description="Published then or later. A bare date means the whole day, UTC. Undated articles match no range.",
        examples=["2017-03-01"],
    )
    until: Until = Field(
        None,
        alias="to",
        description="Published then or earlier; a bare date includes its day.",
        examples=["2017-03-31"],
    )

    @classmethod
    def lists(cls) -> list[str]:
        """Return the names of the parameters that hold values of fields."""
        return [f"{prefix}{field.name}" for prefix in ("", "exclude_") for field in cls.filterable]

    def words(self) -> Node | None:
        """Return the tree of ``q``. Raises QuerySyntax where it cannot be understood."""
        return parse(self.q)

    def filters(self) -> Filters:
        """Return the filters, without values that are given twice. Raises Invalid."""
        if self.since and self.until and self.since > self.until:
            raise Invalid.of("from", "is later than to, so nothing could match; exchange them")
        given: dict[str, Sequence[str]] = dict(self)
        values = {name: tuple(dict.fromkeys(given[name])) for name in self.lists()}
        if sum(map(len, values.values())) > MAX_VALUES:
            longest = max(values, key=lambda name: len(values[name]))
            raise Invalid.of(longest, f"a query may have {MAX_VALUES} filter values, all parameters together")
        return Filters(
            act=self.act,
            include={field.name: values[field.name] for field in self.filterable if values[field.name]},
            exclude={field.name: refused for field in self.filterable if (refused := values[f"exclude_{field.name}"])},
            confidence_min=self.confidence_min,
            has_quotes=self.has_quotes,
            since=self.since,
            until=self.until,
        )


@_filtering(field for field in FIELDS if field not in _OF_ARTICLES)
class Selection(ArticleSelection):
    """Parameters that select articles and quotes."""

    filterable: ClassVar[tuple[FilterField, ...]] = FIELDS
