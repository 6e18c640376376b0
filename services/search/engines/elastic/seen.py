"""What a look at an index has seen for certain: all writes to it up to a number that Elasticsearch gives each write.

Whoever has looked once can so look a second time at nothing but what came after.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from elasticsearch import Elasticsearch

from services.search.engines.elastic.failures import elasticsearch_errors

_NUMBERS = ["indices.*.uuid", "indices.*.shards.*.seq_no.global_checkpoint"]


class Seen(NamedTuple):
    """The writes to an index that every search in it sees."""

    name: str
    """Its own name: an alias may move to another, where the numbers begin anew."""
    uuid: str
    """That of an index which was restored under this name is another one."""
    number: int
    """The last write; there is none before it that searches do not see."""

    def still(self, now: Seen | None) -> bool:
        """Return whether it is true of the index as it is ``now``."""
        return now is not None and now[:2] == self[:2] and now.number >= self.number

    @property
    def later(self) -> Mapping[str, Any]:
        """The query for all that came later, or is in another index."""
        elsewhere = {"bool": {"must_not": {"term": {"_index": self.name}}}}
        return {"bool": {"should": [{"range": {"_seq_no": {"gt": self.number}}}, elsewhere]}}


def seen_once_refreshed(client: Elasticsearch, alias: str) -> Seen | None:
    """Return what every search will see after the next refresh; None where an alias has not one index."""
    with elasticsearch_errors():
        answer = client.indices.stats(index=alias, metric="refresh", level="shards", filter_path=_NUMBERS)
    indices = answer.get("indices", {})
    if len(indices) != 1:
        return None
    ((name, index),) = indices.items()
    copies = [copy["seq_no"]["global_checkpoint"] for shard in index.get("shards", {}).values() for copy in shard]
    return Seen(name, index["uuid"], min(copies)) if copies else None
