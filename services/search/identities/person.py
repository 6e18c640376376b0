"""Person: names that are taken for one person's, with what articles tell of whoever bears them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from services.search.identities.company import Company
from services.search.identities.evidence import CountedName, Evidence, Row, company_of
from services.search.identities.person_names import PersonName

KNOWN = 3
"""Articles in full from which on somebody is known well enough to be called by the surname alone."""


@dataclass
class Person:
    """Names that are taken for one person's."""

    names: list[tuple[CountedName, PersonName]]
    evidence: Evidence
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of the names that loaded knowledge lists: the ids of the entries that bear them."""

    @cached_property
    def rows(self) -> list[Row]:
        """Articles with one of the names."""
        return [row for name, _ in self.names for row in self.evidence.rows(name.id)]

    @property
    def articles(self) -> int:
        """Articles with one of the names."""
        return sum(counted.articles for counted, _ in self.names)

    @property
    def id(self) -> str:
        """The name id that the person goes by: the one in most articles, of those that knowledge lists if it does."""

        def rank(name: tuple[CountedName, PersonName]) -> tuple[bool, int, int, str]:
            counted, parts = name
            return counted.id not in self.known, -counted.articles, len(parts.words), counted.id

        return min(self.names, key=rank)[0].id

    @property
    def entries(self) -> frozenset[str]:
        """The ids of the entries of knowledge that bear the names."""
        return frozenset().union(*self.known.values())

    @cached_property
    def company(self) -> Mapping[str, int]:
        """Who else is named in the articles."""
        return company_of(self.rows)

    @cached_property
    def roles(self) -> Mapping[str, Collection[str]]:
        """What articles call the person."""
        roles: dict[str, set[str]] = {}
        for name, _ in self.names:
            for article, theirs in self.evidence.roles(name.id).items():
                roles.setdefault(article, set()).update(theirs)
        return roles

    def joined(self, other: Person) -> Person:
        """Return the person with the names of both."""
        return Person([*self.names, *other.names], self.evidence, {**self.known, **other.known})

    def to_compare(self) -> Company:
        """Return the person as company is compared."""
        surnames = frozenset(parts.surname for _, parts in self.names)
        return Company(self.id, self.articles, len(self.rows), self.company, surnames, known=self.articles >= KNOWN)
