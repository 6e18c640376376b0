"""Properties of entities, which data extension adds to a table as columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from functools import cached_property
from typing import Literal, NamedTuple

from services.search.identified.who import Who, who_is
from services.search.index.fields import FieldName
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import Counts, Kind, Request, Sort
from services.search.index.rules import type_of
from services.search.parameters import ENTITY_ID

Cell = dict[Literal["str", "int", "date"], str | int]
"""A value as the specification writes it: the key says of which kind it is."""


class Entity:
    """What the index knows of an id, each read when it is first asked for."""

    def __init__(self, index: Index, id: str) -> None:
        self._index = index
        self.id = id

    @cached_property
    def exists(self) -> bool:
        """Whether some article names it, or some quote is by or about it."""
        counts = self.counts if ENTITY_ID.fullmatch(self.id) else Counts(0, 0, 0, 0)
        return bool(counts.articles or counts.quotes_by or counts.quotes_about)

    @cached_property
    def who(self) -> Who:
        """Who it is."""
        return who_is(self._index, self.id)

    @cached_property
    def counts(self) -> Counts:
        """How often it occurs."""
        return self._index.counts([self.id], None, Filters())[self.id]

    @cached_property
    def name(self) -> str:
        """What it is called."""
        return self.who.identity.name if self.who.identity else self.counts.label or self.id

    @cached_property
    def type(self) -> str | None:
        """Its type, a person's decision before that of its name."""
        return (self.who.identity.type if self.who.identity else None) or type_of(self.id)

    @cached_property
    def aliases(self) -> Sequence[str]:
        """What articles call it, most frequent first."""
        return [alias.label for alias in self._index.aliases(self.id)]

    def date(self, kind: Kind, sort: Sort) -> str | None:
        """Return when the first or last article that names it, or quote by it, was published, in UTC."""
        field: FieldName = "entity" if kind == "articles" else "speaker"
        behind = Request(kind, filters=Filters(include={field: (self.id,)}), sort=sort, size=1, facets=())
        for hit in self._index.search(behind).hits:
            if moment := hit.article.published_at:
                return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
        return None


class Property(NamedTuple):
    """A property: what it is called, and its values."""

    name: str
    description: str
    values: Callable[[Entity], Sequence[Cell]]


def _text(*values: str | None) -> list[Cell]:
    return [{"str": value} for value in values if value]


def _number(value: int) -> list[Cell]:
    return [{"int": value}]


def _date(value: str | None) -> list[Cell]:
    return [{"date": value}] if value else []


PROPERTIES: Mapping[str, Property] = {
    "name": Property("Name", "What it is called", lambda entity: _text(entity.name)),
    "type": Property("Type", "PERSON, ORG, GPE and so on", lambda entity: _text(entity.type)),
    "names": Property("Names used", "As articles call it, most frequent first", lambda entity: _text(*entity.aliases)),
    "articles": Property("Articles", "How many articles name it", lambda entity: _number(entity.counts.articles)),
    "mentions": Property("Mentions", "In how many places they do", lambda entity: _number(entity.counts.mentions)),
    "quotes_by": Property("Quotes by", "How many quotes are by it", lambda entity: _number(entity.counts.quotes_by)),
    "quotes_about": Property(
        "Quotes about", "How many quotes name it", lambda entity: _number(entity.counts.quotes_about)
    ),
    "first_article": Property(
        "First article", "When it was named first (UTC)", lambda entity: _date(entity.date("articles", "oldest"))
    ),
    "last_article": Property(
        "Last article", "When it was named last (UTC)", lambda entity: _date(entity.date("articles", "newest"))
    ),
    "first_quote": Property(
        "First quote",
        "When a quote by it was published first (UTC)",
        lambda entity: _date(entity.date("quotes", "oldest")),
    ),
    "last_quote": Property(
        "Last quote",
        "When a quote by it was published last (UTC)",
        lambda entity: _date(entity.date("quotes", "newest")),
    ),
}
"""Properties by their ids."""
