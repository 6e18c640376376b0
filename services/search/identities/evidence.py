"""Evidence: what articles tell of a name. The resolver asks for it; who answers, from an index or a list, is not its
business."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.search.identities.knowledge import KnownEntity

SAMPLE = 200
"""Articles of one name that are looked at, the newest: enough to know somebody's company, and a bound on the work."""

BLOCK = 500
"""Names with one word in common that are looked at, those in most articles. The others are left alone."""


@dataclass(frozen=True)
class CountedName:
    """A name id, as articles call it, and how many do."""

    id: str
    name: str
    articles: int


@dataclass(frozen=True)
class Row:
    """An entity of one article."""

    article: str
    id: str
    """The name id."""
    source: str = ""
    month: str = ""
    """Of publication, as *2017-03*; empty where the article has no date."""
    aliases: frozenset[str] = frozenset()
    """Other forms of the name in the article."""
    company: frozenset[str] = frozenset()
    """Name ids of the other entities of the article."""
    roles: frozenset[str] = frozenset()
    """What the article calls the bearer, where they speak: *finance minister*."""


class Evidence(Protocol):
    """What the resolver asks."""

    def names_with(self, word: str, type: str) -> Sequence[CountedName]:
        """Return the names of a kind (``person``, ``org``, ``place``) with this word, folded, as a whole, in the name
        or in an alias: those in most articles first, ties by id; at most :data:`BLOCK`."""

    def rows(self, id: str) -> Sequence[Row]:
        """Return rows of a name id, those of the newest articles first, at most :data:`SAMPLE`."""

    def roles(self, id: str) -> Mapping[str, Collection[str]]:
        """Return what articles call the bearer of a name id, by article; those that give no role may be left out."""

    def known(self, kind: str, word: str) -> Sequence[KnownEntity]:
        """Return the entries of loaded knowledge that a word of their names finds, by their ids; see
        :attr:`~services.search.identities.knowledge.KnownEntity.words`."""

    def shares(self, ids: Sequence[str]) -> Mapping[str, float]:
        """Return the share of all articles that name each of these, above 0."""


def company_of(rows: Iterable[Row]) -> dict[str, int]:
    """Return who else is named in these articles, people and organisations only, and in how many of them."""
    counted: dict[str, int] = {}
    for row in rows:
        for id in row.company:
            if id.startswith(("person:", "org:")):
                counted[id] = counted.get(id, 0) + 1
    return counted
