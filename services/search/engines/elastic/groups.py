"""Groups as they are told beside articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from services.search.engines.elastic.aggregations import buckets
from services.search.engines.elastic.engine import Answer, Body
from services.search.groups.description import UPDATE_LENGTH, Group, described

BY_AGE = [{"published_us": {"order": "asc", "missing": "_last"}}, {"id": "asc"}]
"""The order of the articles of a group, the oldest first."""

_FIRST = {"top_hits": {"size": 1, "sort": BY_AGE, "_source": False, "docvalue_fields": ["id", "length"]}}


def groups(ask: Callable[[Body], Answer], keys: Iterable[str]) -> dict[str, Group]:
    """Return the groups of these keys, as documents hold them, but for those of one article.

    ``ask`` searches articles."""
    wanted = sorted(set(keys))
    return groups_in(ask(sizes_of(wanted)), ask) if wanted else {}


def sizes_of(keys: Iterable[str]) -> Body:
    """Return the body of the search for the groups of these keys that have several articles."""
    wanted = sorted(set(keys))
    several = {
        "terms": {"field": "group", "include": wanted, "size": len(wanted), "min_doc_count": 2},
        "aggs": {"first": _FIRST},
    }
    return {"query": _in_one_of(wanted), "size": 0, "track_total_hits": False, "aggs": {"groups": several}}


def groups_in(answer: Answer, ask: Callable[[Body], Answer]) -> dict[str, Group]:
    """Return the groups in the answer to :func:`sizes_of`, by key; ``ask`` is asked once more if there are any."""
    sizes: dict[str, int] = {}
    firsts: dict[str, Mapping[str, Any]] = {}
    for bucket in buckets(answer["aggregations"], "groups"):
        sizes[bucket["key"]] = bucket["doc_count"]
        firsts[bucket["key"]] = bucket["first"]["hits"]["hits"][0]["fields"]
    if not sizes:
        return {}
    updates = {key: _updates(key, first) for key, first in firsts.items()}
    answer = ask({"query": _in_one_of(list(sizes)), "size": 0, "aggs": updates})
    return {
        key: described(firsts[key]["id"][0], size, answer["aggregations"][key]["doc_count"])
        for key, size in sizes.items()
    }


def _in_one_of(keys: Sequence[str]) -> Body:
    return {"bool": {"filter": [{"terms": {"group": keys}}]}}


def _updates(key: str, first: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the aggregation that counts the updates of the oldest article of a group."""
    longer = {"range": {"length": {"gte": first["length"][0] * UPDATE_LENGTH}}}
    others = {"bool": {"filter": [{"term": {"group": key}}, longer], "must_not": [{"term": {"id": first["id"][0]}}]}}
    return {"filter": others}
