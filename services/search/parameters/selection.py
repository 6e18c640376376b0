"""What is selected out of everything: ``q`` and the filters, which most endpoints take."""

from __future__ import annotations

import dataclasses
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.search.index.questions import Filters
from services.search.parameters.values import Since, Until, Value, invalid
from services.search.query import Node, parse
from shared.models import Modality, QuoteType
from shared.text import no_control_characters

MAX_VALUES = 64
"""Filter values in one query, all parameters together. Each costs the engine a look-up."""

_LISTS = tuple(field.name for field in dataclasses.fields(Filters) if field.default == ())


class ArticleSelection(BaseModel):
    """Everything but the types of quotes."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    lists: ClassVar[tuple[str, ...]] = tuple(name for name in _LISTS if name not in ("type", "exclude_type"))
    """The filters that hold lists of values."""

    q: Annotated[str, AfterValidator(no_control_characters)] = Field(
        "",
        description='Words, "exact phrases", `prefix*`, AND, OR, NOT or -, parentheses, `"near words"~5`, and the'
        " fields `title:` `body:` `speaker:` `entity:` `source:` `cue:` `role:`. Words match by their stem, case and"
        " accents aside; side by side they must all be there.",
        examples=["Iran OR bridge*"],
    )
    source: list[Value] = Field([], description="Only from these sources.", examples=[["Halmstow Courier"]])
    exclude_source: list[Value] = Field([], description="Not from these sources.", examples=[["Northshore Wire"]])
    language: list[Value] = Field([], description="Only in these languages.", examples=[["en"]])
    exclude_language: list[Value] = Field([], description="Not in these languages.", examples=[["de"]])
    author: list[Value] = Field([], description="Only by these authors.", examples=[["Felicity Brome"]])
    exclude_author: list[Value] = Field([], description="Not by these authors.", examples=[["Jonah Tilbrook"]])
    tag: list[Value] = Field([], description="Only with one of these tags.", examples=[["bridge"]])
    exclude_tag: list[Value] = Field([], description="Without these tags.", examples=[["football"]])
    entity: list[Value] = Field(
        [],
        description="Naming one of these: entity ids (`person:mohsen-milani`) or names, whole. Of a quote: its speaker,"
        " or whom its own words name.",
        examples=[["gpe:iran"]],
    )
    exclude_entity: list[Value] = Field([], description="Naming none of these.", examples=[["gpe:israel"]])
    speaker: list[Value] = Field(
        [],
        description="Said by one of these: ids or names; `unknown` for what the text gives to nobody. Of articles: with"
        " such a quote.",
        examples=[["Mohsen Milani"]],
    )
    exclude_speaker: list[Value] = Field([], description="Said by none of these.", examples=[["Ellie Geranmayeh"]])
    about: list[Value] = Field(
        [], description="With a quote whose own words name one of these: ids or names.", examples=[["Russia"]]
    )
    exclude_about: list[Value] = Field([], description="Naming none of these in a quote.", examples=[["Israel"]])
    modality: list[Modality] = Field(
        [],
        description="Quotes that were `stated`, `denied` or `asked`, `conditional` ones (*would say*) or `future` ones"
        " (*will say*). Of articles: with such a quote.",
        examples=[["stated"]],
    )
    exclude_modality: list[Modality] = Field([], description="Not put forward in this way.", examples=[["denied"]])
    cue: list[Value] = Field(
        [], description="Quoted with one of these words, in their basic form (`say` for said).", examples=[["say"]]
    )
    exclude_cue: list[Value] = Field([], description="Not quoted with these words.", examples=[["warn"]])
    role: list[Value] = Field(
        [],
        description="Said by somebody with these words, next to each other, in what the text calls them.",
        examples=[["senior policy fellow"]],
    )
    exclude_role: list[Value] = Field([], description="Not said by somebody in these roles.", examples=[["mayor"]])
    annotator: list[Value] = Field([], description="Annotated by these versions of the annotator, to the letter.")
    exclude_annotator: list[Value] = Field([], description="Not annotated by these versions.")
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

    def words(self) -> Node | None:
        """The tree of ``q``. Raises QuerySyntax where it cannot be understood."""
        return parse(self.q)

    def filters(self) -> Filters:
        """The filters; of a value that is given twice, one. Raises Invalid."""
        values = {name: tuple(dict.fromkeys(getattr(self, name))) for name in self.lists}
        if self.since and self.until and self.since > self.until:
            raise invalid("from", "is later than to, so nothing could match; exchange them")
        if sum(map(len, values.values())) > MAX_VALUES:
            longest = max(self.lists, key=lambda name: len(values[name]))
            raise invalid(longest, f"a query may have {MAX_VALUES} filter values, all parameters together")
        return Filters(
            **values,
            confidence_min=self.confidence_min,
            has_quotes=self.has_quotes,
            since=self.since,
            until=self.until,
        )


class Selection(ArticleSelection):
    """Everything that articles and quotes are selected by."""

    lists: ClassVar[tuple[str, ...]] = _LISTS

    type: list[QuoteType] = Field(
        [],
        description="Quotes of one of these types; of articles, those with such a quote.",
        examples=[["direct"]],
    )
    exclude_type: list[QuoteType] = Field([], description="Not of these types.", examples=[["indirect"]])
