"""Meanings: whom names mean, and what finds somebody, as it is kept in the index.

An *identity* goes by the name id that all its names lead to, its root. Its own id is the root with :data:`FIRST` behind
it: whatever the root means by then, so does the identity, and an id that was given before two became one leads on. What
a name means in the articles where nobody can tell who bears it, has :data:`REST` behind it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from services.search.identified.group import Group
from services.search.identities.kinds import KINDS, kind_of
from services.search.identities.place_names import names_alike
from services.search.identities.resolutions import Resolution
from services.search.index.port import Index
from services.search.index.questions import AboutNames, Named
from services.search.index.results import Ambiguous, Identity
from services.search.index.rules import is_entity_id, type_of
from shared.text import entity_id

FIRST, REST = "~1", "~0"
"""The ends of ids that are not of names. No name id has a tilde. Behind that of an identity which a person's decision
has made stands the decision's id."""

_STEPS = 10
"""Steps that a name is followed at most; the rules make three."""


class Meanings:
    """Whom names mean, as far as it was read: for one request, not for good."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._read: dict[str, Resolution | None] = {}
        self._asked: set[str] = set()
        self._leading: defaultdict[str, set[str]] = defaultdict(set)
        """The names that lead to a name in one step: all of them, of names that were asked for."""
        self._owners: dict[tuple[str, str], Identity | None] = {}
        self._names_meant: dict[str, Sequence[str]] = {}
        self._called: dict[str, Named | None] = {}

    def copy(self) -> Meanings:
        """Return the same, for a thread of its own."""
        other = Meanings(self._index)
        other._read, other._asked = dict(self._read), set(self._asked)
        other._leading = defaultdict(set, {name: set(names) for name, names in self._leading.items()})
        other._names_meant, other._called = dict(self._names_meant), dict(self._called)
        return other

    @property
    def known(self) -> Collection[str]:
        """The names of which all was read: whom they mean, and what they are called."""
        return self._called.keys() & self._asked

    def read(self, names: Collection[str], called: Collection[str] = ()) -> None:
        """Read whom these names mean, and whom those mean that they lead to; and the names that lead to one of them.
        Read what those of ``called`` that have identities are called, too.

        Each call may be a question to the engine: what is read of many names at once takes one."""
        for _ in range(_STEPS):
            unread = [name for name in dict.fromkeys(names) if name not in self._asked]
            unknown = {name for name in called if name not in self._called and has_identity(name)}
            if not unread and not unknown:
                return
            self.take(self._index.about_names(unread, unknown))
            names = [target for name in unread if (means := self._read.get(name)) for target in means.targets]

    def take(self, about: AboutNames | None) -> None:
        """Take what the engine has told of names beside something else, if it has, as if it had been read here."""
        if about is None:
            return
        kept = {resolution.id: resolution for resolution in about.resolutions}
        for resolution in kept.values():
            for target in resolution.targets:
                self._leading[target].add(resolution.id)
        self._asked |= about.names
        self._read |= {name: kept.get(name) for name in about.names if has_identity(name)}
        self._called |= about.called

    def is_alone(self, name: str) -> bool:
        """Return whether a name that was read means its own bearer alone, whom no other name means: nearly all do."""
        return name in self._asked and not self._read.get(name) and name not in self._leading

    def way(self, name: str, article: str = "") -> list[Resolution]:
        """Return the steps from a name to its root in an article (or in all where nothing else is said); the last may
        lead nowhere. No steps: it means its own bearer."""
        steps: list[Resolution] = []
        passed = {name}
        while resolution := self._read.get(name):
            following = resolution.by_article.get(article, resolution.target)
            if following in passed:  # its own bearer; or a circle, which the rules do not make
                break
            steps.append(resolution)
            if not following:
                break
            passed.add(following)
            name = following
        return steps

    def root(self, name: str, article: str = "") -> str | None:
        """Return the name id whose bearer a name means in an article; None where nobody can tell."""
        steps = self.way(name, article)
        return (steps[-1].by_article.get(article, steps[-1].target) or None) if steps else name

    def roots(self, name: str) -> set[str]:
        """Return the roots that a name has in one article or another."""
        return {root for root in (self.root(name), *self.exceptions(name).values()) if root}

    def exceptions(self, name: str) -> dict[str, str | None]:
        """Return the roots of a name in the articles where it has another one than elsewhere."""
        if not self._read.get(name):  # nearly all names
            return {}
        root = self.root(name)
        passed = [self._read.get(each) for each in (name, *(step.target for step in self.way(name)))]
        articles = dict.fromkeys(article for each in passed if each for article in each.by_article)
        roots = {article: self.root(name, article) for article in articles}
        return {article: other for article, other in roots.items() if other != root}

    def identity(self, name: str, label: str, article: str = "") -> Identity | None:
        """Return whom a name means in an article; ``label``: what the identity is called."""
        if not self._read.get(name):
            return self._own(name, label)
        root = self.root(name, article)
        if root is None or not has_identity(name):
            return None
        steps = self.way(name, article)
        own = self._read.get(root)
        last = steps[-1] if steps else own
        by_person = any(step.decided_by == "person" for step in (*steps, own) if step)
        return Identity(
            id=identity_id(root),
            name=own.called if own and own.called else label,
            type=own.type if own and own.type else type_of(root),
            confidence=min((step.confidence for step in steps), default=1.0),
            decided_by="person" if by_person else last.decided_by if last else "rule",
        )

    def _own(self, name: str, label: str) -> Identity | None:
        """Return the bearer of a name of which nothing is kept: the same for all who ask."""
        if (name, label) not in self._owners:
            self._owners[name, label] = (
                Identity(id=identity_id(name), name=label, type=type_of(name), confidence=1.0, decided_by="rule")
                if has_identity(name)
                else None
            )
        return self._owners[name, label]

    def called(self, value: str) -> str:
        """Return the name that a person gave whom a value means, as :meth:`shown` writes it; empty if nobody did."""
        own = self._read.get(name_of(value))
        return own.called if own and not value.endswith(REST) else ""

    def shown(self, name: str) -> str:
        """Return the value by which a list shows whom a name means, and which finds just that: a name id where it
        does; else with :data:`FIRST`, or :data:`REST`, behind it."""
        if not self._read.get(name):
            return name
        root = self.root(name)
        if root is None:
            return name + REST if self.exceptions(name) else name
        return identity_id(root) if self.exceptions(root) else root

    def may_show(self, name: str) -> list[str]:
        """Return the values by which lists show whom a name means, in one article or another."""
        others = {self.shown(other) for other in self.exceptions(name).values() if other}
        return sorted({self.shown(name), *others})

    def most_meant(self, name: str, most: int) -> list[str]:
        """Return the values by which lists show whom a name means, and whom else in most articles."""
        others = Counter(other for other in self.exceptions(name).values() if other)
        return list(dict.fromkeys([self.shown(name), *(self.shown(other) for other, _ in others.most_common(most))]))

    def groups(self, values: Collection[str]) -> Mapping[str, Group]:
        """Return what finds each of these, as :meth:`shown` writes them. Their names have been read."""
        roots = {value: None if value.endswith(REST) else self.root(name_of(value)) for value in values}
        bearers = self._bearers({root for root in roots.values() if root is not None})
        return {value: self._rest(name_of(value)) if root is None else bearers[root] for value, root in roots.items()}

    def _rest(self, name: str) -> Group:
        apart = tuple(sorted(self.exceptions(name)))
        return Group(outside={(name, apart)}) if apart else Group(values={name})

    def _bearers(self, roots: Collection[str]) -> Mapping[str, Group]:
        """Return all names that mean each of these, everywhere or in certain articles."""
        names, leading = set(roots), set(roots)
        for _ in range(_STEPS):
            if not leading:
                break
            self.read(leading)
            leading = {name for led_to in leading for name in self._leading[led_to]} - names
            names |= leading
        groups: dict[str, Group] = defaultdict(Group)
        for name in names:
            root, exceptions = self.root(name), self.exceptions(name)
            if root is not None and exceptions:
                groups[root].outside.add((name, tuple(sorted(exceptions))))
            elif root is not None:
                groups[root].values.add(name)
            for other in {other for other in exceptions.values() if other is not None}:
                articles = sorted(article for article, meant in exceptions.items() if meant == other)
                groups[other].within.add((name, tuple(articles)))
        return groups

    def meant(self, value: str) -> Sequence[str]:
        """Return the roots that a value of a parameter may mean: an identity, a name id, or a name. What may mean
        several means all of them. Empty where it means no more than itself."""
        roots: dict[str, None] = {}
        for name in self._names_meant[value]:
            if value.endswith(REST) and is_entity_id(value):
                continue
            root = self.root(name)
            if root is not None:
                roots[root] = None
            else:
                roots |= dict.fromkeys(other for other in self.exceptions(name).values() if other)
        return list(roots)

    def read_values(self, values: Collection[str], *, called: bool = False) -> None:
        """Read the name ids that the values of parameters stand for, and whom they mean: of all at once, in one
        question. Read what they are ``called``, too, where that will be shown."""
        unread = [value for value in dict.fromkeys(values) if value not in self._names_meant]
        made = {value: _ids_of(value) for value in unread if not is_entity_id(value)}
        possible = [id for ids in made.values() for id in ids]
        given = [name_of(value) for value in unread if value not in made]
        self.read([*possible, *given], called=[*possible, *given] if called else possible)
        for value in unread:
            self._names_meant[value] = (
                [id for id in made[value] if self._called[id]] if value in made else [name_of(value)]
            )

    def group_of(self, values: Sequence[str]) -> Group | None:
        """Return what finds whoever is meant by one of the values of a parameter; None where each finds just itself."""
        self.read_values(values)
        meant = {value: self.meant(value) for value in values}
        bearers = self._bearers({root for roots in meant.values() for root in roots})
        whole = Group()
        for value in values:
            if is_entity_id(value) and value.endswith(REST):
                whole.add(self._rest(name_of(value)))
            elif not (is_entity_id(value) and value.endswith(FIRST)):  # what a split has made is in no article
                whole.values.add(value)
            for root in meant[value]:
                if is_entity_id(value) or not bearers[root].is_just(root):
                    whole.add(bearers[root])
        return None if whole.values == set(values) and not whole.within and not whole.outside else whole

    def ambiguous(self, values: Iterable[str]) -> list[Ambiguous]:
        """Return the values, already read, that may mean several, and whom."""
        several = {value: roots for value in values if len(roots := self.meant(value)) > 1}
        labels = self.labels({root for roots in several.values() for root in roots})
        return [
            Ambiguous(
                value=value,
                identities=[identity for root in roots if (identity := self.identity(root, labels.get(root, root)))],
            )
            for value, roots in several.items()
        ]

    def labels(self, roots: Collection[str]) -> dict[str, str]:
        """Return what identities are called: what a person does, else what the newest article calls their roots."""
        if not roots:
            return {}
        self.read(roots)
        if unknown := [root for root in roots if root not in self._called]:
            there = self._index.named(unknown)
            self._called |= {root: there.get(root) for root in unknown}
        given = {root: called for root in roots if (called := self.called(root))}
        return {root: named.label for root in roots if (named := self._called[root])} | given


def _ids_of(typed: str) -> list[str]:
    """Return the name ids that articles may give whom, or what, somebody typed: of a place, under its other forms,
    too."""
    forms = names_alike(typed)
    return [
        entity_id(beginning, form)
        for beginning in KINDS
        for form in (forms if kind_of(beginning) == "place" else [typed])
    ]


def has_identity(name: str) -> bool:
    """Return whether names of this type are resolved."""
    return name.partition(":")[0] in KINDS


def identity_id(root: str) -> str:
    """Return the id of the identity with a root: of one that a person's decision has made, that is the root itself."""
    return root if "~" in root else root + FIRST


def name_of(value: str) -> str:
    """Return the name id in a value."""
    return value.rpartition("~")[0] if value.endswith((FIRST, REST)) else value
