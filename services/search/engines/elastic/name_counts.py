"""Counts of names in what matches: entities and speakers, and how often each occurs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from services.search.engines.elastic import patterns
from services.search.engines.elastic.act_fields import counted, counted_names, searched
from services.search.engines.elastic.aggregations import (
    MOST,
    counting,
    labelling,
    labels,
    most_frequent,
    of_these,
    tally,
)
from services.search.engines.elastic.engine import Engine, Moment
from services.search.engines.elastic.filters import bearing, matching
from services.search.engines.elastic.name_fields import SEPARATOR
from services.search.index.filters import Bearers, Filters
from services.search.index.questions import MAX_ALIASES, Counts, Kind, Named, NamesPage, NamesRequest, Period
from services.search.index.results import FacetValue
from services.search.index.rules import moment_of
from services.search.query import Node
from services.search.query.words import exact

Clause = dict[str, Any]

_PARTS = tuple(2**power for power in range(12))
"""Numbers of parts that values are cut into, so that each part has fewer than ``MOST``: 100 million at the last."""

_NUMBER = ["pit_id", "aggregations.number.count", "aggregations.values.sum_other_doc_count"]

_CALLED = ("entity", *searched("speaker", "articles", "any"))
"""The fields of those to whom an article gives a name."""

_LISTED: Mapping[Kind, str] = {"articles": "entity", "quotes": "speaker"}
"""The field whose values are the names of a kind."""


def _listed(request: NamesRequest) -> str:
    """Return the field whose values are listed: without figures, unless they are asked for."""
    return counted_names(_LISTED[request.kind], request.kind, request.filters.act, figures=request.lists_figures)


def names(engine: Engine, request: NamesRequest) -> NamesPage:
    """Return one page. As in other lists, later ones have what their snapshot has beside what the first has shown."""
    moment = Moment(engine, request)
    query = matching(request.words, request.filters, request.kind)
    after = request.after or {"shown": [], "seen": 0, "total": None}
    before = frozenset(after["shown"])
    counts = _ranking(moment, query, request, len(before) + after["seen"] + request.size + 1)
    left = [id for id in counts.ids if id not in before][after["seen"] :]
    total = after["total"]
    if total is None:
        # What the first page has shown counts, too, where the snapshot has it no more.
        if counts.total is None:
            gone = len(before) - len(_of(moment, query, request, sorted(before)))
            total = _distinct(moment, query, request) + gone
        else:
            total = counts.total + sum(id not in counts.ids for id in before)

    def page(size: int, labelled: bool, whole: bool = False) -> NamesPage:
        shown = left[:size]
        label_of = _labels(moment, query, _LISTED[request.kind], shown) if labelled else {}
        following = None
        if len(left) > len(shown) > 0:
            later = {"shown": after["shown"], "seen": after["seen"] + len(shown), "total": total}
            first = {"shown": shown, "seen": 0, "total": None}
            following = {"snapshot": moment.snapshot, **(later if request.after else first)}
        names = [Named(id, label_of.get(id, id), counts.ids[id]) for id in shown]
        return NamesPage(names, total, following, first=page if whole and not request.after else None)

    return page(request.size, request.labelled, whole=True)


def counts(engine: Engine, ids: Sequence[str], words: Node | None, filters: Filters) -> dict[str, Counts]:
    """Return how often each id occurs."""
    if not ids:
        return {}
    distinct = list(dict.fromkeys(ids))
    named: Clause = {"bool": {"should": [{"terms": {field: distinct}} for field in _CALLED]}}
    speaker = counted("speaker", "articles", "any")
    naming = {"entity": of_these("entity", distinct), **labelling("entity", distinct), **labelling(speaker, distinct)}
    for number, pattern in enumerate(patterns.with_id(distinct)):
        naming[f"mentions {number}"] = {"terms": {"field": "mentions", "size": MOST, "include": pattern}}
    spoken = {field: of_these(field, distinct) for field in ("speaker", "about")}
    in_articles, in_quotes = (
        answer["aggregations"]
        for answer in engine.ask_together(
            ("articles", counting(matching(words, filters, "articles"), naming, named)),
            ("quotes", counting(matching(words, filters, "quotes"), spoken)),
        )
    )
    mentions: Counter[str] = Counter()
    for name in in_articles:
        for term, count in tally(in_articles, name).items() if name.startswith("mentions") else ():
            id, _, times = term.rpartition(SEPARATOR)
            mentions[id] += int(times) * count
    articles = tally(in_articles, "entity")
    by, about = tally(in_quotes, "speaker"), tally(in_quotes, "about")
    label_of = labels(in_articles)
    return {
        id: Counts(articles.get(id, 0), mentions[id], by.get(id, 0), about.get(id, 0), label_of.get(id, id))
        for id in distinct
    }


def totals(
    engine: Engine, kind: Kind, words: Node | None, filters: Filters, groups: Sequence[Sequence[Bearers]]
) -> list[int]:
    """Return how many of what matches meet each group of conditions."""
    return [bucket["doc_count"] for bucket in _by_group(engine, kind, words, filters, groups, {})]


def periods(engine: Engine, groups: Sequence[Sequence[Bearers]]) -> list[Period]:
    """Return when the articles that meet each group of conditions were published."""
    ends = {name: {name: {"field": "published_us"}} for name in ("min", "max")}
    return [
        Period(*(moment_of(round(at)) if (at := bucket[name]["value"]) is not None else None for name in ends))
        for bucket in _by_group(engine, "articles", None, Filters(), groups, ends)
    ]


def _by_group(
    engine: Engine,
    kind: Kind,
    words: Node | None,
    filters: Filters,
    groups: Sequence[Sequence[Bearers]],
    aggs: Clause,
) -> Sequence[Mapping[str, Any]]:
    """Return, for each group of conditions, the bucket of what matches and meets them, with these aggregations."""
    if not groups:
        return []
    each = {"filters": [bearing(group, kind, filters.act) for group in groups]}
    counted = counting(matching(words, filters, kind), {"groups": {"filters": each, "aggs": aggs}})
    buckets: Sequence[Mapping[str, Any]] = engine.ask(kind, counted)["aggregations"]["groups"]["buckets"]
    return buckets


def aliases(engine: Engine, id: str) -> list[FacetValue]:
    """Return the names that articles give an entity or speaker."""
    (pattern,) = patterns.with_id([id])
    named: Clause = {"bool": {"should": [{"term": {field: id}} for field in _CALLED]}}
    written = {"names": most_frequent("names", MAX_ALIASES, include=pattern)}
    names = tally(engine.ask("articles", counting(named, written))["aggregations"], "names")
    return [
        FacetValue(value=name, label=name, count=count)
        for term, count in names.items()
        for name in [term.partition(SEPARATOR)[2]]
    ]


class _Ranking(NamedTuple):
    """Ids in order with how many results have each: all of them, or the first ones, if ``total`` is not known."""

    ids: Mapping[str, int]
    total: int | None


def _ranking(moment: Moment, query: Clause, request: NamesRequest, size: int) -> _Ranking:
    """Return at least the first ``size`` ids, if there are so many."""
    field = _listed(request)
    if exact(request.name):
        pattern = patterns.names_beginning(request.name, request.types)
        called = {term.rpartition(SEPARATOR)[2] for term, _ in _values(moment, query, "listed_names", pattern)}
        every = _of(moment, query, request, sorted(called))
    elif size > MOST:
        every = dict(_values(moment, query, field, _pattern(request)))
    else:
        order = {"order": {"_key": "asc"}} if request.sort == "name" else {}
        first = most_frequent(field, size, **_included(_pattern(request)), **order)
        counted = moment.ask(counting(query, {"values": first}))["aggregations"]
        ids = tally(counted, "values")
        return _Ranking(ids, None if counted["values"]["sum_other_doc_count"] else len(ids))
    by_name = request.sort == "name"
    ranked = sorted(every, key=lambda id: (0 if by_name else -every[id], id))
    return _Ranking({id: every[id] for id in ranked}, len(every))


def _distinct(moment: Moment, query: Clause, request: NamesRequest) -> int:
    """Return how many ids there are, without bringing them here where that can be done."""
    field, pattern = _listed(request), _pattern(request)
    number = {"number": {"stats_bucket": {"buckets_path": "values._count"}}}
    for parts in (1,) if pattern else _PARTS:
        total = 0
        for part in range(parts):
            some = _included(pattern) or {"include": {"partition": part, "num_partitions": parts}}
            body = counting(query, {"values": {"terms": {"field": field, "size": MOST, **some}}, **number})
            counted = moment.ask(body | {"filter_path": _NUMBER})["aggregations"]
            if counted["values"]["sum_other_doc_count"]:
                break
            total += counted["number"]["count"]
        else:
            return total
    return sum(1 for _ in _values(moment, query, field, pattern))


def _values(moment: Moment, query: Clause, field: str, pattern: str | None) -> Iterator[tuple[str, int]]:
    """Yield the values of a field (that match the pattern) and how many results have each.

    They come in parts where one request cannot count them all.
    """
    matching = re.compile(pattern or ".*", re.DOTALL).fullmatch
    for parts in _PARTS:
        counted: list[dict[str, int]] = []
        for part in range(parts):
            # Partitions cannot be combined with a pattern.
            some = _included(pattern) if parts == 1 else {"include": {"partition": part, "num_partitions": parts}}
            answer = moment.ask(counting(query, {"values": {"terms": {"field": field, "size": MOST, **some}}}))
            if answer["aggregations"]["values"]["sum_other_doc_count"]:
                break
            counted.append(tally(answer["aggregations"], "values"))
        else:
            break
    for counts in counted:
        yield from ((value, count) for value, count in counts.items() if matching(value))


def _of(moment: Moment, query: Clause, request: NamesRequest, ids: Sequence[str]) -> dict[str, int]:
    """Return how many results have each of these values, if any has."""
    counts: dict[str, int] = {}
    for start in range(0, len(ids), MOST):
        values = {"values": of_these(_listed(request), ids[start : start + MOST])}
        counts |= tally(moment.ask(counting(query, values))["aggregations"], "values")
    return counts


def _pattern(request: NamesRequest) -> str | None:
    return patterns.of_types(request.types) if request.types else None


def _included(pattern: str | None) -> Clause:
    return {"include": pattern} if pattern else {}


def _labels(moment: Moment, query: Clause, field: str, ids: Sequence[str]) -> dict[str, str]:
    if not ids:
        return {}
    return labels(moment.ask(counting(query, labelling(field, ids)))["aggregations"])
