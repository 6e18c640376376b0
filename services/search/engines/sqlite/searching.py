"""Search: one page of a list. Find what matches, then count it, page through it, facet it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from services.search.engines.sqlite import facets, full_text, scoring, stored_rows
from services.search.engines.sqlite.collapsing import Leading, collapse
from services.search.engines.sqlite.columns.moments import Moment
from services.search.engines.sqlite.matching import Matching, total
from services.search.engines.sqlite.paging import page
from services.search.engines.sqlite.reading import Reading
from services.search.engines.sqlite.scoring import Frequencies
from services.search.engines.sqlite.words import words_query
from services.search.index.fields import Acts, Facet
from services.search.index.filters import Filters
from services.search.index.questions import FoundArticleText, Kind, Page, Request, Said
from services.search.index.results import FacetValue, FoundQuote
from services.search.index.rules import act_values, filters_by_act, with_more
from services.search.query import Node


def search(reading: Reading, request: Request) -> Page:
    """Return one page, see :meth:`services.search.index.port.Index.search`. To be called in a read transaction."""
    moment = reading.moment(request.after)
    phrases: list[Frequencies] | None = None
    if request.sort == "relevance" and request.words is not None and request.size:
        phrases = _frequencies(reading, moment, request.kind, request.words, request.filters.act)
    matching = Matching(reading, moment, request.kind, request.words, request.filters)
    hits = matching.hits
    last, weights = (request.after["last"], request.after["weights"]) if request.after else (None, None)
    positions = None
    if phrases is not None:
        weights = scoring.weights(moment, request.kind, phrases) if weights is None else weights
        positions = -scoring.scores(hits, phrases, weights)  # the greater the score, the less
    leading = collapse(reading.db, hits, positions, request.sort) if request.collapse else Leading(hits, positions, {})
    size = request.size + 1 if request.size else 0
    rows = page(reading.db, leading.hits, leading.positions, request.sort, last=last, size=size)
    shown, following = rows[: request.size], None
    if len(rows) > len(shown):
        following = {"sequence": moment.sequence, "weights": weights, "last": list(shown[-1][1])}
    counted = {} if request.after else _facets(reading, request, moment, matching)
    places = [place for place, _ in shown]
    found = _results(reading, request, moment, places)
    if request.collapse:
        found = with_more(found, [leading.followers.get(place, 0) for place in places])
    return Page(hits=found, total=leading.hits.total, next=following, facets=counted, matching=hits.total)


def said(reading: Reading, words: Node | None, filters: Filters, size: int) -> list[Said]:
    """Return what the newest quotes that match say, see :meth:`services.search.index.port.Index.said`."""
    moment = reading.now
    hits = Matching(reading, moment, "quotes", words, filters).hits
    rows = page(reading.db, hits, None, "newest", last=None, size=size)
    return stored_rows.said(reading.db, moment.quotes_at([place for place, _ in rows]))


def _results(
    reading: Reading, request: Request, moment: Moment, places: Sequence[int]
) -> Sequence[FoundArticleText] | Sequence[FoundQuote]:
    if request.kind == "quotes":
        return stored_rows.found_quotes(reading.db, moment.quotes_at(places))
    rows = moment.articles.row[np.array(places, np.int64)].tolist()
    return stored_rows.found_articles(reading.db, rows, request.filters.act, moment.sequence)


def _frequencies(reading: Reading, moment: Moment, kind: Kind, words: Node, acts: Acts) -> list[Frequencies]:
    """Return how often what adds to the score stands in each row. A word alone is in these rows, and need not be looked
    for again."""
    phrases = words_query(words, kind, acts).phrases
    found = [scoring.frequencies(reading, moment, kind, phrase) for phrase in phrases]
    if len(phrases) == 1:
        full_text.remember(reading, moment, kind, phrases[0].match(phrases[0].columns), found[0].places)
    return found


def _facets(reading: Reading, request: Request, moment: Moment, matching: Matching) -> Mapping[str, list[FacetValue]]:
    """Return the requested facets. One whose own filter is set counts what would match without it."""
    counted: dict[Facet, list[FacetValue]] = {
        facet: facets.values(reading.db, matching.without(facet), facet, request.facet_values, figures=request.figures)
        for facet in request.facets
        if facet != "act"
    }
    if "act" in request.facets:
        by_act = filters_by_act(request.filters).items()
        counts = {act: total(reading, moment, request.kind, request.words, filters) for act, filters in by_act}
        counted["act"] = act_values(counts)
    return {facet: counted[facet] for facet in request.facets}
