"""Filters in Elasticsearch's query language; pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.search.engines.elastic.words import words_query
from services.search.index.questions import UNKNOWN, Filters, Kind
from services.search.index.rules import is_entity_id, microseconds, name_key
from services.search.query import Node, words

Clause = dict[str, Any]

_EXACT = ("source", "language", "author", "tag", "type", "modality", "annotator")
"""Filters whose values are a field's."""


def question(words: Node | None, filters: Filters, kind: Kind) -> Clause:
    """What matches, where nobody asks how well."""
    asked = [words_query(words, kind)] if words else []
    return {"bool": {"filter": asked + all_of(by_facet(filters))}}


def all_of(groups: dict[str, list[Clause]]) -> list[Clause]:
    """The clauses of all groups."""
    return [clause for group in groups.values() for clause in group]


def by_facet(filters: Filters) -> dict[str, list[Clause]]:
    """The clauses by the name of the facet that ignores them; what none ignores under the name of its filter."""
    groups = {name: _both_ways(filters, name, lambda values, name=name: _terms(name, values)) for name in _EXACT}
    groups["cue"] = _both_ways(filters, "cue", lambda values: _terms("cue", [name_key(value) for value in values]))
    groups["role"] = _both_ways(filters, "role", _roles)
    for name in ("entity", "about"):
        groups[name] = _both_ways(filters, name, lambda values, name=name: _named(name, values))
    groups["speaker"] = _both_ways(filters, "speaker", _speakers)
    bounds = {"gte": filters.since, "lte": filters.until}
    limits = {name: microseconds(bound) for name, bound in bounds.items() if bound}
    groups["day"] = [{"range": {"published_us": limits}}] if limits else []
    if filters.confidence_min is not None:
        groups["confidence"] = [{"range": {"confidence": {"gte": filters.confidence_min}}}]
    if filters.has_quotes is not None:
        # Every quote has a type, and so has an article that has quotes.
        quoting = {"exists": {"field": "type"}}
        groups["has_quotes"] = [quoting if filters.has_quotes else {"bool": {"must_not": quoting}}]
    return {name: group for name, group in groups.items() if group}


def _both_ways(filters: Filters, name: str, alternatives: Any) -> list[Clause]:
    """The clauses of a filter and of its opposite. ``alternatives``: from values to clauses, one of which holds."""
    wanted, refused = getattr(filters, name), getattr(filters, f"exclude_{name}")
    clauses: list[Clause] = []
    if wanted:
        clauses.append({"bool": {"should": alternatives(wanted), "minimum_should_match": 1}})
    if refused:
        clauses.append({"bool": {"must_not": alternatives(refused)}})
    return clauses


def _terms(field: str, values: Sequence[str]) -> list[Clause]:
    return [{"terms": {field: list(values)}}] if values else []


def _named(field: str, values: Sequence[str]) -> list[Clause]:
    """Entities are asked for by id or by any name they have in the article; see ``records.name_key``."""
    ids = [value for value in values if is_entity_id(value)]
    names = [name_key(value) for value in values if not is_entity_id(value)]
    return _terms(field, ids) + _terms(f"{field}_names", names)


def _speakers(values: Sequence[str]) -> list[Clause]:
    nobody = [{"term": {"unattributed": True}}] if UNKNOWN in values else []
    return _named("speaker", [value for value in values if value != UNKNOWN]) + nobody


def _roles(values: Sequence[str]) -> list[Clause]:
    return [{"match_phrase": {"role_words": words.exact(value)}} for value in values]
