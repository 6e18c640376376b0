"""Suggesting: finds identities in the index that may be one, which neither the rules nor people have decided.

No request reads all names: those in most articles are walked through, some at a time, and each is compared with the
names that have a word in common with it. So it costs the same however many there are, and goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from services.search.identified.deciding import all_decisions
from services.search.identified.identified_index import of_names
from services.search.identified.index_evidence import IndexEvidence
from services.search.identified.meanings import Meanings, name_of
from services.search.identified.sides import Sides
from services.search.identities.alike import Alike, alike, blocking_words
from services.search.identities.decisions import Decision
from services.search.identities.evidence import CountedName
from services.search.identities.kinds import kind_of
from services.search.identities.knowledge import MARK
from services.search.identities.person_names import person_name
from services.search.identities.resolutions import Resolution
from services.search.identities.suggestions import SHOWN, Side, Suggestion, company_in_common, suggest
from services.search.index.port import Index
from services.search.index.questions import Named, NamesRequest

WALKED = 10_000
"""Names that are walked through, those in most articles: of two that may be one, the one has to be among them. The
others are in few articles, so that who judges them gains little."""

COMPARED = 100
"""Names compared for one page at most: a second or two of an engine's time."""

_TOGETHER = 20
"""Names read at once."""

_FITTING = 20
"""Identities whose evidence is looked at beside one, those whose names agree best."""

Position = Mapping[str, Any]
"""Where a walk goes on: behind a name (``count``, ``id``), or behind one of its suggestions (``score``, ``one``,
``other``)."""


@dataclass(frozen=True)
class SuggestionsPage:
    """Some suggestions, and where others begin."""

    suggestions: Sequence[Suggestion]
    next: Position | None
    """None: all were walked through."""


class Suggesting:
    """Finds suggestions, for one request: what it reads is remembered."""

    def __init__(self, index: Index) -> None:
        self._index = of_names(index)
        self._meanings = Meanings(self._index)
        self._evidence = IndexEvidence(self._index)
        self._sides = Sides(self._index, self._meanings, self._evidence)
        self._judged = self._read_judgements()

    def page(self, kinds: Collection[str], size: int, after: Position | None = None) -> SuggestionsPage:
        """Return suggestions about names of these types (``person``), those of the most named first; of one name, the
        likeliest first. Fewer than ``size`` do not mean that there are no more."""
        waiting = self._waiting(kinds, after)
        some, rest = waiting[:COMPARED], waiting[COMPARED:]
        suggestions: list[Suggestion] = []
        last: Position | None = None
        for start in range(0, len(some), _TOGETHER):
            for name, side in self._sides.walked(some[start : start + _TOGETHER]):
                for suggestion in self._of(side):
                    if after and after["id"] == name.id and _place(suggestion) <= _place_behind(after):
                        continue
                    if len(suggestions) == size:
                        return SuggestionsPage(suggestions, last)
                    suggestions.append(suggestion)
                    last = {"count": name.count, "id": name.id, **_behind(suggestion)}
        following = {"count": some[-1].count, "id": some[-1].id} if rest else None
        return SuggestionsPage(suggestions, following)

    def about(self, id: str, size: int, after: Position | None = None) -> SuggestionsPage:
        """Return suggestions about one identity, the likeliest first; none where nobody can tell whom the id means."""
        root = self._root(id)
        side = self._sides.of([root]).get(root) if root else None
        every = self._of(side, every=True) if side else []
        left = [each for each in every if after is None or each.order > _order_behind(after)]
        return SuggestionsPage(left[:size], _behind(left[size - 1]) if len(left) > size else None)

    def pair(self, one: str, other: str) -> Suggestion | None:
        """Return two identities, whether they are suggested or not; None where one of them is in no article, or both
        are one."""
        roots = {root for id in (one, other) if (root := self._root(id))}
        sides = list(self._sides.of(roots).values())
        if len(sides) < 2:
            return None
        return self._suggestion(sides[0], sides[1], self._alike(sides[0].names, sides[1].names))

    def judgement(self, one: str, other: str) -> Decision | None:
        """Return the last decision of people about whether two are one, that is not undone."""
        return self._judged.get(frozenset(filter(None, map(self._root, (one, other)))))

    def _root(self, id: str) -> str | None:
        self._meanings.read([name_of(id)])
        return self._meanings.root(name_of(id))

    def _waiting(self, kinds: Collection[str], after: Position | None) -> list[Named]:
        """Return the names that a walk has still before it."""
        every = self._index.names(NamesRequest("articles", size=WALKED, labelled=False)).names
        names = [name for name in every if name.id.partition(":")[0] in kinds]
        if after is None:
            return names
        place = (-after["count"], after["id"])
        keys = {name.id: (-name.count, name.id) for name in names}
        return [name for name in names if keys[name.id] > place or (keys[name.id] == place and "other" in after)]

    def _of(self, side: Side, *, every: bool = False) -> list[Suggestion]:
        """Return suggestions about an identity, of which it is the first of the two; with ``every``, or the second."""
        fitting = self._fitting(side, every=every)
        sides = self._sides.of(fitting)
        others = [sides[root] for root in fitting if root in sides]
        if not every:
            others = [other for other in others if _is_first(side, other, fitting[other.root])]
        suggestions = [self._suggestion(side, other, fitting[other.root]) for other in others[:_FITTING]]
        unsettled = [each for each in suggestions if each.likely and not self._settled(each)]
        return sorted(unsettled, key=lambda each: each.order)

    def _fitting(self, side: Side, *, every: bool) -> dict[str, Alike]:
        """Return the roots of those whose names agree with somebody's, those that agree best first; without ``every``
        those in fewer articles, as far as that is known."""
        kind = kind_of(side.root)
        words = {word for name in side.names for word in blocking_words(name)}
        candidates = {name.id: name for word in sorted(words) for name in self._evidence.names_with(word, kind)}
        agreeing = {id: how for id, name in candidates.items() if (how := self._alike(side.names, [name]))}
        best = sorted(agreeing, key=lambda id: (-agreeing[id].weight, -candidates[id].articles, id))
        self._meanings.read(best)
        fitting: dict[str, Alike] = {}
        for id in best:
            how = agreeing[id]
            for root in sorted(self._meanings.roots(id) - {side.root}):
                later = root not in candidates or candidates[root].articles <= side.names[0].articles
                if (every or later or how.kind == "acronym") and not told_apart(side.root, root):
                    fitting.setdefault(root, how)
        return dict(islice(fitting.items(), 2 * _FITTING))

    def _alike(self, names: Sequence[CountedName], others: Sequence[CountedName]) -> Alike | None:
        pairs = [how for name in names for other in others if name.id != other.id and (how := alike(name, other))]
        return max(pairs, key=lambda how: how.weight, default=None)

    def _suggestion(self, one: Side, other: Side, how: Alike | None) -> Suggestion:
        if not _is_first(one, other, how):
            one, other = other, one
        common = list(company_in_common(one, other))[:SHOWN]
        called = {id: named.label for id, named in self._index.named(common).items()} if common else {}
        bearers = self._bearers(one, other) if how and how.kind == "initial" else []
        return suggest(one, other, how, bearers, called)

    def _bearers(self, one: Side, other: Side) -> list[CountedName]:
        """Return the others of the same surname to whom an initial may belong."""
        names = [(person_name(name.name), side.root) for side in (one, other) for name in side.names]
        short, root = min((name for name in names if name[0].full), key=lambda name: len(name[0].given))
        namesakes = [
            name
            for name in self._evidence.names_with(short.surname, "person")
            if (parts := person_name(name.name)).full
            and parts.surname == short.surname
            and len(parts.given) > 1
            and parts.given[0] == short.given[0]
        ]
        self._meanings.read([name.id for name in namesakes])
        own = [name for name in namesakes if self._meanings.root(name.id) == name.id]
        return [name for name in own if name.id not in (one.root, other.root) and not self._is_not(name.id, root)]

    def _is_not(self, one: str, other: str) -> bool:
        judged = self.judgement(one, other)
        return bool(judged and judged.decision == "not_the_same")

    def _settled(self, suggestion: Suggestion) -> bool:
        """Return whether somebody has answered already: for good, or unsure of the same evidence."""
        judged = self.judgement(suggestion.one.root, suggestion.other.root)
        return judged is not None and (judged.decision != "unsure" or judged.evidence == suggestion.digest)

    def _read_judgements(self) -> Mapping[frozenset[str], Decision]:
        """Return what people decided of two identities each, by the roots of both: the last of it."""
        every = list(all_decisions(self._index))
        live = [each for each in every if not each.undone_at]
        pairs = [(each, each.names) for each in live if len(each.names) == 2]
        pairs += [(each, (each.name, each.other)) for each in live if each.makes_another]
        alone = [each for each in live if each.sets_apart]
        if alone:
            ruled = self._index.resolutions([each.name for each in alone])
            pairs += [(each, (each.name, to)) for each in alone if (to := _ruled(ruled.get(each.name)))]
        self._meanings.read({name for _, names in pairs for name in names})
        judged: dict[frozenset[str], Decision] = {}
        for each, names in sorted(pairs, key=lambda pair: pair[0].id):
            roots = frozenset(root for name in names if (root := self._meanings.root(name)))
            if len(roots) == 2:
                judged[roots] = each
        return judged


def _is_first(side: Side, other: Side, how: Alike | None) -> bool:
    """Return whether an identity is the first of two, whose name stays: the one that more articles name, else the
    longer one; of a body and its acronym the body, since only from that can the other be looked up."""
    if how and how.kind == "acronym":
        return len(side.names[0].name) > len(other.names[0].name)
    return _rank(side) < _rank(other)


def _rank(side: Side) -> tuple[int, int, str]:
    own = side.names[0]
    return (-own.articles, -len(own.name), side.root)


def told_apart(one: str, other: str) -> bool:
    """Return whether two identities are two by what has made them: namesakes, told apart by roles or by a decision, or
    entries of knowledge."""
    return one.partition("~")[0] == other.partition("~")[0] or (MARK in one and MARK in other)


def _behind(last: Suggestion) -> dict[str, Any]:
    return {"score": last.score, "one": last.one.root, "other": last.other.root}


def _order_behind(after: Position) -> tuple[float, str, str]:
    """Return the order of the last suggestion that was shown; of none, one before all."""
    return (-after["score"], after["one"], after["other"]) if "other" in after else (-2.0, "", "")


def _place(suggestion: Suggestion) -> tuple[str, tuple[float, str, str]]:
    """Return the place of a suggestion among those of identities with one first name."""
    return suggestion.one.root, suggestion.order


def _place_behind(after: Position) -> tuple[str, tuple[float, str, str]]:
    return after.get("one", ""), _order_behind(after)


def _ruled(resolution: Resolution | None) -> str | None:
    """Return where the rules lead a name that a person set apart."""
    return (resolution.by_rule.target or None) if resolution else None
