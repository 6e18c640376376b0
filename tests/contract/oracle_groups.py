"""Which articles are copies of each other, computed the slow way: each text compared with each; and what a collapsed
list has to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from services.search.groups.description import Group
from services.search.groups.matching import one_story
from services.search.groups.texts import text_of
from services.search.index.changes import Change
from services.search.index.questions import Kind
from services.search.query.words import exact
from shared.models.articles import Article


class Collapsed(NamedTuple):
    """A result that is shown, and how many more there are of its group."""

    shown: str
    more: int


def groups(changes: Iterable[Change]) -> dict[str, Group | None]:
    """Return the group of each article that the changes leave; None for one that nobody copies."""
    held: dict[str, Change] = {}
    for change in changes:
        if change.id not in held or held[change.id].version < change.version:
            held[change.id] = change
    articles = {id: change.article for id, change in held.items() if change.article}
    return {id: _described(family, articles) for id, family in _families(articles).items()}


def _families(articles: Mapping[str, Article]) -> dict[str, frozenset[str]]:
    """Return, for each article, all that it is connected with."""
    texts = {id: text for id, article in articles.items() if (text := text_of(article))}
    alike = {id: {other for other in texts if one_story(texts[id], texts[other])} for id in texts}
    families: dict[str, frozenset[str]] = {}
    for id in articles:
        family, new = {id}, [id]
        while new:
            near = alike.get(new.pop(), set()) - family
            family |= near
            new += near
        families[id] = frozenset(family)
    return families


def _described(family: frozenset[str], articles: Mapping[str, Article]) -> Group | None:
    if len(family) < 2:
        return None
    dated = [(articles[id].published_at, id) for id in family]
    first = min((moment is None, moment.isoformat() if moment else "", id) for moment, id in dated)[2]
    length = len(articles[first].body)
    longer = sum(len(articles[id].body) >= length * 1.15 for id in family - {first})
    kind = "family" if 0 < longer < len(family) - 1 else "update" if longer else "duplicate"
    return Group.model_validate({"id": f"g-{first}", "kind": kind, "size": len(family), "first": first})


def collapsed(kind: Kind, listed: Sequence[str], group_of: Mapping[str, Group | None]) -> list[Collapsed]:
    """Return what a list of results, as :func:`tests.contract.oracle.shown` writes them, shows when it is collapsed."""
    repeats: Counter[tuple[str, str]] = Counter()
    keys = []
    for result in listed:
        id, _, text = result.partition(": ")
        group = group_of[id]
        key = group.id if group else id
        if kind == "quotes":
            words = exact(text)
            repeats[id, words] += 1
            key += f": {words} {repeats[id, words]}"
        keys.append(key)
    sizes = Counter(keys)
    firsts = dict(reversed(list(zip(keys, listed, strict=True))))
    return [Collapsed(firsts[key], sizes[key] - 1) for key in dict.fromkeys(keys)]
