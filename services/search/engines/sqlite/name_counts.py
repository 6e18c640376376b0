"""Counts of names in what matches: lists of names, how often each occurs, and what articles call it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import apsw
import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite import facets, term_ids
from services.search.engines.sqlite.columns import counting
from services.search.engines.sqlite.columns.arrays import among, places_of
from services.search.engines.sqlite.columns.moments import Hits
from services.search.engines.sqlite.columns.packing import LISTED
from services.search.engines.sqlite.labels import labels
from services.search.engines.sqlite.matching import Matching
from services.search.engines.sqlite.reading import Reading
from services.search.index.fields import Facet
from services.search.index.filters import Filters
from services.search.index.questions import MAX_ALIASES, Counts, Kind, Named, NamesPage, NamesRequest
from services.search.index.results import FacetValue
from services.search.index.rules import type_of
from services.search.query import Node
from services.search.query.words import exact

_COUNTED: dict[Kind, Facet] = {"articles": "entity", "quotes": "speaker"}
"""The facet that a list of names shows in full."""


def names(reading: Reading, request: NamesRequest) -> NamesPage:
    """Return one page, see :meth:`services.search.index.port.Index.names`. To be called in a read transaction."""
    db, moment = reading.db, reading.moment(request.after)
    last = request.after["last"] if request.after else None
    hits = Matching(reading, moment, request.kind, request.words, request.filters).hits
    facet = _COUNTED[request.kind]
    counts = counting.shown(hits, facet, figures=request.lists_figures)
    if typed := exact(request.name):
        counts = np.where(_called(reading, hits, typed, len(counts)), counts, 0)
    if request.types:
        ids = facets.texts(db, np.flatnonzero(counts).tolist(), facet)
        others = [number for number, id in ids.items() if type_of(id) not in request.types]
        counts = counts.copy()
        counts[others] = 0
    if request.sort == "count":
        listed = facets.most_frequent(db, counts, facet, request.size + 1, after=last)
    else:
        ordered = sorted(
            (id, number) for number, id in facets.texts(db, np.flatnonzero(counts).tolist(), facet).items()
        )
        listed = [(number, id, int(counts[number])) for id, number in ordered if not last or id > last[1]]
    shown, following = listed[: request.size], None
    if shown and len(listed) > request.size:
        following = {"sequence": moment.sequence, "last": [shown[-1][2], shown[-1][1]]}
    label_of = labels(db, hits, [number for number, _, _ in shown]) if request.labelled else {}
    return NamesPage(
        names=[Named(id=id, label=label_of.get(number, id), count=count) for number, id, count in shown],
        total=int(np.count_nonzero(counts)),
        next=following,
    )


def counts(reading: Reading, ids: Sequence[str], words: Node | None, filters: Filters) -> dict[str, Counts]:
    """Return how often each id occurs, see :class:`~services.search.index.port.Index`. In a read transaction."""
    numbers = term_ids.known_entities(reading.db, ids)
    articles = Matching(reading, reading.now, "articles", words, filters).hits
    quotes = Matching(reading, reading.now, "quotes", words, filters).hits
    label_of = labels(reading.db, articles, numbers.values())
    counted = (
        counting.counts(articles, "entity"),
        counting.mentions(articles),
        counting.counts(quotes, "speaker"),
        counting.counts(quotes, "about"),
    )

    def counts_of(id: str, number: int) -> Counts:
        in_articles, mentions, by, about = (int(each[number]) if number < len(each) else 0 for each in counted)
        return Counts(in_articles, mentions, by, about, label=label_of.get(number, id))

    return {id: counts_of(id, numbers.get(id, 0)) for id in ids}


def aliases(db: apsw.Connection, id: str) -> list[FacetValue]:
    """Return what current articles call somebody, see :meth:`services.search.index.port.Index.aliases`."""
    return [
        FacetValue(value=text, label=text, count=count)
        for text, count in db.execute(
            "SELECT n.text, n.articles FROM entities e JOIN names n ON n.entity = e.number"
            " WHERE e.id = ? AND n.articles ORDER BY n.articles DESC, n.text LIMIT ?",
            (id, MAX_ALIASES),
        )
    ]


def _called(reading: Reading, hits: Hits, typed: str, count: int) -> npt.NDArray[np.bool_]:
    """Return, by number, the entities that one of the hits calls by these words in a row, the last one as a prefix; of
    articles an entity that they list, of quotes their speaker."""
    rows = reading.db.execute(
        "SELECT number, entity FROM names WHERE number IN (SELECT rowid FROM names_fts WHERE names_fts MATCH ?)",
        (f'"{typed}" *',),
    )
    entity_of = np.array(sorted(rows), np.int64).reshape(-1, 2)
    called = np.zeros(count, bool)
    if not len(entity_of):
        return called
    moment, used = hits.moment, hits.moment.articles.lists["name"]
    places = _places_of_names(reading, typed, entity_of[:, 0])
    places = places[(hits.per_article > 0).take(used.rows.take(places))]
    entities = entity_of[places_of(entity_of[:, 0]).take(used.values.take(places)), 1]
    if hits.kind == "articles":
        found = entities[(used.bits.take(places) & LISTED) != 0]
    else:
        # Who is called so in an article, and speaks in it: both as one number.
        named = used.rows[places] * np.int64(count) + entities
        speaker = moment.quotes.numbers["speaker"].take(hits.places)
        spoken = moment.quotes.article.take(hits.places) * np.int64(count) + speaker
        may_be = np.zeros(count, bool)
        may_be[entities[entities < count]] = True
        heard = spoken[may_be[speaker]]
        found = heard[np.isin(heard, named[entities < count])] % count
    called[found[found < count]] = True
    called[0] = False
    return called


@dataclass(frozen=True)
class _Places:
    """Places in the articles' lists of names, of the first so many articles."""

    articles: int
    places: npt.NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """Bytes of the places."""
        return self.places.nbytes


def _places_of_names(reading: Reading, typed: str, numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Return where the articles' lists of names have these numbers, those of names that begin as ``typed``.

    An article's names never change: of what was asked before, only articles that came since are looked through. Those
    of articles that were purged may be numbers of others by now.
    """
    moment, seen = reading.now, reading.seen("articles")
    used = moment.articles.lists["name"]
    end = used.starts[seen]
    known = moment.memory.get(("names", typed), _Places)
    if known is None or known.articles < seen:
        first = used.starts[known.articles] if known else 0
        came = (np.flatnonzero(among(used.values[first:end], numbers)) + first).astype(np.int32)
        known = _Places(seen, np.concatenate((known.places, came)) if known else came)
        moment.memory.put(("names", typed), known)
    return known.places[: np.searchsorted(known.places, end)]
