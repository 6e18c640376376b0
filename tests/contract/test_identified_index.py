"""Index whose names are identities: it answers as an engine would if each article had named everybody by one id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from services.search.identified.identified_index import identified
from services.search.identified.meanings import FIRST, REST, Meanings
from services.search.identities.resolutions import Resolution
from services.search.index.changes import Change
from services.search.index.fields import Facet
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import Kind, Named, NamesRequest, NetworkRequest, Request, TimelineRequest
from services.search.index.results import IdentifiedArticle
from services.search.query import parse
from shared.models.annotations import Annotation, Entity
from tests.contract.engines import Engine
from tests.contract.traps import world
from tests.support.corpus import Said, change

MILANI, SHORT, ADA, ZOFIA = "person:mohsen-milani", "person:milani", "person:ada-nordmann", "person:zofia-luczak"
JORDAN, BANK = "person:jordan", "org:central-bank"


def _resolutions(articles: Sequence[str]) -> list[Resolution]:
    """Names that mean another one; that do so but for some articles; and that nobody can tell but in some."""
    some, others = articles[::5], articles[1::5]
    return [
        Resolution(SHORT, MILANI, confidence=0.9),
        Resolution(ZOFIA, ADA, dict.fromkeys(some, MILANI), confidence=0.8),
        Resolution(JORDAN, "", dict.fromkeys(some, ADA) | dict.fromkeys(others, MILANI)),
        Resolution(ADA, ADA, dict.fromkeys(articles[::7], MILANI)),
    ]


class Both:
    """One index of names with identities before it, and one of the same articles that names everybody by one id."""

    def __init__(self, names: Index, renamed: Index) -> None:
        changes = [change for change in world() if change.article is None or change.annotation]
        ids = sorted({change.id for change in changes})
        names.write(changes)
        names.put_resolutions(_resolutions(ids))
        self.meanings = Meanings(names)
        self.meanings.read([SHORT, MILANI, ZOFIA, ADA, JORDAN, BANK])
        renamed.write([self._renamed(change) for change in changes])
        self.names, self.identified, self.renamed = names, identified(names), renamed
        shown = {self.meanings.shown(id) for id in (SHORT, MILANI, ZOFIA, ADA, JORDAN)}
        self.one_id = {value: self._one_id(value) for value in shown}

    def _one_id(self, value: str) -> str:
        """Return the id that the renamed articles have for what a list shows as ``value``."""
        return value.removesuffix(FIRST).replace(REST, "-rest")

    def _id(self, name: str, article: str) -> str:
        return self.meanings.root(name, article) or f"{name}-rest"

    def _renamed(self, change: Change) -> Change:
        annotation = change.annotation
        if annotation is None:
            return change
        id = change.id
        entities: dict[str, Entity] = {}
        for entity in annotation.entities:
            root = self._id(entity.id, id)
            entities.setdefault(root, entity.model_copy(update={"id": root}))
        quotes = []
        for quote in annotation.quotes:
            speaker = quote.speaker
            if speaker:
                speaker = speaker.model_copy(update={"id": self._id(speaker.id, id)})
            about = list(dict.fromkeys(self._id(name, id) for name in quote.mentions))
            quotes.append(quote.model_copy(update={"speaker": speaker, "mentions": about}))
        mentions = [
            mention.model_copy(update={"entity": self._id(mention.entity, id)}) for mention in annotation.mentions
        ]
        renamed = {"entities": list(entities.values()), "quotes": quotes, "mentions": mentions}
        return replace(change, annotation=Annotation(**dict(annotation) | renamed))


@pytest.fixture(scope="module")
def both(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The two indices; only to be read."""
    folders = tmp_path_factory.mktemp("names"), tmp_path_factory.mktemp("renamed")
    with engine.opened(folders[0]) as names, engine.opened(folders[1]) as renamed:
        yield Both(names, renamed)


SELECTIONS = [
    Filters(),
    Filters(act="any"),
    Filters(act="thought", has_quotes=True),
    Filters(include={"source": ("The Daily Gull", "Evening Heron")}),
    Filters(exclude={"source": ("The Daily Gull",)}, confidence_min=0.5),
]
KINDS: list[Kind] = ["articles", "quotes"]
VALUES = [MILANI, MILANI + FIRST, ADA + FIRST, JORDAN + REST]


def _with(filters: Filters, field: str, value: str, *, excluded: bool = False) -> Filters:
    values: Any = {field: (value,)}
    if excluded:
        return replace(filters, exclude={**filters.exclude, **values})
    return replace(filters, include={**filters.include, **values})


def _shown(both: Both, values: Mapping[str, int]) -> dict[str, int]:
    return {both.one_id.get(value, value): count for value, count in values.items()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("filters", SELECTIONS)
def test_facets_count_identities(both: Both, kind: Kind, filters: Filters) -> None:
    facets: tuple[Facet, ...] = ("entity", "speaker", "about", "source")

    page = both.identified.search(Request(kind, parse("harbour OR gull OR to OR gu*"), filters, facets=facets, size=3))

    plain = both.renamed.search(Request(kind, parse("harbour OR gull OR to OR gu*"), filters, facets=facets, size=3))
    assert page.total == plain.total
    for facet in facets:
        counted = {value.value: value.count for value in plain.facets[facet]}
        assert _shown(both, {value.value: value.count for value in page.facets[facet]}) == counted
        assert [value.count for value in page.facets[facet]] == [value.count for value in plain.facets[facet]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["entity", "speaker", "about"])
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("excluded", [False, True])
def test_an_identity_finds_all_of_it_and_nothing_else(
    both: Both, kind: Kind, field: str, value: str, excluded: bool
) -> None:
    request = Request(kind, filters=_with(Filters(), field, value, excluded=excluded), size=200, facets=("entity",))
    plain = replace(request, filters=_with(Filters(), field, both._one_id(value), excluded=excluded))

    page, expected = both.identified.search(request), both.renamed.search(plain)

    assert page.total == expected.total
    assert {getattr(hit, "id", None) or hit.article.id for hit in page.hits} == {
        getattr(hit, "id", None) or hit.article.id for hit in expected.hits
    }
    counted = {each.value: each.count for each in expected.facets["entity"]}
    assert _shown(both, {each.value: each.count for each in page.facets["entity"]}) == counted


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sort", ["count", "name"])
@pytest.mark.parametrize("filters", SELECTIONS)
def test_lists_show_every_identity_once_over_all_pages(both: Both, kind: Kind, sort: str, filters: Filters) -> None:
    request = NamesRequest(kind, filters=filters, sort=sort, size=4)  # type: ignore[arg-type]
    shown: list[Named] = []
    after, totals = None, set()
    while True:
        page = both.identified.names(replace(request, after=after))
        shown += page.names
        totals.add(page.total)
        if not (after := page.next):
            break

    expected = both.renamed.names(replace(request, size=1_000))
    assert totals == {expected.total}
    assert len(shown) == expected.total
    assert _shown(both, {name.id: name.count for name in shown}) == {name.id: name.count for name in expected.names}
    if sort == "count":
        assert [name.count for name in shown] == [name.count for name in expected.names]


@pytest.mark.parametrize("filters", SELECTIONS)
def test_counts_are_those_of_all_names(both: Both, filters: Filters) -> None:
    ids = [*VALUES, BANK]

    counts = both.identified.counts(ids, None, filters)

    expected = both.renamed.counts([both._one_id(id) for id in ids], None, filters)
    for id in ids:
        assert replace(counts[id], label="") == replace(expected[both._one_id(id)], label="")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("split", ["speaker", "entity"])
@pytest.mark.parametrize("filters", [*SELECTIONS, Filters(include={"speaker": (MILANI, ADA + FIRST)})])
def test_a_timeline_is_split_by_identities(both: Both, kind: Kind, split: str, filters: Filters) -> None:
    request = TimelineRequest(kind, "month", filters=filters, split=split)  # type: ignore[arg-type]
    plain = {name: tuple(map(both._one_id, values)) for name, values in filters.include.items()}

    counts = both.identified.timeline(request)

    expected = both.renamed.timeline(replace(request, filters=replace(filters, include=plain)))
    assert replace(counts, series=()) == replace(expected, series=())
    series = {both.one_id.get(each.value, each.value): (each.total, each.counts) for each in counts.series}
    totals = sorted((total for total, _ in series.values()), reverse=True)
    assert totals == [each.total for each in expected.series]
    for each in expected.series:
        if each.total > totals[-1]:  # of those that are level at the end, one or another is shown
            assert series[each.value] == (each.total, each.counts)


@pytest.mark.parametrize("kind", KINDS)
def test_several_timelines_are_those_of_each_identity(both: Both, kind: Kind) -> None:
    requests = [
        TimelineRequest(kind, "month", filters=_with(Filters(), field, MILANI + FIRST))
        for field in ("speaker", "about")
    ]

    counts = both.identified.timelines(requests)

    assert list(counts) == [both.identified.timeline(request) for request in requests]
    assert any(each.total for each in counts)


@pytest.mark.parametrize("links", ["speaks_about", "named_together"])
def test_links_are_between_identities(both: Both, links: str) -> None:
    request = NetworkRequest(links, size=500)  # type: ignore[arg-type]

    found = both.identified.network(request)

    def pairs(each: Sequence[tuple[str, str, int]]) -> set[tuple[str, str, int]]:
        ordered = links == "speaks_about"
        known = [link for link in each if "number" not in link[0] + link[1]]  # so many are linked, and no more
        return {(a, b, n) if ordered else (min(a, b), max(a, b), n) for a, b, n in known}

    expected = both.renamed.network(request)
    named = [(both.one_id.get(a.source, a.source), both.one_id.get(a.target, a.target), a.count) for a in found]
    assert len(pairs(named)) > 20
    assert pairs(named) == pairs([(link.source, link.target, link.count) for link in expected])


def test_an_article_says_who_its_entities_and_speakers_are(both: Both) -> None:
    asked = Request("quotes", filters=Filters(include={"speaker": (SHORT,)}), size=1)
    hit = both.names.search(asked).hits[0]

    article = both.identified.article(hit.article.id)

    assert isinstance(article, IdentifiedArticle)
    (entity,) = [entity for entity in article.entities if entity.id == SHORT]
    assert entity.identity is not None
    assert (entity.identity.id, entity.identity.name) == (MILANI + FIRST, "Mohsen Milani")
    assert {quote.speaker.identity for quote in article.quotes if quote.speaker and quote.speaker.id == SHORT} == {
        entity.identity
    }
    assert entity.identity.confidence == 0.9


def test_a_name_that_may_mean_several_finds_them_all_and_says_so(both: Both) -> None:
    page = both.identified.search(Request("articles", filters=Filters(include={"entity": (JORDAN,)}), size=200))

    (ambiguous,) = page.ambiguous
    assert ambiguous.value == JORDAN
    assert {identity.id for identity in ambiguous.identities} == {ADA + FIRST, MILANI + FIRST}
    each = [
        both.identified.search(Request("articles", filters=Filters(include={"entity": (value,)}), size=200))
        for value in (ADA + FIRST, MILANI + FIRST, JORDAN + REST)
    ]
    ids = [{hit.article.id for hit in found.hits} for found in (page, *each)]
    assert ids[0] == ids[1] | ids[2] | ids[3]


def test_names_find_whom_they_mean(both: Both) -> None:
    by_name, by_id, by_identity = (
        both.identified.search(Request("quotes", filters=Filters(include={"speaker": (value,)}), size=0)).total
        for value in ("Milani", SHORT, MILANI + FIRST)
    )

    assert by_name == by_id == by_identity
    assert by_id > both.names.search(Request("quotes", filters=Filters(include={"speaker": (SHORT,)}), size=0)).total


def test_suggestions_are_identities_with_their_names(both: Both) -> None:
    (first, *others) = both.identified.suggest("milani", ["person"], 10)

    articles = both.identified.search(Request("articles", filters=Filters(include={"entity": (MILANI,)}), size=0)).total
    assert (first.id, first.text, first.count) == (MILANI, "Mohsen Milani", articles)
    assert SHORT not in {suggestion.id for suggestion in others}


def test_a_name_that_is_told_in_every_article_suggests_whom_it_means_there_and_not_the_name(index: Index) -> None:
    told, other = "a" * 20, "b" * 20
    index.write(
        [
            change(told, said=[Said("We shall see.", "Bush")]),
            change(other, said=[Said("We shall hear.", "Bush"), Said("Yes.", "Bush")]),
        ]
    )
    elder, younger = "person:george-h-w-bush~k-q1", "person:george-w-bush~k-q2"
    index.put_resolutions(
        [
            Resolution("person:bush", "", {told: elder, other: younger}),
            Resolution(elder, elder, called="George H. W. Bush"),
            Resolution(younger, younger, called="George W. Bush"),
        ]
    )

    suggested = identified(index).suggest("bush", ["person"], 10)
    called = {id: identified(index).aliases(id) for id in (elder, younger)}

    assert [(each.id, each.text, each.count) for each in suggested] == [
        (elder, "George H. W. Bush", 1),
        (younger, "George W. Bush", 1),
    ]
    assert {id: [(alias.label, alias.count) for alias in aliases] for id, aliases in called.items()} == {
        elder: [("Bush", 1)],
        younger: [("Bush", 1)],
    }
