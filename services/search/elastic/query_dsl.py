"""From a :class:`Request` to Elasticsearch's query language, and from its aggregations to facets; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.search import analysis
from services.search.elastic import documents
from services.search.index import Filters, Kind, Request
from services.search.query import And, Node, Not, Or, Phrase, Word
from services.search.records import is_entity_id, microseconds, name_key
from shared.models import FacetValue

Clause = dict[str, Any]

FACET_VALUES = 20
FACET_DAYS = 1_000
_NAMED = frozenset({"speaker", "entity"})
"""Facets whose values are ids, to be shown by name."""

_STEMS = {"articles": ["title_stems^2", "body_stems"], "quotes": ["stems"]}
_WORDS = {"articles": ["title_words^2", "body_words"], "quotes": ["words"]}
"""A headline says what an article is about, so its words count double."""

_TIES = {"articles": ["id"], "quotes": ["article_id", "start", "slot"]}


def search_body(request: Request, facets: Sequence[str]) -> dict[str, Any]:
    """The body of a search for one page; it asks for one hit more, to know whether there is another page."""
    clauses = _filter_clauses(request.filters)
    # A facet ignores its own filter. Filters that belong to a counted facet therefore work after the counting
    # (post_filter), and are repeated within each of the other facets.
    late = {name: clauses.pop(name) for name in facets if name in clauses}
    body: dict[str, Any] = {
        "query": {
            "bool": {
                "must": [words_query(request.words, request.kind)] if request.words else [],
                "filter": [clause for group in clauses.values() for clause in group],
            }
        },
        "sort": _order(request),
        "size": request.size + 1,
        "track_total_hits": True,
    }
    if late:
        body["post_filter"] = {"bool": {"filter": [clause for group in late.values() for clause in group]}}
    if facets:
        body["aggs"] = {name: _facet(name, late) for name in facets}
    return body


def words_query(node: Node, kind: Kind) -> Clause:
    """The words of a question. Words of one :class:`Word` or :class:`Phrase` stand next to each other in one field."""
    match node:
        case Word(text):
            return _adjacent(analysis.stems(text), _STEMS[kind])
        case Phrase(text):
            return _adjacent(analysis.exact(text), _WORDS[kind])
        case And(parts):
            return {"bool": {"must": [words_query(part, kind) for part in parts]}}
        case Or(parts):
            return {"bool": {"should": [words_query(part, kind) for part in parts], "minimum_should_match": 1}}
        case Not(part):
            return {"bool": {"must_not": [words_query(part, kind)]}}


def facet_values(aggregations: Mapping[str, Any]) -> dict[str, list[FacetValue]]:
    """The facets in the answer to :func:`search_body`."""
    return {name: _values(name, facet["values"]["buckets"]) for name, facet in aggregations.items()}


def _adjacent(tokens: str, fields: Sequence[str]) -> Clause:
    return {"multi_match": {"query": tokens, "fields": fields, "type": "phrase"}}


def _filter_clauses(filters: Filters) -> dict[str, list[Clause]]:
    """The filters, by the name of the facet they belong to, where there is one."""
    source = _terms("source", filters.source)
    if filters.exclude_source:
        source.append({"bool": {"must_not": _terms("source", filters.exclude_source)}})
    day: list[Clause] = []
    if filters.since or filters.until:
        bounds = {"gte": filters.since, "lte": filters.until}
        limits = {name: microseconds(bound) for name, bound in bounds.items() if bound}
        day = [{"range": {"published_us": limits}}]
    clauses = {
        "source": source,
        "language": _terms("language", filters.language),
        "speaker": _named("speaker", filters.speaker),
        "about": _named("about", filters.about),
        "entity": _named("entity", filters.entity),
        "type": _terms("type", filters.type),
        "day": day,
    }
    return {name: group for name, group in clauses.items() if group}


def _terms(field: str, values: Sequence[str]) -> list[Clause]:
    return [{"terms": {field: list(values)}}] if values else []


def _named(field: str, values: Sequence[str]) -> list[Clause]:
    """Entities are asked for by id or by any name they have in the article; see ``records.name_key``."""
    ids = [value for value in values if is_entity_id(value)]
    names = [name_key(value) for value in values if not is_entity_id(value)]
    alternatives = _terms(field, ids) + _terms(f"{field}_names", names)
    return [{"bool": {"should": alternatives, "minimum_should_match": 1}}] if alternatives else []


def _order(request: Request) -> list[Clause]:
    direction = "asc" if request.sort == "oldest" else "desc"
    ties: list[Clause] = [{field: "asc"} for field in _TIES[request.kind]]
    if request.sort == "relevance" and request.words is not None:
        return [{"_score": "desc"}, *ties]
    return [{"published_us": {"order": direction, "missing": "_last"}}, *ties]


def _facet(name: str, late: Mapping[str, Sequence[Clause]]) -> Clause:
    others = [clause for other, group in late.items() if other != name for clause in group]
    if name == "day":
        values: Clause = {"terms": {"field": "day", "size": FACET_DAYS, "order": {"_key": "desc"}}}
    else:
        order = [{"_count": "desc"}, {"_key": "asc"}]
        values = {"terms": {"field": name, "size": FACET_VALUES, "order": order}}
    if name in _NAMED:
        newest = {"published_us": {"order": "desc", "missing": "_last"}}
        label = {"size": 1, "_source": False, "docvalue_fields": ["labels"], "sort": [newest, {"id": "asc"}]}
        values["aggs"] = {"label": {"top_hits": label}}
    return {"filter": {"bool": {"filter": others}}, "aggs": {"values": values}}


def _values(name: str, buckets: Sequence[Mapping[str, Any]]) -> list[FacetValue]:
    values = [FacetValue(value=b["key"], label=_label(b), count=b["doc_count"]) for b in buckets]
    return values[::-1] if name == "day" else values


def _label(bucket: Mapping[str, Any]) -> str:
    id: str = bucket["key"]
    if "label" not in bucket:
        return id
    hit = bucket["label"]["hits"]["hits"][0]
    return documents.label(hit.get("fields", {}).get("labels", ()), id)
