"""Facets of a list, as Elasticsearch aggregations and back; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from services.search.engines.elastic.aggregations import labelling, most_frequent, tally
from services.search.index.fields import ENTITY_FIELDS, FieldName
from services.search.index.questions import MAX_FACET_DAYS, MAX_FACET_VALUES
from services.search.index.results import FacetValue

Clause = dict[str, Any]

_NAMED = tuple(field.name for field in ENTITY_FIELDS)
"""Facets whose values are ids, to be shown by name."""


class Facets:
    """The facets of one list."""

    def __init__(
        self,
        clauses: dict[str, list[Clause]],
        fields: Mapping[str, str],
        labelled: Mapping[str, str],
        size: int = MAX_FACET_VALUES,
    ) -> None:
        """``clauses``: those of the list's filters, by facet. The ones that a facet has to ignore are taken away.
        ``fields``: by facet, the field whose values are counted; ``labelled``: the one that has their labels.
        ``size``: values of each, but for days."""
        self._names = tuple(fields)
        self._fields = fields
        self._labelled = labelled
        self._size = size
        # They work after the counting (post_filter), and are repeated within each of the other facets.
        self._late = {name: clauses.pop(name) for name in fields if name in clauses}

    @property
    def post_filter(self) -> list[Clause]:
        """The clauses that the list's results have to match beside the query."""
        return [clause for group in self._late.values() for clause in group]

    @property
    def aggregations(self) -> dict[str, Clause]:
        """The aggregations that count the values, by facet."""
        return {name: self._where_others_match(name, {"values": self._values(name)}) for name in self._names}

    def ids(self, answer: Mapping[str, Any]) -> dict[FieldName, Collection[str]]:
        """Return the values to be shown by name in the answer to :attr:`aggregations`, by facet."""
        return {name: list(tally(answer[name], "values")) for name in _NAMED if name in self._names}

    def naming(self, ids: Mapping[FieldName, Collection[str]]) -> dict[str, Clause]:
        """Return the aggregations that find labels for these values, by facet."""
        return {
            name: self._where_others_match(name, labelling(self._labelled[name], list(values)))
            for name, values in ids.items()
            if values
        }

    def values(
        self, answer: Mapping[str, Any], labels: Mapping[FieldName, Mapping[str, str]]
    ) -> dict[str, list[FacetValue]]:
        """Return the facets, from the answer to :attr:`aggregations`; ``labels``: of some, what values are called."""
        facets = {}
        labels_of: dict[str, Mapping[str, str]] = dict(labels.items())
        for name in self._names:
            label_of = labels_of.get(name, {})
            counts = tally(answer[name], "values")
            facets[name] = [FacetValue(id, label_of.get(id, id), count) for id, count in counts.items()]
        if "day" in facets:
            facets["day"].reverse()
        return facets

    def _where_others_match(self, name: str, aggs: Mapping[str, Any]) -> Clause:
        others = [clause for other, group in self._late.items() if other != name for clause in group]
        return {"filter": {"bool": {"filter": others}}, "aggs": aggs}

    def _values(self, name: str) -> Clause:
        if name == "day":
            return {"terms": {"field": "day", "size": MAX_FACET_DAYS, "order": {"_key": "desc"}}}
        return most_frequent(self._fields[name], self._size)
