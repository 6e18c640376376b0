"""Filters as clauses of Elasticsearch's query language; pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.search.engines.elastic.act_fields import searched
from services.search.engines.elastic.words import words_query
from services.search.index.fields import FIELDS, Acts, FilterField
from services.search.index.filters import UNKNOWN, Bearers, Filters
from services.search.index.questions import Kind
from services.search.index.rules import compared, is_entity_id, microseconds, name_key
from services.search.query import Node, words

Clause = dict[str, Any]


def matching(words: Node | None, filters: Filters, kind: Kind) -> Clause:
    """Return the query for what matches words and filters, where nobody asks how well."""
    by_words = [words_query(words, kind, filters.act)] if words else []
    return {"bool": {"filter": by_words + all_of(by_facet(filters, kind))}}


def all_of(groups: dict[str, list[Clause]]) -> list[Clause]:
    """Return the clauses of all groups."""
    return [clause for group in groups.values() for clause in group]


def by_facet(filters: Filters, kind: Kind) -> dict[str, list[Clause]]:
    """Return the clauses by the facet that ignores them; what none ignores, by the name of its filter."""
    groups: dict[str, list[Clause]] = {field.name: _both_ways(filters, field, kind) for field in FIELDS}
    if kind == "quotes" and filters.act != "any":
        groups["act"] = [{"term": {"act": filters.act}}]
    bounds = {"gte": filters.since, "lte": filters.until}
    limits = {name: microseconds(bound) for name, bound in bounds.items() if bound}
    groups["day"] = [{"range": {"published_us": limits}}] if limits else []
    if filters.confidence_min is not None:
        least = {"gte": filters.confidence_min}
        groups["confidence"] = [
            _one_of([{"range": {name: least}} for name in searched("confidence", kind, filters.act)])
        ]
    if filters.has_quotes is not None:
        # Every quote has a type, and so has an article that has quotes.
        quoting = _one_of([{"exists": {"field": name}} for name in searched("type", kind, filters.act)])
        groups["has_quotes"] = [quoting if filters.has_quotes else {"bool": {"must_not": quoting}}]
    for bearers in filters.bearers:
        groups.setdefault("bearers" if bearers.counting else bearers.field, []).append(
            _bearers(bearers, kind, filters.act)
        )
    return {name: group for name, group in groups.items() if group}


def bearing(group: Sequence[Bearers], kind: Kind, acts: Acts) -> Clause:
    """Return the query for what meets all of these conditions."""
    return {"bool": {"filter": [_bearers(bearers, kind, acts) for bearers in group]}}


def _bearers(bearers: Bearers, kind: Kind, acts: Acts) -> Clause:
    """Return the clause that a field has, or has not, one of those who are meant."""
    field = next(field for field in FIELDS if field.name == bearers.field)
    article = "id" if kind == "articles" else "article_id"
    alternatives = _alternatives(field, bearers.values, kind, acts) + [
        {"bool": {"filter": [{"term": {name: id}}, {"terms": {article: list(articles)}}]}}
        for id, articles in bearers.within
        for name in searched(field.name, kind, acts)
    ]
    alternatives += [
        {"bool": {"filter": [{"term": {name: id}}], "must_not": [{"terms": {article: list(articles)}}]}}
        for id, articles in bearers.outside
        for name in searched(field.name, kind, acts)
    ]
    if bearers.excluded:
        return {"bool": {"must_not": alternatives}}
    return _one_of(alternatives) if alternatives else {"match_none": {}}


def _one_of(clauses: Sequence[Clause]) -> Clause:
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def _both_ways(filters: Filters, field: FilterField, kind: Kind) -> list[Clause]:
    """Return the clauses of a field: one of these values, none of those."""
    clauses: list[Clause] = []
    if included := filters.include.get(field.name):
        clauses.append(_one_of(_alternatives(field, included, kind, filters.act)))
    if excluded := filters.exclude.get(field.name):
        clauses.append({"bool": {"must_not": _alternatives(field, excluded, kind, filters.act)}})
    return clauses


def _alternatives(field: FilterField, values: Sequence[str], kind: Kind, acts: Acts) -> list[Clause]:
    """Return clauses of which one holds where the field has one of the values."""
    clauses: list[Clause] = []
    if field.or_unknown and UNKNOWN in values:
        clauses = [{"term": {name: True}} for name in searched("unattributed", kind, acts)]
        values = [value for value in values if value != UNKNOWN]
    for name in searched(field.name, kind, acts):
        match field.compared:
            case "exact" | "folded":
                clauses += _terms(name, compared(field, values))
            case "entity":
                clauses += _named(name, values)
            case "words":
                clauses += [{"match_phrase": {f"{name}_words": words.exact(value)}} for value in values]
    return clauses


def _terms(name: str, values: Sequence[str]) -> list[Clause]:
    return [{"terms": {name: list(values)}}] if values else []


def _named(name: str, values: Sequence[str]) -> list[Clause]:
    """Return clauses for entities, by id or by any name they have in the article; see ``rules.name_key``."""
    ids = [value for value in values if is_entity_id(value)]
    keys = [name_key(value) for value in values if not is_entity_id(value)]
    return _terms(name, ids) + _terms(f"{name}_names", keys)
