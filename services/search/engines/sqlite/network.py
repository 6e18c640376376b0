"""Network of names: who speaks about whom, and who is named together."""

from __future__ import annotations

import heapq
from collections import Counter
from itertools import combinations

import apsw

from services.search.engines.sqlite import facets, hits
from services.search.index.questions import MAX_LINKED_NAMES, Kind, Link, NetworkRequest
from services.search.index.rules import KINDS_OF_NAME
from shared.figures import is_figure

_Pair = tuple[int, int]
"""The numbers of two entities."""

_NAMES = tuple(prefix for prefixes in KINDS_OF_NAME.values() for prefix in prefixes)


def network(db: apsw.Connection, request: NetworkRequest) -> list[Link]:
    """Return the strongest links, see :meth:`services.search.index.port.Index.network`."""
    kind: Kind = "quotes" if request.links == "speaks_about" else "articles"
    hits.collect(db, kind, request.words, request.filters, hits.now(db))
    pairs = _speaks_about(db) if request.links == "speaks_about" else _named_together(db)
    least = min(heapq.nlargest(request.size, pairs.values()), default=0)
    strongest = {pair: count for pair, count in pairs.items() if count >= least}
    ids = facets.texts(db, list({number for pair in strongest for number in pair}), "entity")
    links = [Link(ids[source], ids[target], count) for (source, target), count in strongest.items()]
    return heapq.nsmallest(request.size, links, key=lambda link: (-link.count, link.source, link.target))


def _speaks_about(db: apsw.Connection) -> Counter[_Pair]:
    """Count pairs of a speaker and somebody whom a quote names."""
    joined: str | None = db.execute(
        "SELECT group_concat(q.speaker || ' ' || q.about, ';') FROM temp.hits h CROSS JOIN quotes q ON q.row = h.row"
        " WHERE q.speaker IS NOT NULL AND q.about IS NOT NULL"
    ).get
    quotes = (quote.split(" ") for quote in (joined.split(";") if joined else ()))
    pairs = Counter((speaker, target) for speaker, about in quotes for target in about.split(","))
    counted = {(int(source), int(target)): count for (source, target), count in pairs.items()}
    ids = facets.texts(db, list({target for _, target in counted}), "entity")
    return Counter({pair: count for pair, count in counted.items() if not is_figure(ids[pair[1]])})


def _named_together(db: apsw.Connection) -> Counter[_Pair]:
    """Count pairs among the most named. Each has a bit for every article; common bits are counted at once."""
    counted = facets.numbers(db, "articles", ["entity"], "any")["entity"]
    ids = facets.texts(db, list(counted), "entity")
    names = {number: count for number, count in counted.items() if ids[number].startswith(_NAMES)}
    most = sorted(facets.most_frequent(db, names, "entity", MAX_LINKED_NAMES), key=lambda name: name[1])
    articles = {number: _bits(db, number) for number, _, _ in most}
    together = {pair: (articles[pair[0]] & articles[pair[1]]).bit_count() for pair in combinations(articles, 2)}
    return Counter({pair: count for pair, count in together.items() if count})


def _bits(db: apsw.Connection, entity: int) -> int:
    """Return a number whose bit *n* says whether the article in row *n* is a hit and lists the entity."""
    rows: str | int = db.execute(
        "SELECT group_concat(article) FROM article_entities"
        " WHERE entity = ? AND listed AND +article IN (SELECT row FROM temp.hits)",
        (entity,),
    ).get
    articles = [int(row) for row in str(rows).split(",")]
    bits = bytearray(max(articles) // 8 + 1)
    for row in articles:
        bits[row // 8] |= 1 << row % 8
    return int.from_bytes(bits, "little")
