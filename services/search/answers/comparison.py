"""Comparison: two sides on one topic, what each said, whom it named, and the words that set it apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from services.search.answers.counts import counts_of
from services.search.answers.distinctive import distinctive
from services.search.answers.highlights import highlighted
from services.search.answers.models import ComparedSide, Comparison, DistinctiveTerm
from services.search.answers.stopwatch import Stopwatch
from services.search.identified.identified_index import for_one_answer, meanings_of
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import Page, Request, Said
from services.search.index.results import FacetValue, FoundQuote, IdentifiedSpeaker
from services.search.parameters import CompareParameters
from services.search.query import Node
from shared.figures import is_figure, without_figures

QUOTES_READ = 1_000
"""Of each side, the newest: a year of a minister. Reading them takes about half a second, and more of them change the
first terms little."""

ENTITIES = 10
"""Named most, of each side."""


class _Side(NamedTuple):
    """The quotes of one side."""

    value: str
    total: int
    quotes: Sequence[FoundQuote]
    """The newest, to be shown."""
    said: Sequence[Said]
    """What the newest say, to be counted."""
    naming: Mapping[str, int]
    """The names that most of these quotes mention, with how many do."""


def compare(index: Index, parameters: CompareParameters) -> Comparison:
    """Return two speakers, sources or periods side by side. Raises Invalid and QuerySyntax."""
    stopwatch = Stopwatch()
    index, words = for_one_answer(index), parameters.words()
    filters_a, filters_b = parameters.sides()
    if parameters.by == "speaker":
        meanings_of(index).read_values([parameters.a, parameters.b], called=True)
    first_a = index.begin(lambda index: _first(index, words, filters_a, parameters.size))
    first_b = index.begin(lambda index: _first(index, words, filters_b, parameters.size))
    said_a, said_b = index.said(words, [filters_a, filters_b], QUOTES_READ)
    a, b = _side(parameters.a, first_a(), said_a), _side(parameters.b, first_b(), said_b)
    terms_a, terms_b = distinctive([quote.text for quote in a.said], [quote.text for quote in b.said])
    counts = counts_of(index, sorted({*a.naming, *b.naming}), None, Filters())
    labels = {id: counts[id].label or id for id in counts}

    def shown(side: _Side, terms: list[DistinctiveTerm]) -> ComparedSide:
        first = highlighted(side.quotes[: parameters.size], words)
        speaker = side.quotes[0].speaker if side.quotes and parameters.by == "speaker" else None
        return ComparedSide(
            value=side.value,
            label=_called(speaker) if speaker else side.value,
            total=side.total,
            quotes_read=len(side.said),
            terms=terms,
            entities=[FacetValue(value=id, label=labels[id], count=count) for id, count in side.naming.items()],
            quotes=[without_figures(quote) for quote in first if isinstance(quote, FoundQuote)],
        )

    shown_a, shown_b = shown(a, terms_a), shown(b, terms_b)
    return Comparison(by=parameters.by, took_ms=stopwatch.ms, a=shown_a, b=shown_b)


def _called(speaker: IdentifiedSpeaker) -> str:
    return speaker.identity.name if speaker.identity else speaker.name


def _first(index: Index, words: Node | None, filters: Filters, shown: int) -> Page:
    return index.search(Request("quotes", words, filters, "newest", max(1, shown), facets=()))


def _side(value: str, page: Page, said: Sequence[Said]) -> _Side:
    quotes = [hit for hit in page.hits if isinstance(hit, FoundQuote)]
    return _Side(value, page.total, quotes, said, _most_named(said))


def _most_named(said: Sequence[Said]) -> dict[str, int]:
    """Count the names in these quotes. This is not a facet: a facet would ignore the filter ``about``."""
    mentions = Counter(chain.from_iterable(set(quote.mentions) for quote in said))
    names = (id for id in mentions if not is_figure(id))
    most = sorted(names, key=lambda id: (-mentions[id], id))[:ENTITIES]
    return {id: mentions[id] for id in most}
