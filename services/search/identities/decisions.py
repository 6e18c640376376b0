"""Decisions: what people decided about identities, and what follows from that for each name.

The outcome is a function of the decisions and of what the rules say, not of the order in which either comes: a decision
is placed among the others by its id, which grows with the time at which it was accepted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from services.search.identities.resolutions import Resolution
from shared.models.annotations import EntityType
from shared.models.values import Frozen

DecisionKind = Literal["merge", "split", "rename", "retype", "not_a_person", "not_the_same", "unsure"]
Standing = Literal["applied", "overruled", "undone", "without_articles"]


class Decision(Frozen):
    """What somebody decided about an identity."""

    id: str
    """Ids grow with the time at which decisions were accepted."""
    decision: DecisionKind
    name: str
    """The name id by which the identity was given."""
    into: str = ""
    """Of a merge: the name id whose identity it is; of a split: whose the articles are, if that is somebody known; of
    *not the same* and *unsure*: the other of the two."""
    articles: tuple[str, ...] = ()
    """Of a split: the articles that are somebody else's."""
    role: str = ""
    """Of a split: a role, in the articles with which the name is somebody else's: *striker*."""
    called: str = ""
    """What the identity is called: of a rename, or of what a split makes."""
    type: EntityType | None = None
    """Of a retype."""
    evidence: str = ""
    """Of an *unsure*: a digest of what spoke for and against it; with another one the question comes again, see
    :func:`services.search.identities.suggestions.digest`."""
    by: str
    at: str
    """When it was accepted, ISO 8601."""
    why: str = ""
    undone_by: str = ""
    undone_at: str = ""

    @property
    def other(self) -> str:
        """The root of whom a split makes."""
        return self.into or f"{self.name.partition('~')[0]}~{self.id}"

    @property
    def makes_another(self) -> bool:
        """Whether it is a split that makes an identity."""
        return self.decision == "split" and not self.sets_apart and not self.into

    @property
    def sets_apart(self) -> bool:
        """Whether it is a split that makes a name stand for itself in all articles."""
        return self.decision == "split" and not self.articles and not self.role

    @property
    def names(self) -> tuple[str, ...]:
        """The name ids that it is about."""
        return tuple(name for name in (self.name, self.into) if name)


_OVERRULED_BY: Mapping[DecisionKind, frozenset[DecisionKind]] = {
    "merge": frozenset({"not_the_same"}),
    "not_the_same": frozenset({"merge"}),
    "unsure": frozenset({"merge", "not_the_same", "unsure"}),
}
"""Decisions about two names that hold in the place of an earlier one about the same two."""

Rules = Mapping[str, Resolution]
"""What the rules say of names; see :func:`names_to_read`."""

RoleArticles = Callable[[Collection[str], str], Collection[str]]
"""Returns the articles in which one of these names, or of those that lead to them by rule, has a role."""


@dataclass
class _Outcome:
    """What decisions make of one name."""

    target: str | None = None
    """None: what the rules say."""
    alone: bool = False
    """Whether what the rules say of single articles is put aside, too."""
    same: frozenset[str] = frozenset()
    """The roots that it is one identity with: single articles do not lead back to them."""
    unlike: set[str] = field(default_factory=set)
    """The roots that it is not one identity with: the rules lead to them in no article."""
    by_article: dict[str, str] = field(default_factory=dict)
    called: str = ""
    type: EntityType | None = None


def ruled_root(name: str, rules: Rules, apart: Collection[str] = ()) -> str:
    """Return where the rules lead a name in articles of which nothing else is said; itself where nobody can tell."""
    return _ruled_way(name, rules, apart)[-1]


def _ruled_way(name: str, rules: Rules, apart: Collection[str]) -> list[str]:
    """Return the names that the rules lead a name over, itself first."""
    way = [name]
    while way[-1] not in apart and (resolution := rules.get(way[-1])):
        following = resolution.target
        if not following or following in way:
            break
        way.append(following)
    return way


def decide(decisions: Iterable[Decision], rules: Rules, role_articles: RoleArticles) -> dict[str, Resolution]:
    """Return the resolutions that decisions put in the place of the rules' own."""
    live = sorted((each for each in decisions if not each.undone_at), key=lambda each: each.id)
    set_apart = {each.name: each.id for each in live if each.sets_apart}
    differences = [each for each in live if each.decision == "not_the_same"]
    apart = _apart(differences, rules, set_apart)
    outcomes: dict[str, _Outcome] = {}

    def outcome(name: str) -> _Outcome:
        return outcomes.setdefault(name, _Outcome())

    for name in apart:
        outcome(name).target, outcome(name).alone = name, name in set_apart
    for name, root in _unlike(differences, rules, apart):
        outcome(name).unlike.add(root)
    merges = [each for each in live if each.decision == "merge" and not overruled_by(each, set_apart)]
    for group in _together(merges, differences, rules, apart):
        survivor = group[0]
        for root in group:
            resolution = rules.get(root)
            of_nobody = bool(resolution and not resolution.target)
            outcome(root).same = frozenset(group)
            if root != survivor or of_nobody:
                outcome(root).target, outcome(root).alone = survivor, of_nobody or outcome(root).alone
    for each in live:
        root = ruled_root(each.name, rules, apart)
        if each.decision == "not_a_person" and overruled_by_a_later_one(each, live):
            continue
        if each.decision == "split" and not each.sets_apart:
            articles: Collection[str] = each.articles or role_articles(sorted({root, *outcome(root).same}), each.role)
            other = ruled_root(each.into, rules, apart) if each.into else each.other
            articles = [article for article in articles if not _leads(other, root, article, outcomes, rules)]
            outcome(root).by_article |= dict.fromkeys(articles, other)
            if not each.into:
                made = outcome(other)
                made.target, made.called = made.target or other, made.called or each.called
        elif each.decision == "rename":
            outcome(root).called = each.called
        elif each.decision == "retype":
            outcome(root).type = each.type
        elif each.decision == "not_a_person":
            outcome(root).target, outcome(root).alone = "", True
    return {name: _resolution(name, each, rules, apart) for name, each in outcomes.items()}


def _leads(name: str, root: str, article: str, outcomes: Mapping[str, _Outcome], rules: Rules) -> bool:
    """Return whether a name leads to a root in an article: a split would make a circle there, where a merge holds."""
    passed: set[str] = set()
    while name and name not in passed:
        if name == root:
            return True
        passed.add(name)
        outcome, rule = outcomes.get(name, _Outcome()), rules.get(name, Resolution(name, name))
        ruled = rule.target if outcome.target is None else outcome.target
        by_rule = {} if outcome.alone else rule.by_article
        name = outcome.by_article.get(article, by_rule.get(article, ruled))
    return False


def _resolution(name: str, outcome: _Outcome, rules: Rules, apart: Collection[str]) -> Resolution:
    rule = rules.get(name) or Resolution(name, name)
    target = rule.target if outcome.target is None else outcome.target
    by_rule = {} if outcome.alone else rule.by_article
    left_out = outcome.same | outcome.unlike
    by_rule = {article: to for article, to in by_rule.items() if ruled_root(to, rules, apart) not in left_out}
    by_article = {**by_rule, **outcome.by_article}
    decided = outcome.target is not None or bool(outcome.by_article or outcome.same)
    return Resolution(
        name,
        target,
        {article: other for article, other in sorted(by_article.items()) if other != target},
        confidence=1.0 if decided else rule.confidence,
        decided_by="person" if decided else rule.decided_by,
        called=outcome.called or rule.called,
        type=outcome.type,
        ruled=rule,
    )


def _apart(differences: Sequence[Decision], rules: Rules, set_apart: Collection[str]) -> set[str]:
    """Return the names that stand for themselves, whatever the rules say: those that were set apart, and, of two that
    are not the same though the rules lead both to one, one over which the other is not led."""
    apart = set(set_apart)
    for each in differences:
        way, other_way = (_ruled_way(name, rules, apart) for name in each.names)
        if way[-1] == other_way[-1]:
            apart.add(each.into if each.name in other_way else each.name)
    return apart


def _unlike(differences: Sequence[Decision], rules: Rules, apart: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the names that the rules lead in some article to a root that they are not the same as, each with that."""
    for each in differences:
        for name, other in (each.names, reversed(each.names)):
            root = ruled_root(other, rules, apart)
            for own in {name, ruled_root(name, rules, apart)}:
                rule = rules.get(own)
                if rule and any(ruled_root(to, rules, apart) == root for to in rule.by_article.values()):
                    yield own, root


def _together(
    merges: Sequence[Decision], differences: Sequence[Decision], rules: Rules, apart: Collection[str]
) -> list[list[str]]:
    """Return the roots that are one identity, the survivor of each first: one that was never merged into another, the
    first by id; where all were, in a circle, the first of all. A merge makes nothing where it would put two together of
    which somebody said later that they are not the same."""
    groups: dict[str, set[str]] = {}
    merged_away: set[str] = set()
    unlike: dict[str, dict[str, str]] = defaultdict(dict)
    for each in differences:
        one, other = (ruled_root(name, rules, apart) for name in each.names)
        unlike[one][other] = unlike[other][one] = each.id
    for merge in merges:
        one, other = ruled_root(merge.name, rules, apart), ruled_root(merge.into, rules, apart)
        mine, theirs = groups.get(one, {one}), groups.get(other, {other})
        if one == other or any(
            said > merge.id and their in theirs for my in mine for their, said in unlike.get(my, {}).items()
        ):
            continue
        merged_away.add(one)
        whole = mine | theirs
        groups |= dict.fromkeys(whole, whole)
    sets = {id(group): group for group in groups.values()}.values()
    return [sorted(group, key=lambda root: (root in merged_away, root)) for group in sets]


def overruled_by(merge: Decision, apart: Mapping[str, str]) -> str | None:
    """Return the id of a later decision that one of the two names of a merge stands for itself."""
    later = [apart[name] for name in merge.names if apart.get(name, "") > merge.id]
    return max(later, default=None)


def overruled_by_a_later_one(no_person: Decision, live: Iterable[Decision]) -> bool:
    """Return whether somebody said later, of what had been said to be no person, who it is: a merge, or a split that
    makes the name stand for itself."""
    return any(
        each.id > no_person.id
        and no_person.name in each.names
        and (each.decision == "merge" or (each.sets_apart and each.name == no_person.name))
        for each in live
    )


def standing(decision: Decision, decisions: Iterable[Decision], named: Collection[str]) -> Standing:
    """Return whether a decision holds; ``named``: the names, and split-off identities, that articles still give."""
    if decision.undone_at:
        return "undone"
    live = [each for each in decisions if not each.undone_at]
    apart = {each.name: each.id for each in sorted(live, key=lambda each: each.id) if each.sets_apart}
    if decision.decision == "merge" and overruled_by(decision, apart):
        return "overruled"
    if decision.decision == "not_a_person" and overruled_by_a_later_one(decision, live):
        return "overruled"
    newer = [each for each in live if each.id > decision.id and each.name == decision.name]
    of_both = [each for each in live if each.id > decision.id and {*each.names} == {*decision.names}]
    if any(each.decision in _OVERRULED_BY.get(decision.decision, ()) for each in of_both):
        return "overruled"
    if decision.decision in ("rename", "retype") and any(each.decision == decision.decision for each in newer):
        return "overruled"
    return "applied" if all(name in named or "~" in name for name in decision.names) else "without_articles"
