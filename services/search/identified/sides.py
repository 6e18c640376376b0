"""Sides: identities as a suggestion has them, with the names that mean them, and only the articles where these do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from services.search.identified.group import Group
from services.search.identified.meanings import Meanings
from services.search.identities.evidence import CountedName, Evidence, Row
from services.search.identities.knowledge import KnownEntity
from services.search.identities.suggestions import Side
from services.search.index.port import Index
from services.search.index.questions import Named

_NAMES = 5
"""Names of an identity that are compared, those in most articles."""


class Sides:
    """Finds identities, for one request."""

    def __init__(self, index: Index, meanings: Meanings, evidence: Evidence) -> None:
        self._index = index
        self._meanings = meanings
        self._evidence = evidence

    def walked(self, names: Sequence[Named]) -> Iterator[tuple[Named, Side]]:
        """Yield the identities that these names are the first names of, each with that; those of one name by roots."""
        self._meanings.read([name.id for name in names])
        roots = {name.id: self._may_mean(name.id) for name in names}
        sides = self.of({root for theirs in roots.values() for root in theirs})
        for name in names:
            for root in sorted(roots[name.id]):
                if root in sides and sides[root].names[0].id == name.id:
                    yield name, sides[root]

    def _may_mean(self, name: str) -> set[str]:
        """Return the roots that a name has in one article or another, without another one that is a name itself."""
        return {root for root in self._meanings.roots(name) if root == name or "~" in root}

    def of(self, roots: Collection[str]) -> dict[str, Side]:
        """Return identities by their roots, without those that no name means. One that goes by a name in no article is
        left out, too, unless a decision, a role or knowledge has made it."""
        self._meanings.read(roots)
        groups = self._meanings.groups([self._meanings.shown(root) for root in roots])
        group_of = {root: groups[self._meanings.shown(root)] for root in roots}
        named = self._index.named({*roots, *(name for group in group_of.values() for name in group.names)})
        sides = {}
        for root, group in group_of.items():
            names = _counted(group, named)
            if not names or (root not in named and "~" not in root):
                continue
            names.sort(key=lambda name: (name.id != root, -name.articles, name.id))
            called = self._meanings.called(root) or named[names[0].id].label
            whole = group.values >= group.names
            evidence = self._evidence if whole else TheirEvidence(self._evidence, self._meanings, root)
            sides[root] = Side(root, called, names[:_NAMES], evidence)
        return sides


def _counted(group: Group, named: Mapping[str, Named]) -> list[CountedName]:
    """Return the names of an identity with the number of articles in which they mean it."""
    articles = {name: named[name].count for name in group.values if name in named}
    articles |= {name: named[name].count - len(apart) for name, apart in group.outside if name in named}
    articles |= {name: len(within) for name, within in group.within if name in named}
    return [CountedName(name, named[name].label, count) for name, count in articles.items() if count > 0]


class TheirEvidence:
    """Implements :class:`~services.search.identities.evidence.Evidence`: of names that mean several, what articles tell
    where they mean one."""

    def __init__(self, evidence: Evidence, meanings: Meanings, root: str) -> None:
        self._evidence = evidence
        self._meanings = meanings
        self._root = root

    def rows(self, id: str) -> Sequence[Row]:
        """Return the rows of a name where it means the one."""
        return [row for row in self._evidence.rows(id) if self._means(id, row.article)]

    def roles(self, id: str) -> Mapping[str, Collection[str]]:
        """Return what articles call the one, by article."""
        return {article: roles for article, roles in self._evidence.roles(id).items() if self._means(id, article)}

    def _means(self, name: str, article: str) -> bool:
        return self._meanings.root(name, article) == self._root

    def names_with(self, word: str, type: str) -> Sequence[CountedName]:
        """Return names, whomever they mean."""
        return self._evidence.names_with(word, type)

    def known(self, kind: str, word: str) -> Sequence[KnownEntity]:
        """Return entries of knowledge."""
        return self._evidence.known(kind, word)

    def shares(self, ids: Sequence[str]) -> Mapping[str, float]:
        """Return shares of all articles."""
        return self._evidence.shares(ids)
