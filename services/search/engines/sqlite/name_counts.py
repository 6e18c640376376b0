"""Counts of names in what matches: lists of names, how often each occurs, and what articles call it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import apsw

from services.search.engines.sqlite import facets, hits, term_ids
from services.search.index.fields import Facet
from services.search.index.questions import MAX_ALIASES, Counts, Filters, Kind, Named, NamesPage, NamesRequest
from services.search.index.results import FacetValue
from services.search.index.rules import type_of
from services.search.query import Node
from services.search.query.words import exact

_COUNTED: dict[Kind, Facet] = {"articles": "entity", "quotes": "speaker"}
"""The facet that a list of names shows in full."""

_CALLED = {
    "articles": "SELECT 1 FROM article_names u CROSS JOIN article_entities t"
    " ON t.entity = n.entity AND t.article = u.article AND t.listed"
    " WHERE u.name = n.number AND t.article IN (SELECT row FROM temp.hits)",
    "quotes": "SELECT 1 FROM article_names u CROSS JOIN quote_entities t"
    " ON t.entity = n.entity AND t.article = u.article AND t.speaker"
    " WHERE u.name = n.number AND t.quote IN (SELECT row FROM temp.hits)",
}
"""The condition that one of the hits calls its entity, or its speaker, by the name ``n``."""


def names(db: apsw.Connection, request: NamesRequest) -> NamesPage:
    """Return one page, see :meth:`services.search.index.port.Index.names`. To be called in a read transaction."""
    sequence = hits.moment(db, request.after) if request.after else hits.now(db)
    last = request.after["last"] if request.after else None
    hits.collect(db, request.kind, request.words, request.filters, sequence)
    facet = _COUNTED[request.kind]
    counted: Mapping[int, int] = facets.numbers(
        db, request.kind, [facet], request.filters.act, figures=request.lists_figures
    )[facet]
    if typed := exact(request.name):
        called = _called(db, request.kind, typed)
        counted = {number: count for number, count in counted.items() if number in called}
    if request.types:
        ids = facets.texts(db, list(counted), facet)
        counted = {number: count for number, count in counted.items() if type_of(ids[number]) in request.types}
    if request.sort == "count":
        listed = facets.most_frequent(db, counted, facet, request.size + 1, after=last)
    else:
        ordered = sorted((id, number) for number, id in facets.texts(db, list(counted), facet).items())
        listed = [(number, id, counted[number]) for id, number in ordered if not last or id > last[1]]
    shown, following = listed[: request.size], None
    if shown and len(listed) > request.size:
        following = {"sequence": sequence, "last": [shown[-1][2], shown[-1][1]]}
    labels = facets.labels(db, [number for number, _, _ in shown])
    return NamesPage(
        names=[Named(id=id, label=labels.get(number, id), count=count) for number, id, count in shown],
        total=len(counted),
        next=following,
    )


def counts(db: apsw.Connection, ids: Sequence[str], words: Node | None, filters: Filters) -> dict[str, Counts]:
    """Return how often each id occurs, see :class:`~services.search.index.port.Index`. In a read transaction."""
    numbers = term_ids.known_entities(db, ids)
    wanted, sequence = json.dumps(list(numbers.values())), hits.now(db)
    hits.collect(db, "articles", words, filters, sequence)
    articles = {
        number: (count, mentions)
        for number, count, mentions in db.execute(
            # The plus keeps SQLite from looking up each article among the entities instead.
            "SELECT entity, count(*), sum(mentions) FROM article_entities"
            " WHERE entity IN (SELECT value FROM json_each(?)) AND listed AND +article IN (SELECT row FROM temp.hits)"
            " GROUP BY entity",
            (wanted,),
        )
    }
    labels = facets.labels(db, numbers.values())
    matching = hits.matching(db, "quotes", words, filters, sequence)
    quotes = {
        number: (by, about)
        for number, by, about in db.execute(
            "SELECT t.entity, sum(t.speaker), sum(t.about) FROM quote_entities t CROSS JOIN quotes r ON r.row = t.quote"  # noqa: S608 - ours
            f" WHERE t.entity IN (SELECT value FROM json_each(:entities)) AND {matching.where} GROUP BY t.entity",
            {**matching.values, "entities": wanted},
        )
    }
    return {
        id: Counts(*articles.get(number, (0, 0)), *quotes.get(number, (0, 0)), label=labels.get(number or 0, id))
        for id, number in ((id, numbers.get(id)) for id in ids)
    }


def aliases(db: apsw.Connection, id: str) -> list[FacetValue]:
    """Return what current articles call somebody, see :meth:`services.search.index.port.Index.aliases`."""
    return [
        FacetValue(value=text, label=text, count=count)
        for text, count in db.execute(
            "SELECT n.text, count(*) AS articles FROM entities e JOIN names n ON n.entity = e.number"
            " JOIN article_names u ON u.name = n.number JOIN articles a ON a.row = u.article"
            " WHERE e.id = ? AND a.removed IS NULL GROUP BY n.text ORDER BY articles DESC, n.text LIMIT ?",
            (id, MAX_ALIASES),
        )
    ]


def _called(db: apsw.Connection, kind: Kind, typed: str) -> set[int]:
    """Return the entities that one of the hits calls by these words in a row, the last one as a prefix."""
    rows = db.execute(
        "SELECT DISTINCT n.entity FROM names n"  # noqa: S608 - ours
        f" WHERE n.number IN (SELECT rowid FROM names_fts WHERE names_fts MATCH ?) AND EXISTS ({_CALLED[kind]})",
        (f'"{typed}" *',),
    )
    return {number for (number,) in rows}
