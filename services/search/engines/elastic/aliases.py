"""Aliases of our indices, and the physical index behind each, as the cluster says at this moment."""

from __future__ import annotations

import time
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from services.search.engines.elastic.layout import GENERATION, Family, Layout
from shared.errors import Unavailable


@dataclass(frozen=True)
class InUse:
    """The index that is written to at present."""

    physical: str
    generation: int
    """Of its layout."""
    aliases: frozenset[str]


class Aliases:
    """The aliases under a prefix, read once."""

    def __init__(self, client: Elasticsearch, layout: Layout) -> None:
        indices = client.indices.get_alias(index=f"{layout.prefix}-*")
        self._by_index = {name: frozenset(index["aliases"]) for name, index in indices.items()}
        self._layout = layout

    @property
    def missing(self) -> list[str]:
        """The aliases of our own layout that no index has."""
        there = frozenset[str]().union(*self._by_index.values())
        required = [alias for family in self._layout.families for alias in (family.read, family.write)]
        return [alias for alias in required if alias not in there]

    def in_use(self, family: Family) -> InUse | None:
        """Return the family's index, of whatever layout; None if there is none yet."""
        for physical, aliases in self._by_index.items():
            for alias in aliases:
                if (generation := family.generation_of(alias)) is not None:
                    return InUse(physical, generation, aliases)
        return None

    def making(self, family: Family) -> list[str]:
        """Return the family's indices in the making."""
        return [physical for physical, aliases in self._by_index.items() if family.next in aliases]

    @property
    def retired(self) -> list[tuple[str, str]]:
        """The indices that were replaced, each behind the alias that tells when."""
        start = self._layout.retired
        return [
            (alias, name) for name, aliases in self._by_index.items() for alias in aliases if alias.startswith(start)
        ]

    def require_own_layout(self) -> None:
        """Raise Unavailable if the articles lie in an index of another layout."""
        used = self.in_use(self._layout.articles)
        if used and used.generation < GENERATION:
            raise Unavailable(
                f"The index {used.physical} has layout {used.generation}, this Quotewire works with {GENERATION}:"
                " `quotewire reindex` brings it there, while processes of the release before go on."
            )
        if used and used.generation > GENERATION:
            raise Unavailable(
                f"The index {used.physical} has layout {used.generation}, which is newer than this Quotewire"
                f" (layout {GENERATION}): start the newer release instead."
            )


def delete_retired(client: Elasticsearch, layout: Layout, seconds: float) -> int:
    """Delete the replaced indices that no cursor looks at any more; return how many.

    ``seconds``: how long a cursor may lie unused, so that one which is used now and then keeps its index. What was
    replaced less long ago stays.
    """
    before = time.time() - seconds
    deleted = 0
    for alias, index in Aliases(client, layout).retired:
        if int(alias.removeprefix(layout.retired)) / 1_000 < before:
            contexts = client.indices.stats(index=index, metric="search")["_all"]["total"]["search"]["open_contexts"]
            if not contexts:
                client.indices.delete(index=index)
                deleted += 1
    return deleted
