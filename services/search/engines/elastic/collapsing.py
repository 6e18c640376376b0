"""Collapsing: lists that show one result of each group of copies, the first in their order.

Elasticsearch's own ``collapse`` cannot go on behind a result unless the list is sorted by the group. So the list is
read as it is; of each stretch of it, the first result of every group is asked for, which leads; and what follows is
passed over, for the rest of the page without being read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from services.search.engines.elastic.aggregations import MOST, buckets
from services.search.engines.elastic.engine import Moment

Clause = dict[str, Any]

_MOST_READ = 1_000
"""Results in one stretch. The first one is somewhat longer than a page, and each of the next twice as long."""


class Leader(NamedTuple):
    """A result that is shown, and how many follow it."""

    id: str
    """The ``_id`` of its document."""
    group: str
    more: int
    sort: Sequence[Any]


class Collapsed:
    """A collapsed list."""

    def __init__(self, moment: Moment, must: Clause, order: Sequence[Clause], shown: Sequence[str]) -> None:
        """``must``: the query of the list, in an order that may be by score; ``shown``: groups that it has shown."""
        self._moment = moment
        self._must = must
        self._order = order
        self._shown = list(shown)

    def leaders(self, most: int, after: Sequence[Any] | None) -> list[Leader]:
        """Return the first results that lead, at most so many, behind the one with the sort values ``after``."""
        found: list[Leader] = []
        passed: set[str] = set()
        length = 2 * most
        while len(found) < most:
            hits = self._stretch(length, after, passed | {leader.group for leader in found})
            firsts = self._firsts({_group(hit) for hit in hits})
            for hit in hits:
                first, size = firsts.get(_group(hit), ("", 0))
                if hit["_id"] == first and len(found) < most:
                    found.append(Leader(hit["_id"], _group(hit), size - 1, hit["sort"]))
                passed.add(_group(hit))
            if len(hits) < length:
                break
            after, length = hits[-1]["sort"], min(2 * length, _MOST_READ)
        return found

    def count(self) -> int:
        """Count the groups, but for those that were shown."""
        parts = 1
        while True:
            counted = [self._count(part, parts) for part in range(parts)]
            if all(several < MOST for _, several, _ in counted):
                return counted[0][0] - sum(results - several for _, several, results in counted)
            parts *= 8

    def _count(self, part: int, parts: int) -> tuple[int, int, int]:
        """Return how many results there are; how many groups have several of them, in a part of all groups; and how
        many results these groups have."""
        several: Clause = {"field": "group", "size": MOST, "min_doc_count": 2}
        if parts > 1:
            several["include"] = {"partition": part, "num_partitions": parts}
        answer = self._moment.ask(
            {
                "query": self._query(self._shown),
                "size": 0,
                "track_total_hits": True,
                "aggs": {
                    "several": {"terms": several},
                    "results": {"stats_bucket": {"buckets_path": "several>_count"}},
                },
                "filter_path": ["pit_id", "hits.total", "aggregations.results"],
            }
        )
        results = answer["aggregations"]["results"]
        return answer["hits"]["total"]["value"], results["count"], round(results["sum"] or 0)

    def _stretch(self, length: int, after: Sequence[Any] | None, without: set[str]) -> list[Mapping[str, Any]]:
        body = {
            "query": self._query([*self._shown, *without]),
            "sort": self._order,
            "size": length,
            "_source": False,
            "docvalue_fields": ["group"],
            "track_total_hits": False,
        }
        answer = self._moment.ask(body | ({"search_after": list(after)} if after else {}), like=self._must)
        hits: list[Mapping[str, Any]] = answer["hits"]["hits"]
        return hits

    def _firsts(self, groups: set[str]) -> dict[str, tuple[str, int]]:
        """Return the ``_id`` of the first result of each group, and how many results the group has."""
        if not groups:
            return {}
        first = {"top_hits": {"size": 1, "sort": self._order, "_source": False}}
        these = {"terms": {"field": "group", "include": sorted(groups), "size": len(groups)}, "aggs": {"first": first}}
        query = {"bool": {"must": [self._must], "filter": [{"terms": {"group": sorted(groups)}}]}}
        body = {"query": query, "size": 0, "track_total_hits": False, "aggs": {"groups": these}}
        answer = self._moment.ask(body, like=self._must)
        return {
            bucket["key"]: (bucket["first"]["hits"]["hits"][0]["_id"], bucket["doc_count"])
            for bucket in buckets(answer["aggregations"], "groups")
        }

    def _query(self, without: Sequence[str]) -> Clause:
        return {"bool": {"must": [self._must], "must_not": [{"terms": {"group": list(without)}}] if without else []}}


def _group(hit: Mapping[str, Any]) -> str:
    return str(hit["fields"]["group"][0])
