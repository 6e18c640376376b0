"""Parameters of analyses: timeline, network, comparison, profile, suggestions, similar articles."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.search.index.fields import ACT_MEANING, Acts
from services.search.index.filters import Filters
from services.search.index.questions import (
    MAX_LINKED_NAMES,
    Interval,
    Kind,
    NetworkRequest,
    SuggestionKind,
    TimelineRequest,
)
from services.search.parameters.selection import Selection
from services.search.parameters.values import Format, Typed, Until, Value, period
from shared.errors import Invalid
from shared.figures import FIGURES_MEANING
from shared.models.annotations import EntityType


class TimelineParameters(Selection):
    """Parameters of ``/v1/timeline``."""

    kind: Kind = Field("quotes", description="What is counted.", examples=["quotes"])
    interval: Interval = Field(
        "day", description="How long each interval is: UTC, weeks begin on Mondays.", examples=["month"]
    )
    split: Literal["source", "speaker", "entity"] | None = Field(
        None, description="Count the ten most frequent of these on their own, too.", examples=["speaker"]
    )

    def request(self) -> TimelineRequest:
        """Return the request to the index. Raises Invalid and QuerySyntax."""
        return TimelineRequest(self.kind, self.interval, self.words(), self.filters(), self.split)


class NetworkParameters(Selection):
    """Parameters of ``/v1/network``."""

    links: Literal["speaks_about", "named_together"] = Field(
        "speaks_about",
        description="`speaks_about`: quotes by one whose own words name the other. `named_together`: articles that name"
        f" both, among the {MAX_LINKED_NAMES} people, organisations and places that most of the articles name.",
        examples=["speaks_about"],
    )
    size: int = Field(50, ge=1, le=500, description="Links, the strongest first.")

    def request(self) -> NetworkRequest:
        """Return the request to the index. Raises Invalid and QuerySyntax."""
        return NetworkRequest(self.links, self.words(), self.filters(), self.size)


class CompareParameters(Selection):
    """Parameters of ``/v1/compare``."""

    by: Literal["speaker", "source", "period"] = Field(description="What the two are.", examples=["speaker"])
    a: Value = Field(
        description="The one side: an id or name, a source, or a period (`2017`, `2017-03`, `2017-03-01..2017-03-31`).",
        examples=["Mohsen Milani"],
    )
    b: Value = Field(description="The other side.", examples=["Ellie Geranmayeh"])
    size: int = Field(3, ge=0, le=20, description="Quotes shown of each side.")

    def sides(self) -> tuple[Filters, Filters]:
        """Return the filters of either side. Raises Invalid."""
        filters = self.filters()
        taken = filters.since or filters.until if self.by == "period" else self.by in filters.include
        if taken:
            name = "from" if self.by == "period" else self.by
            raise Invalid.of(name, f"is what a and b say when it is compared by {self.by}; leave it out")
        if self.a == self.b:
            raise Invalid.of("b", "is the same as a; compare two different ones")
        return self._side(filters, "a", self.a), self._side(filters, "b", self.b)

    def _side(self, filters: Filters, name: str, value: str) -> Filters:
        match self.by:
            case "speaker" | "source":
                return replace(filters, include={**filters.include, self.by: (value,)})
            case "period":
                try:
                    since, until = period(value)
                except ValueError as error:
                    raise Invalid.of(name, str(error)) from None
                return replace(filters, since=since, until=until)


class ProfileParameters(BaseModel):
    """Parameters of ``/v1/entities/{id}``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    act: Acts = Field("speech", description=ACT_MEANING, examples=["any"])
    interval: Interval = Field("month", description="Of the activity over time.", examples=["month"])
    size: int = Field(5, ge=0, le=20, description="Latest quotes by and about it, of each.")


class SuggestParameters(BaseModel):
    """Parameters of ``/v1/suggest``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Typed = Field(description="What was typed so far; accents and typos are forgiven.", examples=["rouh"])
    kind: list[SuggestionKind] = Field([], description="Only these; without it all.", examples=[["person"]])
    size: int = Field(10, ge=1, le=20, description="Suggestions, best first.")


class InTheNewsParameters(BaseModel):
    """Parameters of ``/v1/in-the-news``."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    until: Until = Field(
        None,
        alias="to",
        description="The last day; without it, that of the newest article with quotes.",
        examples=["2026-03-17"],
    )
    days: int = Field(7, ge=1, le=92, description="Days that end with it; four times as many before are compared.")
    type: list[EntityType] = Field(["PERSON"], description="Types of names (OntoNotes).", examples=[["PERSON"]])
    size: int = Field(10, ge=1, le=50, description="Names, the most outstanding first.")


class SimilarParameters(BaseModel):
    """Parameters of ``/v1/articles/{id}/similar``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int = Field(10, ge=1, le=50, description="Articles, most alike first.")
    fields: list[Value] = Field(
        [], description="Only these fields of each article, and its `id`.", examples=[["title,url"]]
    )
    figures: bool = Field(False, description=FIGURES_MEANING, examples=[False])
    format: Format | None = Field(
        None, description="The answer's format; wins over the header `Accept`.", examples=["json"]
    )
