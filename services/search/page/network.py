"""Network: who speaks about whom, as a picture and as a table that says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Annotated, Literal

import rustworkx
from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from services.search.answers import network
from services.search.answers.models import Network
from services.search.page import labelling
from services.search.page.address import Address
from services.search.page.labelling import Dot, Label
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import NetworkParameters

WIDTH = 1_000.0
MARGIN = 45.0
"""Around each group of linked names, for its labels."""
NAME_ROOM = 105.0
"""Side of the square that one name gets; a group gets as many as it has names."""
LABEL_CHARS = 24


@dataclass(frozen=True)
class Node:
    """A name in the picture."""

    id: str
    text: str
    label: Label | None
    """None where there is no room for it: the table has it."""
    full: str
    kind: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Line:
    """A link in the picture."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


class NetworkPageParameters(NetworkParameters):
    """Parameters of the page: links are fewer, so that the picture stays readable."""

    size: int = Field(40, ge=1, le=150)
    links: Literal["speaks_about", "named_together"] = "speaks_about"


def add(router: APIRouter, site: Site) -> None:
    """Add the page."""

    @router.get("/network")
    def get_network(
        request: Request, parameters: Annotated[NetworkPageParameters, read(NetworkPageParameters)]
    ) -> Response:
        found = network.draw_network(site.index, parameters)
        labels = {node.id: node.label for node in found.nodes}
        nodes, lines, height = picture(found)
        return site.page(
            request,
            "network.html",
            query=parameters.q,
            network=found,
            labels=labels,
            nodes=nodes,
            lines=lines,
            size=(int(WIDTH), int(height)),
            rows=[(link, _quotes(link.source, link.target, found.links_mean, parameters.q)) for link in found.links],
            most=max((link.count for link in found.links), default=1),
        )


def picture(found: Network) -> tuple[list[Node], list[Line], float]:
    """Return where everybody stands, the same for the same network, and how high the picture is.

    Where two labels would overlap wherever they stand, the name with the stronger links keeps its own.
    """
    places, height = _places(found)
    weights: Counter[str] = Counter()
    for link in found.links:
        weights[link.source] += link.count
        weights[link.target] += link.count
    heaviest = max(weights.values(), default=1)
    most = max((link.count for link in found.links), default=1)
    strongest = sorted(found.nodes, key=lambda node: -weights[node.id])
    dots = [
        Dot(*places[node.id], 5 + 9 * sqrt(weights[node.id] / heaviest), _shortened(node.label)) for node in strongest
    ]
    labels = labelling.place(dots, WIDTH)
    nodes = [
        Node(
            node.id,
            dot.text,
            labels.get(number),
            node.label,
            (node.type or "description").lower(),
            round(dot.x, 1),
            round(dot.y, 1),
            round(dot.radius, 1),
        )
        for number, (node, dot) in enumerate(zip(strongest, dots, strict=True))
    ]
    lines = []
    for link in found.links:
        (x1, y1), (x2, y2) = places[link.source], places[link.target]
        lines.append(Line(round(x1, 1), round(y1, 1), round(x2, 1), round(y2, 1), round(1 + 5 * link.count / most, 1)))
    return nodes, lines, height


def _shortened(name: str) -> str:
    return name if len(name) <= LABEL_CHARS else f"{name[: LABEL_CHARS - 1]}…"


def _places(found: Network) -> tuple[Mapping[str, tuple[float, float]], float]:
    """Return the place of each name, and the height that all need. Each group of linked names is laid out by springs in
    a square of its own; the squares stand in rows, the largest first."""
    graph: rustworkx.PyGraph[str, float] = rustworkx.PyGraph()
    numbers = {node.id: graph.add_node(node.id) for node in found.nodes}
    links = [link for link in found.links if link.source != link.target]
    graph.add_edges_from([(numbers[link.source], numbers[link.target], float(link.count)) for link in links])
    places: dict[str, tuple[float, float]] = {}
    left = top = row = 0.0
    for group in sorted(rustworkx.connected_components(graph), key=lambda group: (-len(group), min(group))):
        side = min(WIDTH, 2 * MARGIN + NAME_ROOM * sqrt(len(group) - 1))
        if left + side > WIDTH:
            left, top, row = 0.0, top + row, 0.0
        places |= _in_square(graph.subgraph(sorted(group)), left, top, side)
        left, row = left + side, max(row, side)
    return places, top + row


def _in_square(
    graph: rustworkx.PyGraph[str, float], left: float, top: float, side: float
) -> dict[str, tuple[float, float]]:
    """Return places within a square, its margin left free."""
    apart = 2.5 / sqrt(graph.num_nodes())
    spring = rustworkx.spring_layout(graph, seed=7, num_iter=300, k=apart)
    xs, ys = ([place[axis] for place in spring.values()] for axis in (0, 1))

    def within(value: float, values: Sequence[float]) -> float:
        low, high = min(values), max(values)
        return MARGIN + (side - 2 * MARGIN) * ((value - low) / (high - low) if high > low else 0.5)

    return {graph[number]: (left + within(x, xs), top + within(y, ys)) for number, (x, y) in spring.items()}


def _quotes(source: str, target: str, mean: str, words: str) -> Address:
    """Return the address of what a link counts."""
    query = (("q", words),) if words else ()
    if mean == "speaks_about":
        return Address("/search", (*query, ("speaker", source), ("about", target)))
    return Address("/search", (*query, ("kind", "articles"), ("entity", source)))
