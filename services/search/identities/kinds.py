"""Kinds of names that have identities, and how their name ids begin: a place's begins *gpe:* or *loc:*, as articles
take it for a country, state or city, or for another place."""

from __future__ import annotations

from collections.abc import Mapping

KINDS = ("person", "org", "gpe", "loc")
"""How the name ids that are resolved begin."""

_KIND_OF: Mapping[str, str] = {"person": "person", "org": "org", "gpe": "place", "loc": "place"}


def kind_of(id: str) -> str:
    """Return the kind of a name id, or of its beginning, in which names are compared; empty where none are.

    >>> kind_of("loc:crimea"), kind_of("gpe:crimea"), kind_of("event:flood")
    ('place', 'place', '')
    """
    return _KIND_OF.get(id.partition(":")[0], "")


def beginnings(kind: str) -> list[str]:
    """Return how the name ids of a kind begin."""
    return [beginning for beginning, other in _KIND_OF.items() if other == kind]
