"""Filterable fields of articles and quotes, each declared once.

:data:`FIELDS` is what Elasticsearch's mapping and SQLite's columns are made from, and what both engines store, filter
and count by; so are the parameters, their OpenAPI and the tables in the documents. To add a field: write its name into
:data:`FieldName` and :data:`Facet` (mypy holds all names against these), declare it in :data:`FIELDS`, and count up the
number of both layouts (``elastic/layout.py``, ``sqlite/schema.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from shared.models.annotations import Act, Annotation, Modality, Quote, QuoteType
from shared.models.articles import Article

_Counted = Literal[
    "source", "section", "language", "author", "tag", "speaker", "about", "entity", "type", "modality", "cue"
]  # fmt: skip

FieldName = Literal[_Counted, "role", "annotator"]
"""What can be filtered by."""

Facet = Literal[_Counted, "act", "day", "annotator"]
"""What can be counted beside a list: every field but those of words, which have no values, the act of quotes, and the
day of publication, which is filtered by :attr:`~services.search.index.filters.Filters.since` and ``until``. ``cue``
counts lemmas, ``annotator`` versions of the annotator."""

Acts = Literal[Act, "any"]
"""Acts of the quotes that count, see :attr:`services.search.index.filters.Filters.act`."""

ACTS: tuple[Act, ...] = get_args(Act)
"""Each act by itself."""


ACT_MEANING = (
    "Count quotes of `speech` (said, written, announced, promised), of `thought` (believed, hoped, expected, and not"
    " reported as said), or `any`. Of articles: the quotes whose speakers, cues and so on they are found and counted"
    " by. An article in full, and a quote by its id, show either."
)
"""The meaning of the parameter ``act``, wherever quotes are listed or counted."""


def each_act(acts: Acts) -> tuple[Act, ...]:
    """Return the acts that count, one by one."""
    return tuple(act for act in ACTS if acts in (act, "any"))


Comparison = Literal["exact", "folded", "entity", "words"]
"""How a filter's value is compared with a field's.

``exact``: to the letter. ``folded``: by :func:`services.search.index.rules.name_key`. ``entity``: the field's values
are entity ids, and the filter's an id, or any name that the article gives one of them. ``words``: the filter's words
stand next to each other in the field (folded, not stemmed).
"""


@dataclass(frozen=True, kw_only=True, eq=False)
class FilterField:
    """One field: where its values come from, how they compare, and how its parameters are described."""

    name: FieldName
    compared: Comparison = "exact"
    in_article: Callable[[Article, Annotation], Iterable[str]] | None = None
    """The values that an article has by itself; None: it has those of its quotes."""
    in_quote: Callable[[Quote], Iterable[str]] | None = None
    """The values that a quote has by itself; None: it has those of its article."""
    several: bool = False
    """Whether the article, or the quote, that has values by itself may have more than one."""
    figures: bool = False
    """Whether figures (:mod:`shared.figures`) are among its values. They are filtered by like others, and counted only
    where somebody asks for them."""
    or_unknown: bool = False
    """Whether :data:`services.search.index.filters.UNKNOWN` finds the quotes that have no value."""
    choices: Any = None
    """The type that lists all values, of which every quote has one; None: any text."""
    include: str
    """The meaning of the parameter with the field's name."""
    exclude: str
    """The meaning of the parameter ``exclude_…``."""
    include_example: str | None = None
    exclude_example: str | None = None

    @property
    def of_quotes(self) -> bool:
        """Whether an article has the values of its quotes, which depend on the acts that count."""
        return self.in_quote is not None and self.in_article is None


def language_of(article: Article, annotation: Annotation) -> str | None:
    """Return the language that an article was posted with, or else the one that was detected."""
    detected = annotation.detected_language
    return article.language or (detected.tag if detected else None)


FIELDS: tuple[FilterField, ...] = (
    FilterField(
        name="source",
        in_article=lambda article, _: [article.source] if article.source is not None else [],
        include="Only from these sources.",
        include_example="Halmstow Courier",
        exclude="Not from these sources.",
        exclude_example="Northshore Wire",
    ),
    FilterField(
        name="section",
        in_article=lambda article, _: [article.section] if article.section is not None else [],
        include="Only from these sections or desks of their sources.",
        include_example="Metro",
        exclude="Not from these sections.",
        exclude_example="Sport",
    ),
    FilterField(
        name="language",
        in_article=lambda article, annotation: [tag] if (tag := language_of(article, annotation)) else [],
        include="Only in these languages, given or detected.",
        include_example="en",
        exclude="Not in these languages.",
        exclude_example="de",
    ),
    FilterField(
        name="author",
        in_article=lambda article, _: article.authors,
        several=True,
        include="Only by these authors.",
        include_example="Felicity Brome",
        exclude="Not by these authors.",
        exclude_example="Jonah Tilbrook",
    ),
    FilterField(
        name="tag",
        in_article=lambda article, _: article.tags,
        several=True,
        include="Only with one of these tags.",
        include_example="bridge",
        exclude="Without these tags.",
        exclude_example="football",
    ),
    FilterField(
        name="entity",
        compared="entity",
        in_article=lambda _, annotation: [entity.id for entity in annotation.entities],
        in_quote=lambda quote: [*quote.mentions, *([quote.speaker.id] if quote.speaker else [])],
        several=True,
        figures=True,
        include="Naming one of these: entity ids (`person:mohsen-milani`), identities"
        " (`person:mohsen-milani~1`) or names, whole, and all else that they are called. Of a quote: its speaker,"
        " or whom its own words name.",
        include_example="gpe:iran",
        exclude="Naming none of these.",
        exclude_example="gpe:israel",
    ),
    FilterField(
        name="speaker",
        compared="entity",
        in_quote=lambda quote: [quote.speaker.id] if quote.speaker else [],
        or_unknown=True,
        include="Said by one of these: ids or names; `unknown` for what the text gives to nobody. Of articles: with"
        " such a quote.",
        include_example="Mohsen Milani",
        exclude="Said by none of these.",
        exclude_example="Ellie Geranmayeh",
    ),
    FilterField(
        name="about",
        compared="entity",
        in_quote=lambda quote: quote.mentions,
        several=True,
        figures=True,
        include="With a quote whose own words name one of these: ids or names.",
        include_example="Russia",
        exclude="Naming none of these in a quote.",
        exclude_example="Israel",
    ),
    FilterField(
        name="type",
        in_quote=lambda quote: [quote.type],
        choices=QuoteType,
        include="Quotes of one of these types; of articles, those with such a quote.",
        include_example="direct",
        exclude="Not of these types.",
        exclude_example="indirect",
    ),
    FilterField(
        name="modality",
        in_quote=lambda quote: [quote.modality],
        choices=Modality,
        include="Quotes that were `stated`, `denied` or `asked`, `conditional` ones (*would say*) or `future` ones"
        " (*will say*). Of articles: with such a quote.",
        include_example="stated",
        exclude="Not put forward in this way.",
        exclude_example="denied",
    ),
    FilterField(
        name="cue",
        compared="folded",
        in_quote=lambda quote: [quote.cue.lemma] if quote.cue else [],
        include="Quoted with one of these words, in their basic form (`say` for said).",
        include_example="say",
        exclude="Not quoted with these words.",
        exclude_example="warn",
    ),
    FilterField(
        name="role",
        compared="words",
        in_quote=lambda quote: [quote.speaker.role] if quote.speaker and quote.speaker.role else [],
        include="Said by somebody with these words, next to each other, in what the text calls them.",
        include_example="senior policy fellow",
        exclude="Not said by somebody in these roles.",
        exclude_example="mayor",
    ),
    FilterField(
        name="annotator",
        in_article=lambda _, annotation: [annotation.annotator.version],
        include="Annotated by these versions of the annotator, to the letter.",
        exclude="Not annotated by these versions.",
    ),
)
"""In the order in which clients read of them. The three ``entity`` fields are more than a declaration: the engines know
who is named, who speaks and who is spoken about (lists of names, networks), so a fourth needs a place there."""

TERM_FIELDS = tuple(field for field in FIELDS if field.compared in ("exact", "folded"))
"""The fields whose values are texts."""
ENTITY_FIELDS = tuple(field for field in FIELDS if field.compared == "entity")
"""The fields whose values are entity ids, to be shown by name."""
WITH_FIGURES = frozenset(field.name for field in FIELDS if field.figures)
"""The names of the fields with figures among their values."""


def named(column: str) -> str:
    """Return the column of an engine that holds the values of another one without figures."""
    return f"{column}_named"
