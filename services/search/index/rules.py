"""Rules that both adapters keep: which write wins, what is stored of a field, how names compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, get_args

from services.search.index.changes import Change
from services.search.index.fields import ACTS, Acts, FilterField
from services.search.index.filters import Filters
from services.search.index.questions import FoundArticleText, Interval, SuggestionKind
from services.search.index.results import FacetValue, FoundQuote
from shared.models.annotations import Act, Annotation, EntityType, Quote
from shared.models.articles import Article
from shared.text import fold

GENERATIONS = 1024
"""Annotator generations per article version, see :class:`shared.models.annotations.Annotator`."""

MAX_PAST_VERSIONS = 10
MAX_PAST_CHARS = 4_000_000
"""Older versions that are kept of an article, and characters of text in them: the newest ones."""

_TYPES: dict[str, EntityType] = {name.lower(): name for name in get_args(EntityType)}
KINDS_OF_NAME: Mapping[SuggestionKind, tuple[str, ...]] = {
    "person": ("person:",),
    "organization": ("org:", "norp:"),
    "place": ("gpe:", "loc:", "fac:"),
}
"""The names among the entities: how the ids of each kind begin. The rest are dates, numbers, works, laws and so on."""

_ENTITY_ID = re.compile(r"[a-z_]+:")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def revision(change: Change, annotation: Annotation | None) -> int:
    """Return the number by which one of two writes wins: the article's version, then the annotator's generation.

    A deletion is the last word on its version.
    """
    generation = annotation.annotator.generation if annotation else GENERATIONS - 1
    return change.version * GENERATIONS + generation


def microseconds(moment: datetime) -> int:
    """Return the microseconds since 1970, exact."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(microseconds: int) -> datetime:
    """Return the moment so many microseconds after 1970 began."""
    return _EPOCH + timedelta(microseconds=microseconds)


def interval_start(moment: int, interval: Interval) -> str:
    """Return the beginning of the interval that ``moment`` (microseconds since 1970) falls into, as
    :class:`services.search.index.questions.TimelineCounts` writes it."""
    at = moment_of(moment)
    match interval:
        case "hour":
            return at.replace(tzinfo=None).isoformat()[:13]
        case "day":
            return at.date().isoformat()
        case "week":
            return (at - timedelta(days=at.weekday())).date().isoformat()
        case "month":
            return at.date().isoformat()[:7]
        case "year":
            return at.date().isoformat()[:4]


@lru_cache(maxsize=2**12)  # an article's names and cues come again with each of its quotes
def name_key(name: str) -> str:
    """Return what names are compared by: case, accents and the width of spaces do not matter."""
    return " ".join(fold(name).split())


def compared(field: FilterField, values: Iterable[str]) -> list[str]:
    """Return the different values of a field, as they are stored and compared."""
    return list(dict.fromkeys(map(name_key, values) if field.compared == "folded" else values))


def counted_quotes(quotes: Sequence[Quote], acts: Acts) -> Sequence[Quote]:
    """Return the quotes that count where those of ``acts`` do."""
    return quotes if acts == "any" else [quote for quote in quotes if quote.act == acts]


def filters_by_act(filters: Filters) -> dict[Act, Filters]:
    """Return, for each act, the filters whose total is the count of this act in the facet ``act``."""
    if filters.has_quotes is False:
        return {}
    return {act: replace(filters, act=act, has_quotes=True) for act in ACTS}


def act_values(counts: Mapping[Act, int]) -> list[FacetValue]:
    """Return the facet ``act`` of these counts, most frequent first."""
    values = [FacetValue(value=act, label=act, count=count) for act, count in counts.items() if count]
    return sorted(values, key=lambda value: (-value.count, value.value))


def with_more(hits: Sequence[FoundArticleText | FoundQuote], counts: Sequence[int]) -> list[Any]:
    """Return the results of a collapsed list, each with how many more of its group match."""
    return [
        replace(hit, article=hit.article.model_copy(update={"more": more}))
        if isinstance(hit, FoundArticleText)
        else hit.model_copy(update={"more": more})
        for hit, more in zip(hits, counts, strict=True)
    ]


def values_in_article(field: FilterField, article: Article, annotation: Annotation, acts: Acts = "any") -> list[str]:
    """Return what an article has in a field: values of its own, or those of its quotes that count."""
    if field.in_article:
        return compared(field, field.in_article(article, annotation))
    if field.in_quote:
        return compared(field, chain.from_iterable(map(field.in_quote, counted_quotes(annotation.quotes, acts))))
    return []


def values_in_quote(field: FilterField, quote: Quote) -> list[str]:
    """Return what a quote has by itself in a field."""
    return compared(field, field.in_quote(quote)) if field.in_quote else []


def is_entity_id(value: str) -> bool:
    """Return whether a filter's value is an entity's id (``person:mohsen-milani``) rather than a name."""
    return bool(_ENTITY_ID.match(value))


def type_of(id: str) -> EntityType | None:
    """Return the type that an entity's id begins with; None for a speaker whom the text only describes."""
    return _TYPES.get(id.partition(":")[0])


def names_by_id(annotation: Annotation) -> dict[str, list[str]]:
    """Return the names of each entity and speaker of an annotation, the one to be shown first."""
    names: dict[str, list[str]] = {}
    for entity in annotation.entities:
        names.setdefault(entity.id, []).extend([entity.name, *entity.aliases])
    for quote in annotation.quotes:
        if quote.speaker:
            names.setdefault(quote.speaker.id, []).append(quote.speaker.name)
    return names
