"""Suggestions while somebody types: names of people, organisations and places, and titles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.search.engines.elastic.aggregations import counting, labelling, labels, most_frequent, tally
from services.search.engines.elastic.engine import Engine
from services.search.index.questions import Suggestion, SuggestionKind
from services.search.index.rules import KINDS_OF_NAME
from services.search.query.words import exact

Clause = dict[str, Any]

_CANDIDATES = 20_000
"""Names that are looked at. A single letter begins fewer in an archive of a million articles."""

_LABELLED = 100
"""Candidates that are counted and labelled by one question; of more, only those that will be shown are labelled."""

_FORGIVEN = {"fuzziness": "AUTO:4,8", "prefix_length": 1, "transpositions": True, "rewrite": "constant_score"}
"""As :meth:`services.search.index.port.Index.suggest` says; rewritten to know all spellings, not the 50 likeliest."""

_KINDS = {prefix: kind for kind, prefixes in KINDS_OF_NAME.items() for prefix in prefixes}


def suggest(engine: Engine, text: str, kinds: Collection[SuggestionKind], size: int) -> list[Suggestion]:
    """Return the suggestions, best first."""
    typed = exact(text).split()
    types = [prefix for prefix, kind in _KINDS.items() if kind in kinds]
    if not typed or not kinds:
        return []
    names, titles = engine.ask_together(("articles", _candidates(typed, types)), ("articles", _titles(typed, size)))
    suggestions = _named(engine, names["aggregations"]["names"]["typed"], size) if types else []
    if "title" in kinds:
        suggestions += [
            (hit["sort"][0] == 0, Suggestion("title", hit["_source"]["stored"]["article"]["title"], hit["_id"], 1))
            for hit in titles["hits"]["hits"]
        ]
    suggestions.sort(key=lambda one: (one[0], -one[1].count, one[1].id))
    return [suggestion for _, suggestion in suggestions[:size]]


def _typed(typed: Sequence[str], whole: str, beginning: str, *, forgiving: bool) -> Clause:
    """Return the clause for all typed words: whole ones in one field, the last as a beginning in the other."""
    terms = [(whole, word) for word in typed[:-1]] + [(beginning, typed[-1])]
    if forgiving:
        return {"bool": {"filter": [{"fuzzy": {field: {"value": word, **_FORGIVEN}}} for field, word in terms]}}
    return {"bool": {"filter": [{"term": {field: word}} for field, word in terms]}}


def _candidates(typed: Sequence[str], types: Sequence[str]) -> Clause:
    """Return the search for the entities with a name that was typed, and for those without typos."""
    fields = ("suggested.words", "suggested.beginnings")
    meant = {"bool": {"filter": [_typed(typed, *fields, forgiving=True), {"terms": {"suggested.type": list(types)}}]}}
    ids = {"terms": {"field": "suggested.id", "size": _CANDIDATES}}
    aggs: Clause = {"ids": ids, "exact": {"filter": _typed(typed, *fields, forgiving=False), "aggs": {"ids": ids}}}
    within = {"nested": {"path": "suggested"}, "aggs": {"typed": {"filter": meant, "aggs": aggs}}}
    return counting({"nested": {"path": "suggested", "query": meant}}, {"names": within})


def _named(engine: Engine, candidates: Mapping[str, Any], size: int) -> list[tuple[bool, Suggestion]]:
    """Return the names in most articles, each with whether a typo was forgiven: up to ``size`` with and without."""
    exact_ids = tally(candidates["exact"], "ids")
    near = [id for id in tally(candidates, "ids") if id not in exact_ids] if len(exact_ids) < size else []
    aggs = {
        name: most_frequent("entity", size, include=ids)
        for name, ids in (("exact", list(exact_ids)), ("near", near))
        if ids
    }
    if not aggs:
        return []
    every = [*exact_ids, *near]
    few = len(every) <= _LABELLED
    query: Clause = {"terms": {"entity": every}} if few else {"match_all": {}}
    naming = labelling("entity", every) if few else {}
    counted = engine.ask("articles", counting(query, {**aggs, **naming}))["aggregations"]
    totals = [(name == "near", id, count) for name in aggs for id, count in tally(counted, name).items()]
    label_of = labels(counted) if few else _labels(engine, [id for _, id, _ in totals])
    return [
        (by_typo, Suggestion(_KINDS[f"{id.partition(':')[0]}:"], label_of.get(id, id), id, count))
        for by_typo, id, count in totals
    ]


def _labels(engine: Engine, ids: Sequence[str]) -> dict[str, str]:
    counted = engine.ask("articles", counting({"terms": {"entity": ids}}, labelling("entity", ids)))
    return labels(counted["aggregations"])


def _titles(typed: Sequence[str], size: int) -> Clause:
    fields = ("title_words", "title_beginnings")
    without_typos = {"constant_score": {"filter": _typed(typed, *fields, forgiving=False)}}
    return {
        "query": {"bool": {"filter": [_typed(typed, *fields, forgiving=True)], "should": [without_typos]}},
        "sort": [{"_score": "desc"}, {"id": "asc"}],
        "size": size,
        "_source": ["stored.article.title"],
        "track_total_hits": False,
    }
