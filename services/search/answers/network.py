"""Network: the strongest links between names, and how often each of the linked names occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.search.answers.counts import counts_of
from services.search.answers.models import Network, NetworkLink, NetworkNode
from services.search.answers.stopwatch import Stopwatch
from services.search.identified.identified_index import for_one_answer
from services.search.index.port import Index
from services.search.index.questions import Link
from services.search.index.rules import type_of
from services.search.parameters import NetworkParameters


def draw_network(index: Index, parameters: NetworkParameters) -> Network:
    """Return the strongest links in what matches, and the names that they join. Raises Invalid and QuerySyntax."""
    stopwatch = Stopwatch()
    index, request = for_one_answer(index), parameters.request()
    links = index.network(request)
    ids = _by_weight(links)
    counts = counts_of(index, ids, request.words, request.filters)
    return Network(
        links_mean=request.links,
        took_ms=stopwatch.ms,
        nodes=[
            NetworkNode(
                id=id,
                label=counts[id].label or id,
                type=type_of(id),
                articles=counts[id].articles,
                quotes_by=counts[id].quotes_by,
                quotes_about=counts[id].quotes_about,
            )
            for id in ids
        ],
        links=[NetworkLink(source=link.source, target=link.target, count=link.count) for link in links],
    )


def _by_weight(links: Sequence[Link]) -> list[str]:
    """Return the names that the links join, the one with the strongest links first."""
    weights: Counter[str] = Counter()
    for link in links:
        for id in {link.source, link.target}:
            weights[id] += link.count
    return sorted(weights, key=lambda id: (-weights[id], id))
