"""Identified index: an index whose names are identities.

It stands before an engine, which knows names only, and has its methods. What takes an id or a name finds all that the
same person, organisation or place is called; what counts names counts identities; what shows a name shows who that is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import product
from operator import methodcaller
from typing import Any, TypeVar, cast

from services.search.identified import merging
from services.search.identified.identity_counts import counts_of_identities
from services.search.identified.meanings import Meanings, has_identity
from services.search.identified.name_list import NameList
from services.search.identified.split_timeline import split_by_identities
from services.search.index.fields import ENTITY_FIELDS, FieldName
from services.search.index.filters import Bearers, Filters
from services.search.index.port import Index
from services.search.index.questions import (
    MAX_ALIASES,
    Counts,
    Link,
    NamesPage,
    NamesRequest,
    NetworkRequest,
    Page,
    Request,
    Said,
    Suggestion,
    SuggestionKind,
    TimelineCounts,
    TimelineRequest,
)
from services.search.index.results import (
    Ambiguous,
    FacetValue,
    FoundQuote,
    IdentifiedArticle,
    IdentifiedEntity,
    IdentifiedQuote,
    IdentifiedSpeaker,
)
from services.search.query import Node
from shared.models.annotations import Quote

_FIELDS: tuple[FieldName, ...] = tuple(field.name for field in ENTITY_FIELDS)

_MOST_KNOWN = 20_000
"""Names that are known for one answer before they are forgotten: an export of a million quotes has many."""

_SPARE_LINKS = 3
"""Times as many links of names are asked for as of identities are shown."""

_Quote = TypeVar("_Quote", bound=IdentifiedQuote)
_T = TypeVar("_T")


def identified(index: Index) -> Index:
    """Return an index whose names are identities."""
    return cast("Index", IdentifiedIndex(index))


def of_names(index: Index) -> Index:
    """Return the index behind one whose names are identities: the engine's own, whose names are names."""
    return index._index if isinstance(index, IdentifiedIndex) else index


def for_one_answer(index: Index) -> Index:
    """Return an index for what is asked for one answer: whom a name means is read once."""
    if not isinstance(index, IdentifiedIndex):
        return index
    return cast("Index", IdentifiedIndex(index._index, index._meanings()))


def meanings_of(index: Index) -> Meanings:
    """Return what is known of names: of an index for one answer, all that was read for it."""
    return index._meanings() if isinstance(index, IdentifiedIndex) else Meanings(index)


class IdentifiedIndex:
    """What of :class:`services.search.index.port.Index` has to do with names; all else is the engine's."""

    def __init__(self, index: Index, meanings: Meanings | None = None) -> None:
        """``meanings``: those of the one answer that this is asked for, so that they are read once."""
        self._index = index
        self._of_one_answer = meanings

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def _meanings(self) -> Meanings:
        if self._of_one_answer is None:
            return Meanings(self._index)
        if len(self._of_one_answer.known) > _MOST_KNOWN:
            self._of_one_answer = Meanings(self._index)
        return self._of_one_answer

    def begin(self, question: Callable[[Index], _T]) -> Callable[[], _T]:
        """Begin to ask what waits for nothing else; return how to get the answer. It knows of names what is known by
        now, and reads the rest for itself."""
        own = cast("Index", IdentifiedIndex(self._index, self._meanings().copy()))
        return self._index.begin(lambda _: question(own))

    def search(self, request: Request) -> Page:
        """Return one page of a list, with facets of identities."""
        meanings = self._meanings()
        filters, ambiguous = self._meant(meanings, request.filters)
        by_name = [field for field in _FIELDS if field in request.facets]
        asked = replace(request, filters=filters, identifying=meanings.known)
        if by_name:
            candidates = max(merging.CANDIDATES, request.facet_values)
            asked = replace(asked, facet_values=candidates, labelled=request.facet_values)
        page = self._index.search(asked)
        meanings.take(page.about)
        quotes = [hit for hit in page.hits if isinstance(hit, FoundQuote)]
        names = [value.value for field in by_name for value in page.facets.get(field, ())]
        meanings.read([*names, *(quote.speaker.id for quote in quotes if quote.speaker)])
        behind = {
            field: merging.Matching(request.kind, request.words, filters.without(field))
            for field in by_name
            if field in page.facets
        }
        merged = merging.identities(self._index, meanings, page, behind, request.facet_values)
        facets = {
            facet: merged[facet] if facet in merged else values if facet == "day" else values[: request.facet_values]
            for facet, values in page.facets.items()
        }
        hits: Any = page.hits
        if quotes:
            hits = self._quotes(meanings, [(quote, quote.article.id) for quote in quotes])
        return replace(page, hits=hits, facets=facets, ambiguous=ambiguous, labels=None, about=None)

    def said(self, words: Node | None, sides: Sequence[Filters], size: int) -> Sequence[Sequence[Said]]:
        """Return what the newest quotes that match say, with one filter after the other."""
        meanings = self._meanings()
        return self._index.said(words, [self._meant(meanings, filters)[0] for filters in sides], size)

    def names(self, request: NamesRequest) -> NamesPage:
        """Return one page of identities."""
        meanings = self._meanings()
        filters, ambiguous = self._meant(meanings, request.filters)
        page = NameList(self._index, meanings, replace(request, filters=filters)).page()
        return replace(page, ambiguous=ambiguous, first=None)

    def counts(self, ids: Sequence[str], words: Node | None, filters: Filters) -> Mapping[str, Counts]:
        """Return how often each id occurs, under all names of whom it means."""
        meanings = self._meanings()
        return counts_of_identities(self._index, meanings, ids, words, self._meant(meanings, filters)[0])

    def aliases(self, id: str) -> Sequence[FacetValue]:
        """Return what articles call whom an id means, with the number of articles that do."""
        meanings = self._meanings()
        group = meanings.group_of([id])
        if group is None:
            return self._index.aliases(id)
        counts: dict[str, int] = {}
        names = sorted({*group.values, *(name for name, _ in group.outside)})
        for aliases in [self._index.begin(methodcaller("aliases", name)) for name in names]:
            for alias in aliases():
                counts[alias.value] = counts.get(alias.value, 0) + alias.count
        somewhere = {name: len(articles) for name, articles in group.within}
        for name, named in (self._index.named(somewhere) if somewhere else {}).items():
            counts[named.label] = counts.get(named.label, 0) + somewhere[name]
        ranked = sorted(counts, key=lambda alias: (-counts[alias], alias))[:MAX_ALIASES]
        return [FacetValue(value=alias, label=alias, count=counts[alias]) for alias in ranked]

    def timeline(self, request: TimelineRequest) -> TimelineCounts:
        """Return counts over time, split by identities."""
        meanings = self._meanings()
        filters, _ = self._meant(meanings, request.filters)
        return split_by_identities(self._index, meanings, replace(request, filters=filters))

    def timelines(self, requests: Sequence[TimelineRequest]) -> Sequence[TimelineCounts]:
        """Return the counts over time of several requests, without a split."""
        meanings = self._meanings()
        return self._index.timelines(
            [replace(request, filters=self._meant(meanings, request.filters)[0]) for request in requests]
        )

    def network(self, request: NetworkRequest) -> Sequence[Link]:
        """Return the strongest links between identities."""
        meanings = self._meanings()
        filters, _ = self._meant(meanings, request.filters)
        links = self._index.network(replace(request, filters=filters, size=request.size * _SPARE_LINKS))
        meanings.read({id for link in links for id in (link.source, link.target)})
        sums: dict[tuple[str, str], int] = {}
        for link in links:
            for ends in product(meanings.may_show(link.source), meanings.may_show(link.target)):
                if request.links == "named_together":
                    ends = (min(ends), max(ends))
                    if ends[0] == ends[1]:
                        continue
                sums[ends] = sums.get(ends, 0) + link.count
        groups = meanings.groups({end for ends in sums for end in ends})
        several = [ends for ends in sums if not all(groups[end].is_just(end) for end in ends)]
        speaking = request.links == "speaks_about"
        fields: tuple[FieldName, FieldName] = ("speaker", "about") if speaking else ("entity", "entity")
        totals = self._index.totals(
            "quotes" if speaking else "articles",
            request.words,
            filters,
            [[groups[end].bearers(field) for end, field in zip(ends, fields, strict=True)] for ends in several],
        )
        sums |= dict(zip(several, totals, strict=True))
        merged = [Link(source, target, count) for (source, target), count in sums.items() if count]
        return sorted(merged, key=lambda link: (-link.count, link.source, link.target))[: request.size]

    def suggest(self, text: str, kinds: Collection[SuggestionKind], size: int) -> Sequence[Suggestion]:
        """Return completions of what was typed: of names, each identity that one may mean, once, by its name."""
        meanings = self._meanings()
        suggestions = self._index.suggest(text, kinds, size * 2)
        names = [suggestion.id for suggestion in suggestions if suggestion.kind != "title"]
        meanings.read(names)
        meant = {name: meanings.most_meant(name, size) for name in names}
        values = list(dict.fromkeys(value for each in meant.values() for value in each))
        groups = meanings.groups(values)
        several = [value for value in values if not groups[value].is_just(value)]
        totals = self._index.totals(
            "articles", None, Filters(), [[groups[value].bearers("entity")] for value in several]
        )
        counts = dict(zip(several, totals, strict=True))
        label_of = merging.labels(meanings, several, {})
        shown: dict[str, Suggestion] = {}
        for suggestion in suggestions:
            if suggestion.kind == "title":
                shown.setdefault(suggestion.id, suggestion)
                continue
            theirs = [
                replace(suggestion, id=value, text=label_of[value], count=counts[value])
                if value in counts
                else replace(suggestion, text=meanings.called(value) or suggestion.text)
                for value in meant[suggestion.id]
                if counts.get(value, 1)
            ]
            for each in sorted(theirs, key=lambda each: (-each.count, each.id)):
                shown.setdefault(each.id, each)
        return list(shown.values())[:size]

    def article(self, id: str, version: int | None = None) -> IdentifiedArticle | None:
        """Return an article in full, with the identities of its entities and speakers."""
        found = self._index.article_and_names(id, version)
        if found is None:
            return None
        article, about = found
        meanings = self._meanings()
        meanings.take(about)
        speakers = [quote.speaker.id for quote in article.quotes if quote.speaker]
        labels = self._labels(
            meanings, [(name, id) for name in (*(entity.id for entity in article.entities), *speakers)]
        )
        entities = [
            IdentifiedEntity(**dict(entity), identity=meanings.identity(entity.id, labels[entity.id, id], id))
            for entity in article.entities
        ]
        quotes = self._quotes(meanings, [(_to_identify(quote), id) for quote in article.quotes], labels)
        # Not validated: an article with all its quotes was, when it was read.
        return IdentifiedArticle.model_construct(**dict(article) | {"entities": entities, "quotes": quotes})

    def quote(self, id: str) -> FoundQuote | None:
        """Return a quote, with the identity of its speaker."""
        quote = self._index.quote(id)
        return self._quotes(self._meanings(), [(quote, quote.article.id)])[0] if quote else None

    def _quotes(
        self,
        meanings: Meanings,
        quotes: Sequence[tuple[_Quote, str]],
        labels: Mapping[tuple[str, str], str] | None = None,
    ) -> list[_Quote]:
        """Return quotes, each in an article, with the identities of their speakers; ``labels``: if they are known."""
        if labels is None:
            labels = self._labels(meanings, [(quote.speaker.id, article) for quote, article in quotes if quote.speaker])
        shown = []
        for quote, article in quotes:
            if speaker := quote.speaker:
                identity = meanings.identity(speaker.id, labels[speaker.id, article], article)
                quote = quote.model_copy(update={"speaker": speaker.model_copy(update={"identity": identity})})
            shown.append(quote)
        return shown

    def _labels(self, meanings: Meanings, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return what to call whom names mean in articles."""
        meanings.read([name for name, _ in names], called=[name for name, _ in names])
        roots = {(name, article): meanings.root(name, article) or name for name, article in names}
        labels = meanings.labels({root for root in roots.values() if has_identity(root)})
        return {place: labels.get(root, root) for place, root in roots.items()}

    def _meant(self, meanings: Meanings, filters: Filters) -> tuple[Filters, list[Ambiguous]]:
        """Return the filters with all that finds whom their values mean, and which of these may mean several."""
        conditions: list[Bearers] = []
        ambiguous: list[Ambiguous] = []
        include, exclude = dict(filters.include), dict(filters.exclude)
        meanings.read_values(
            [value for field in _FIELDS for values in (include, exclude) for value in values.get(field, ())]
        )
        for field in _FIELDS:
            for values, excluded in ((include, False), (exclude, True)):
                if group := meanings.group_of(tuple(values.get(field, ()))):
                    ambiguous += meanings.ambiguous(values.pop(field))
                    conditions.append(group.bearers(field, excluded=excluded))
        if not conditions:
            return filters, []
        return replace(filters, include=include, exclude=exclude, bearers=[*filters.bearers, *conditions]), ambiguous


def _to_identify(quote: Quote) -> IdentifiedQuote:
    """Return a quote whose speaker can have an identity."""
    speaker = quote.speaker and IdentifiedSpeaker.model_construct(**dict(quote.speaker))
    return IdentifiedQuote.model_construct(**dict(quote) | {"speaker": speaker})
