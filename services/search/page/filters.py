"""Filters as links: the values of facets with their counts, and the filters that are active, each with a way out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.search.index.filters import UNKNOWN
from services.search.index.questions import Kind
from services.search.index.results import FacetValue
from services.search.index.rules import name_key
from services.search.page.address import Address

FACET_VALUES = 8
"""Values that are shown of a facet: they fit beside the first results on a screen."""

FACETS: Mapping[Kind, Sequence[str]] = {
    "quotes": ("speaker", "about", "source", "type", "act"),
    "articles": ("source", "entity", "speaker", "section"),
}
"""Facets beside a list, in their order."""

_TITLES = {
    "speaker": "Who says it",
    "about": "About whom or what",
    "entity": "Who and what is named",
    "source": "Source",
    "section": "Section",
    "type": "How it is quoted",
    "act": "Said or thought",
}
VALUE_LABELS = {
    "direct": "word for word",
    "indirect": "reported",
    "mixed": "partly word for word",
    "speech": "said",
    "thought": "thought",
    "any": "said or thought",
    UNKNOWN: "nobody named",
}
"""What values of fields that list all of theirs are called."""

_SINGLE = ("act",)
"""Filters that take one value: another takes its place."""

_CHIPS = {
    "source": "in", "section": "in section", "language": "language", "author": "written by", "tag": "tagged",
    "entity": "naming", "speaker": "by", "about": "about", "type": "quoted", "act": "content", "modality": "as",
    "cue": "cue", "role": "role", "annotator": "annotator", "from": "from", "to": "until",
    "confidence_min": "speaker surer than", "has_quotes": "with quotes:",
}  # fmt: skip


@dataclass(frozen=True)
class FacetLink:
    """A value of a facet, as a link that filters by it, or no longer does."""

    label: str
    count: int
    percent: float
    """Of the greatest count of the facet: the length of its bar."""
    active: bool
    address: Address
    key: str
    """The same in every answer, so that the focus stays where it was."""


class FacetLinks(NamedTuple):
    """A facet."""

    title: str
    values: Sequence[FacetLink]
    active: bool


class Chip(NamedTuple):
    """An active filter and the address without it."""

    words: str
    label: str
    address: Address


def facet_links(address: Address, kind: Kind, facets: Mapping[str, Sequence[FacetValue]]) -> list[FacetLinks]:
    """Return the facets of a list that have something to choose from."""
    return [_facet(address, name, facets[name]) for name in FACETS[kind] if facets.get(name)]


def _facet(address: Address, name: str, values: Sequence[FacetValue]) -> FacetLinks:
    given = {name_key(value): value for value in address.values(name)}
    most = max(value.count for value in values)
    links = []
    for value in values[:FACET_VALUES]:
        label = VALUE_LABELS.get(value.value, value.label)
        chosen = given.get(name_key(value.value)) or given.get(name_key(value.label))
        free = address.without(name) if name in _SINGLE else address
        leads_to = free.adding(name, value.value) if chosen is None else address.dropping(name, chosen)
        key = hashlib.sha256(f"{name} {value.value}".encode()).hexdigest()[:10]
        links.append(FacetLink(label, value.count, 100 * value.count / most, chosen is not None, leads_to, key))
    return FacetLinks(_TITLES[name], links, any(link.active for link in links))


def chips(address: Address, labels: Mapping[str, str]) -> list[Chip]:
    """Return the active filters. ``labels``: the names of ids."""
    active = []
    for name, value in address.parameters:
        words = _CHIPS.get(name.removeprefix("exclude_"))
        if words:
            refused = "not " if name.startswith("exclude_") else ""
            label = labels.get(value) or VALUE_LABELS.get(value, value)
            active.append(Chip(f"{refused}{words}", label, address.dropping(name, value)))
    return active


def entity_ids(address: Address) -> list[str]:
    """Return the values of filters that may be ids of names."""
    names = ("entity", "speaker", "about")
    return [value for name, value in address.parameters if name.removeprefix("exclude_") in names and ":" in value]
