"""What an index has to answer, computed the slow way: plain Python over everything that was written.

It shares with the service what words are (:mod:`services.search.query.words`) and how names compare (``name_key``), and
nothing else; every rule is read from the docstrings of :mod:`services.search.index` and :mod:`services.search.query`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, get_args

from services.search.index.changes import Change
from services.search.index.fields import ACTS, Acts, Facet
from services.search.index.filters import Filters
from services.search.index.questions import Counts, Kind, Link, NamesRequest, NetworkRequest, Request, TimelineRequest
from services.search.index.rules import revision
from services.search.query import Node
from services.search.query.words import words
from tests.contract.oracle_rules import Held, Result, Text, passes, says, values

PLACES = frozenset({"GPE", "LOC", "FAC"})
SHOWN = frozenset({"PERSON", "ORG", "NORP"}) | PLACES
"""What networks are made of: people, organisations (and nationalities, religions and parties), and places."""

FIGURES = ("date:", "time:", "percent:", "money:", "quantity:", "ordinal:", "cardinal:")
"""Ids of what is no name: counted where somebody asks for it, and never what somebody is said to speak about."""


class Oracle:
    """Everything that was written, and what may be asked about it."""

    def __init__(self, changes: Iterable[Change]) -> None:
        newest: dict[str, tuple[int, Held | None]] = {}
        for change in changes:
            before = newest.get(change.id)
            annotation = change.annotation
            if change.article and annotation is None and before and before[1]:
                annotation = before[1].annotation
            new = revision(change, annotation)
            if before is None or new > before[0]:
                held = Held(change.id, change.article, annotation) if change.article and annotation else None
                newest[change.id] = (new, held)
        self.articles = [held for _, held in newest.values() if held]
        self._by_acts: dict[Acts, list[Held]] = {
            acts: [replace(held, acts=acts) for held in self.articles] for acts in get_args(Acts)
        }

    def matching(self, kind: Kind, node: Node | None, filters: Filters) -> list[Result]:
        """What matches, in no order."""
        held = self._by_acts[filters.act]
        everything: Sequence[Result] = held if kind == "articles" else [said for one in held for said in one.quotes]
        return [one for one in everything if passes(one, filters) and (node is None or says(one, node))]

    def ids(self, request: Request) -> list[str]:
        """What matches, in order; by relevance, in that of the newest. Of quotes, their article's id and their text."""
        found = self.matching(request.kind, request.words, request.filters)
        return [shown(one) for one in sorted(found, key=_ORDER[request.sort])]

    def facet(self, request: Request, facet: Facet) -> list[tuple[str, int, set[str]]]:
        """The values of a facet: value, count, labels that may be shown."""
        asked = request.filters
        if facet == "act":
            by_act = Counter(
                value
                for act in ACTS
                for one in self.matching(request.kind, request.words, replace(asked, act=act))
                for value in values(one, "act")
                if asked.has_quotes is not False
            )
            return [(value, by_act[value], {value}) for value in _most(by_act)]
        include, exclude = (
            {name: values for name, values in some.items() if name != facet} for some in (asked.include, asked.exclude)
        )
        without = replace(asked, include=include, exclude=exclude)
        if facet == "day":
            without = replace(without, since=None, until=None)
        found = self.matching(request.kind, request.words, without)
        counted = Counter(value for one in found for value in _counted(one, facet, figures=request.figures))
        chosen = sorted(counted)[-1_000:] if facet == "day" else _most(counted)[:20]
        named = facet in ("speaker", "about", "entity")
        return [(value, counted[value], labels(found, facet, value) if named else {value}) for value in chosen]

    def names(self, request: NamesRequest) -> list[tuple[str, int, set[str]]]:
        """All names that match, in order: id, count, labels that may be shown."""
        facet: Facet = "entity" if request.kind == "articles" else "speaker"
        found = self.matching(request.kind, request.words, request.filters)
        figures = request.figures or any(f"{type_.lower()}:" in FIGURES for type_ in request.types)
        counted = Counter(value for one in found for value in _counted(one, facet, figures=figures))
        typed = [word.exact for word in words(request.name)]
        called: dict[str, set[str]] = defaultdict(set)
        types: dict[str, set[str]] = defaultdict(set)
        for one in found:
            for id in values(one, facet):
                called[id] |= set(one.held.names[id])
            for entity in one.held.annotation.entities if request.kind == "articles" else ():
                types[entity.id].add(entity.type)
            for said in one.spoken:
                if said.quote.speaker and said.quote.speaker.type and request.kind == "quotes":
                    types[said.quote.speaker.id].add(said.quote.speaker.type)
        kept = {
            id: count
            for id, count in counted.items()
            if (not request.types or types[id] & set(request.types))
            and (not typed or any(Text(name).exact.begins_in_a_row(typed) for name in called[id]))
        }
        order = sorted(kept) if request.sort == "name" else _most(Counter(kept))
        return [(id, kept[id], labels(found, facet, id)) for id in order]

    def counts(self, ids: Iterable[str], node: Node | None, filters: Filters) -> dict[str, tuple[Counts, set[str]]]:
        """How often each of the ids occurs, and the labels that may be shown where articles name it."""
        articles = self.matching("articles", node, filters)
        quotes = self.matching("quotes", node, filters)
        found = {}
        for id in ids:
            naming = [one.held for one in articles if id in values(one, "entity")]
            counts = Counts(
                articles=len(naming),
                mentions=sum(mention.entity == id for held in naming for mention in held.annotation.mentions),
                quotes_by=sum(id in values(one, "speaker") for one in quotes),
                quotes_about=sum(id in values(one, "about") for one in quotes),
            )
            found[id] = counts, labels(articles, "entity", id) if naming else set()
        return found

    def aliases(self, id: str) -> list[tuple[str, int]]:
        """The names of an id and the number of articles that use each."""
        counted = Counter(name for held in self.articles for name in set(held.names.get(id, ())))
        return [(name, counted[name]) for name in _most(counted)[:100]]

    def timeline(self, request: TimelineRequest) -> tuple[dict[str, int], int, list[tuple[str, int, dict[str, int]]]]:
        """The counts by interval, the undated, and by value of the split its total and counts."""
        found = self.matching(request.kind, request.words, request.filters)

        def counts(some: Iterable[Result]) -> dict[str, int]:
            moments = (one.held.article.published_at for one in some)
            counted = Counter(interval(moment, request.interval) for moment in moments if moment)
            return {start: counted[start] for start in sorted(counted)}

        series = []
        if split := request.split:
            totals = Counter(value for one in found for value in _counted(one, split, figures=False))
            for value in _most(totals)[:10]:
                some = [one for one in found if value in values(one, split)]
                series.append((value, len(some), counts(some)))
        undated = sum(one.held.article.published_at is None for one in found)
        return counts(found), undated, series

    def network(self, request: NetworkRequest) -> list[Link]:
        """The strongest links."""
        pairs: Counter[tuple[str, str]] = Counter()
        if request.links == "speaks_about":
            for one in self.matching("quotes", request.words, request.filters):
                about = [id for id in values(one, "about") if not id.startswith(FIGURES)]
                pairs.update((by, id) for by in values(one, "speaker") for id in about)
        else:
            found = [one.held for one in self.matching("articles", request.words, request.filters)]
            named = [{id for id, entity in held.listed.items() if entity.type in SHOWN} for held in found]
            chosen = set(_most(Counter(id for ids in named for id in ids))[:100])
            for ids in named:
                pairs.update(combinations(sorted(ids & chosen), 2))
        strongest = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[: request.size]
        return [Link(source, target, count) for (source, target), count in strongest]


def shown(one: Result) -> str:
    """How tests write a result: see :func:`tests.contract.queries.ids`."""
    return one.id if isinstance(one, Held) else f"{one.held.id}: {one.quote.text}"


def interval(moment: datetime, by: str) -> str:
    """The beginning of the interval that the moment is in."""
    text = moment.isoformat()
    if by == "week":
        return (moment.date() - timedelta(days=moment.weekday())).isoformat()
    return text[: {"hour": 13, "day": 10, "month": 7, "year": 4}[by]]


def _counted(one: Result, facet: Facet, *, figures: bool) -> list[str]:
    """What one result is counted for: figures only where they are asked for."""
    left_out = FIGURES if facet in ("entity", "about") and not figures else ()
    return [value for value in values(one, facet) if not value.startswith(left_out)]


def _most(counted: Counter[str]) -> list[str]:
    return sorted(counted, key=lambda value: (-counted[value], value))


_UNDATED = (1, 0)


def _newest(one: Result) -> tuple[Any, ...]:
    at = one.held.article.published_at
    return ((0, -_microseconds(at)) if at else _UNDATED, one.key)


def _oldest(one: Result) -> tuple[Any, ...]:
    at = one.held.article.published_at
    return ((0, _microseconds(at)) if at else _UNDATED, one.key)


def _microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=moment.tzinfo)) // timedelta(microseconds=1)


_ORDER = {
    "relevance": _newest,
    "newest": _newest,
    "oldest": _oldest,
    "longest": lambda one: (-one.length, one.key),
    "shortest": lambda one: (one.length, one.key),
}


def labels(found: Sequence[Result], facet: Facet, id: str) -> set[str]:
    """What the newest of those with the id call it; several where they are of one moment."""
    having = [one for one in found if id in values(one, facet)]
    newest = min(_newest(one)[0] for one in having)
    return {one.held.names.get(id, [id])[0] for one in having if _newest(one)[0] == newest}
