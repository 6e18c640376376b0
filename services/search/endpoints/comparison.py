"""Two sides on one topic: what each said, whom it named, and the words that set it apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.search.answers.distinctive import distinctive
from services.search.answers.highlight import highlighted
from services.search.answers.models import ComparedSide, Comparison, DistinctiveTerm
from services.search.endpoints.counting import counts
from services.search.endpoints.routing import Watch
from services.search.index.port import Index
from services.search.index.questions import Filters
from services.search.index.questions import Request as Search
from services.search.index.results import FacetValue, FoundQuote
from services.search.index.rules import MEASURES, type_of
from services.search.parameters import CompareParameters
from services.search.query import Node

QUOTES_READ = 1_000
"""Of each side, the newest: a year of a minister. Reading them takes about half a second, and more of them change the
first terms little."""

ENTITIES = 10
"""Named most, of each side."""


class _Side(NamedTuple):
    """What was found of one side."""

    value: str
    total: int
    quotes: Sequence[FoundQuote]


def comparison(index: Index, asked: CompareParameters, watch: Watch) -> Comparison:
    """The two sides. Raises Invalid and QuerySyntax."""
    words = asked.words()
    a, b = (
        _read(index, value, words, filters) for value, filters in zip((asked.a, asked.b), asked.sides(), strict=True)
    )
    terms = distinctive([quote.text for quote in a.quotes], [quote.text for quote in b.quotes])
    named = [_named(side.quotes) for side in (a, b)]
    found = counts(index, sorted({id for most in named for id in most}), None, Filters())

    def shown(side: _Side, terms: list[DistinctiveTerm], named: Mapping[str, int]) -> ComparedSide:
        first = highlighted(side.quotes[: asked.size], words)
        speaker = side.quotes[0].speaker if side.quotes and asked.by == "speaker" else None
        return ComparedSide(
            value=side.value,
            label=speaker.name if speaker else side.value,
            total=side.total,
            quotes_read=len(side.quotes),
            terms=terms,
            entities=[FacetValue(value=id, label=found[id].label or id, count=count) for id, count in named.items()],
            quotes=[quote for quote in first if isinstance(quote, FoundQuote)],
        )

    sides = [shown(*each) for each in zip((a, b), terms, named, strict=True)]
    return Comparison(by=asked.by, took_ms=watch.ms, a=sides[0], b=sides[1])


def _read(index: Index, value: str, words: Node | None, filters: Filters) -> _Side:
    page = index.search(Search("quotes", words, filters, "newest", QUOTES_READ, facets=()))
    return _Side(value, page.total, [hit for hit in page.hits if isinstance(hit, FoundQuote)])


def _named(quotes: Sequence[FoundQuote]) -> dict[str, int]:
    """Whom these quotes name most, and how many of them do. Not a facet: that would ignore the filter ``about``."""
    mentions = Counter(id for quote in quotes for id in set(quote.mentions) if type_of(id) not in MEASURES)
    most = sorted(mentions, key=lambda id: (-mentions[id], id))[:ENTITIES]
    return {id: mentions[id] for id in most}
