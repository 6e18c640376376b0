"""Who is named in what matches, and how often."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.search.analysis import exact
from services.search.elastic import patterns
from services.search.elastic.counting import MOST, counting, labelling, labels, most_frequent, of_these, tally
from services.search.elastic.engine import Engine, Moment
from services.search.elastic.filters import question
from services.search.elastic.names import SEPARATOR
from services.search.index import Counts, Filters, Kind, Named, NamesPage, NamesRequest
from services.search.query import Node
from shared.models import FacetValue

Clause = dict[str, Any]

_ALIASES = 100

_LISTED: Mapping[Kind, str] = {"articles": "entity", "quotes": "speaker"}
"""The field whose values are the names of a kind."""


def names(engine: Engine, request: NamesRequest) -> NamesPage:
    """One page. All names are counted for it and put in order here: no list in Elasticsearch is exact to its end.

    As in other lists, the later pages have what their snapshot has beside what the first one has shown.
    """
    moment = Moment(engine, request)
    query = question(request.words, request.filters, request.kind)
    ids = _counted(moment, query, request)
    before = frozenset(request.after["shown"] if request.after else ())
    last = tuple(request.after["last"] if request.after and request.after["last"] else ())
    by_name = request.sort == "name"
    order = sorted((0 if by_name else -count, id) for id, count in ids.items() if not before or _mark(id) not in before)
    left = [place for place in order if place > last] if last else order
    shown = [id for _, id in left[: request.size]]
    shown_as = _labels(moment, query, _LISTED[request.kind], shown)
    following = None
    if len(left) > len(shown) > 0:
        following = {
            "snapshot": moment.snapshot,
            "last": list(left[len(shown) - 1]) if request.after else None,
            "shown": request.after["shown"] if request.after else [_mark(id) for id in shown],
        }
    return NamesPage(
        names=[Named(id, shown_as.get(id, id), ids[id]) for id in shown],
        total=len(order) + len(before),
        next=following,
    )


def counts(engine: Engine, ids: Sequence[str], words: Node | None, filters: Filters) -> dict[str, Counts]:
    """How often each occurs."""
    if not ids:
        return {}
    wanted = list(dict.fromkeys(ids))
    named: Clause = {"bool": {"should": [{"terms": {field: wanted}} for field in ("entity", "speaker")]}}
    naming = {"entity": of_these("entity", wanted), **labelling("entity", wanted), **labelling("speaker", wanted)}
    for number, pattern in enumerate(patterns.with_id(wanted)):
        naming[f"mentions {number}"] = {"terms": {"field": "mentions", "size": MOST, "include": pattern}}
    spoken = {field: of_these(field, wanted) for field in ("speaker", "about")}
    in_articles, in_quotes = (
        answer["aggregations"]
        for answer in engine.ask_together(
            ("articles", counting(question(words, filters, "articles"), naming, named)),
            ("quotes", counting(question(words, filters, "quotes"), spoken)),
        )
    )
    mentions: Counter[str] = Counter()
    for name in in_articles:
        for term, count in tally(in_articles, name).items() if name.startswith("mentions") else ():
            id, _, times = term.rpartition(SEPARATOR)
            mentions[id] += int(times) * count
    articles = tally(in_articles, "entity")
    by, about = tally(in_quotes, "speaker"), tally(in_quotes, "about")
    shown = labels(in_articles)
    return {
        id: Counts(articles.get(id, 0), mentions[id], by.get(id, 0), about.get(id, 0), shown.get(id, id))
        for id in wanted
    }


def aliases(engine: Engine, id: str) -> list[FacetValue]:
    """What articles call it."""
    (pattern,) = patterns.with_id([id])
    named: Clause = {"bool": {"should": [{"term": {field: id}} for field in ("entity", "speaker")]}}
    written = {"names": most_frequent("names", _ALIASES, include=pattern)}
    found = tally(engine.ask("articles", counting(named, written))["aggregations"], "names")
    return [
        FacetValue(value=name, label=name, count=count)
        for term, count in found.items()
        for name in [term.partition(SEPARATOR)[2]]
    ]


def _mark(id: str) -> str:
    """Stands for an id in a cursor, which has to be short; ids may have 2,000 characters."""
    return hashlib.sha256(id.encode()).hexdigest()[:16]


def _counted(moment: Moment, query: Clause, request: NamesRequest) -> dict[str, int]:
    """The ids that are asked for, and how many results have each."""
    field = _LISTED[request.kind]
    if not exact(request.name):
        return dict(_values(moment, query, field, patterns.of_types(request.types) if request.types else None))
    pattern = patterns.names_beginning(request.name, request.types)
    named = {term.rpartition(SEPARATOR)[2] for term, _ in _values(moment, query, "listed_names", pattern)}
    return dict(_of(moment, query, field, sorted(named)))


def _values(moment: Moment, query: Clause, field: str, pattern: str | None) -> Iterator[tuple[str, int]]:
    """All values of a field (that match the pattern) and how many results have each: in parts where one request
    cannot count them all."""
    terms: Clause = {"field": field, "size": MOST}
    parts, answer = 1, _terms(moment, query, terms | ({"include": pattern} if pattern else {}))
    found = [answer]
    while found[-1]["sum_other_doc_count"]:
        parts *= 2
        found = []
        for part in range(parts):
            found.append(_terms(moment, query, terms | {"include": {"partition": part, "num_partitions": parts}}))
            if found[-1]["sum_other_doc_count"]:
                break
    matching = re.compile(pattern or ".*", re.DOTALL).fullmatch
    for answer in found:
        for bucket in answer["buckets"]:
            if parts == 1 or matching(bucket["key"]):  # partitions cannot be combined with a pattern
                yield bucket["key"], bucket["doc_count"]


def _of(moment: Moment, query: Clause, field: str, ids: Sequence[str]) -> Iterator[tuple[str, int]]:
    """How many results have each of these values, if any has."""
    for start in range(0, len(ids), MOST):
        values = {"values": of_these(field, ids[start : start + MOST])}
        yield from tally(moment.ask(counting(query, values))["aggregations"], "values").items()


def _terms(moment: Moment, query: Clause, terms: Clause) -> Mapping[str, Any]:
    found: Mapping[str, Any] = moment.ask(counting(query, {"values": {"terms": terms}}))["aggregations"]["values"]
    return found


def _labels(moment: Moment, query: Clause, field: str, ids: Sequence[str]) -> dict[str, str]:
    if not ids:
        return {}
    return labels(moment.ask(counting(query, labelling(field, ids)))["aggregations"])
