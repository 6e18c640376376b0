"""Parameters of lists, which are answered page by page: articles, quotes, entities, speakers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.search.index.fields import Facet
from services.search.index.filters import Filters
from services.search.index.questions import Kind, NamesRequest, Request, Sort
from services.search.parameters.selection import ArticleSelection, Selection
from services.search.parameters.values import Format, Typed, Value
from shared.errors import Invalid
from shared.figures import FIGURES_MEANING
from shared.models.annotations import EntityType

MAX_SIZE = 100
"""Results on a page. More would make one answer of many megabytes; the cursor leads on."""

_COUNTED = "What to count beside the list, repeatable; `none` for nothing. A facet ignores its own filter."


class ListParameters(BaseModel):
    """Parameters of every list that has pages: which part of it, in which form."""

    size: int = Field(
        10,
        ge=1,
        le=MAX_SIZE,
        description="Results on a page; may change from page to page. `csv` and `jsonl` hold all, and take none.",
    )
    fields: list[Value] = Field(
        [],
        description="Only these fields of each result, and its `id`: with commas or repeated, with dots for what lies"
        " deeper.",
        examples=[["id"]],
    )
    format: Format | None = Field(
        None,
        description="The answer's format; wins over the header `Accept`. `csv` and `jsonl` hold all results from this"
        " page on, `rss` and `atom` one page.",
        examples=["json"],
    )
    figures: bool = Field(False, description=FIGURES_MEANING, examples=[False])
    cursor: str | None = Field(
        None,
        description="`next_cursor` of the page before; everything but `size`, `fields`, `facet` and `format` has to"
        " stay the same. Facets come with the first page only.",
    )


class Parameters(ListParameters, Selection):
    """Parameters of ``/v1/articles`` and ``/v1/quotes``."""

    sort: Sort | None = Field(
        None,
        description="`relevance` if `q` says something, else `newest`. Undated articles come last. Without `q` nothing"
        " is more relevant than another, and `relevance` means `newest`. Length is that of the body, or of the quote.",
    )
    facet: list[Literal[Facet, "none"]] = Field(
        [],
        description=f"{_COUNTED} Without it: {', '.join(Request.facets)}.",
        examples=[["source"]],
    )
    collapse: Literal["group"] | None = Field(
        None,
        description="`group`: of articles that print one text, list the first one in the order of the list, with how"
        " many `more` match; of quotes, one of those with the same words in such articles. `total` then counts groups"
        " (what has no copies is one), `matching` all that match, as the facets do.",
        examples=["group"],
    )

    def request(self, kind: Kind) -> Request:
        """Return the request for the first page. Raises Invalid, or QuerySyntax where ``q`` cannot be understood."""
        words = self.words()
        sort = self.sort or "relevance"
        return Request(
            kind,
            words,
            self.filters(),
            sort if words is not None or sort != "relevance" else "newest",
            self.size,
            _facets(self.facet, Request.facets),
            figures=self.figures,
            collapse=self.collapse is not None,
        )


class CopiesParameters(ListParameters):
    """Parameters of ``/v1/articles/{id}/copies``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def request(self, id: str) -> Request:
        """Return the request for the first page of the copies of an article, the oldest first."""
        return Request("articles", filters=Filters(copies_of=id), sort="oldest", size=self.size, facets=())


class _Names(ListParameters):
    """Parameters of a list of names."""

    name: Typed | None = Field(
        None,
        description="Only those with a name in which these words stand in a row, the last one as a beginning.",
        examples=["mohsen mil"],
    )
    sort: Literal["count", "name"] = Field(
        "count", description="By how many results have them, most first; or by id, which begins with the type."
    )
    facet: list[Literal[Facet, "none"]] = Field([], description=f"{_COUNTED} Without it nothing is counted.")

    def facets(self) -> tuple[Facet, ...]:
        """Return the facets to count in the articles or quotes; ``name`` does not narrow them."""
        return _facets(self.facet, ())


class EntitiesParameters(_Names, ArticleSelection):
    """Parameters of ``/v1/entities``."""

    type: list[EntityType] = Field(
        [], description="Only these types of entities (OntoNotes), figures among them.", examples=[["PERSON"]]
    )

    def request(self) -> NamesRequest:
        """Return the request for the first page. Raises Invalid and QuerySyntax."""
        types = tuple(dict.fromkeys(self.type))
        return NamesRequest(
            "articles", self.words(), self.filters(), self.name or "", types, self.figures, self.sort, self.size
        )


class SpeakersParameters(_Names, Selection):
    """Parameters of ``/v1/speakers``."""

    def request(self) -> NamesRequest:
        """Return the request for the first page. Raises Invalid and QuerySyntax."""
        return NamesRequest("quotes", self.words(), self.filters(), self.name or "", sort=self.sort, size=self.size)


def _facets(given: Sequence[Literal[Facet, "none"]], otherwise: Sequence[Facet]) -> tuple[Facet, ...]:
    facets = tuple(dict.fromkeys(facet for facet in given if facet != "none"))
    if "none" not in given:
        return facets or tuple(otherwise)
    if facets:
        raise Invalid.of("facet", "none stands alone: leave it out, or the others")
    return ()
