"""Identities of places in an index: resolved from it, and searched for, counted and listed under any of their names."""

from __future__ import annotations

import pytest

from services.search.identified.identified_index import identified
from services.search.identified.index_evidence import IndexEvidence
from services.search.identified.knowing import keep
from services.search.identified.ruling import put_ruled
from services.search.identities.resolving import resolve, to_resolve
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import NamesRequest, NetworkRequest, Request, TimelineRequest
from services.search.index.results import FoundQuote, IdentifiedArticle
from tests.support.corpus import Name, Said, change
from tests.support.knowledge import known

FULL, SHORT, STOPS, ELSEWHERE, STATE = ("a" * 20, "b" * 20, "c" * 20, "d" * 20, "e" * 20)
STATES, US, SPELT = Name("United States", "GPE"), Name("US", "GPE"), Name("U.S.", "LOC")
CALIFORNIA, CALIF = Name("California", "GPE"), Name("Calif.", "GPE")


@pytest.fixture
def places(index: Index) -> Index:
    """An index of articles about the United States, with the identities that the rules give."""
    index.write(
        [
            change(FULL, said=[Said("The United States will see.", "Ann Lee", about=[STATES])]),
            change(SHORT, said=[Said("The US will see.", "Bo Dahl", about=[US])], naming=[Name("US Bank", "ORG")]),
            change(STOPS, said=[Said("The U.S. will see.", "Ann Lee", about=[SPELT])], naming=[CALIFORNIA]),
            change(ELSEWHERE, said=[Said("We will see.", Name("America", "GPE"))], naming=[CALIF]),
        ]
    )
    _resolve(index)
    return index


def _resolve(index: Index) -> None:
    names = index.names(NamesRequest("articles", size=100)).names
    evidence = IndexEvidence(index)
    words = {word for name in names for word in to_resolve(name.id, name.label)}
    evidence.look_up(words)
    for kind, _, word in (each.partition(":") for each in sorted(words)):
        put_ruled(index, resolve(kind, word, evidence))


def _about(index: Index, value: str, *, excluded: bool = False) -> set[str]:
    values = {"about": (value,)}
    filters = Filters(exclude=values) if excluded else Filters(include=values)  # type: ignore[arg-type]
    page = identified(index).search(Request("quotes", filters=filters))
    return {hit.article.id for hit in page.hits if isinstance(hit, FoundQuote)}


@pytest.mark.parametrize("value", ["US", "U.S.", "United States", "USA", "gpe:us", "loc:u-s", "gpe:united-states~1"])
def test_a_place_is_found_under_each_of_its_names_and_left_out_under_each(places: Index, value: str) -> None:
    assert _about(places, value) == {FULL, SHORT, STOPS}
    assert _about(places, value, excluded=True) == {ELSEWHERE}


def test_facets_lists_counts_suggestions_links_and_timelines_show_a_place_once(places: Index) -> None:
    answering = identified(places)

    facets = answering.search(Request("quotes", facets=("about",))).facets
    names = {name.id: name.count for name in answering.names(NamesRequest("articles", types=("GPE", "LOC"))).names}
    counts = answering.counts(["loc:u-s"], None, Filters())["loc:u-s"]
    links = answering.network(NetworkRequest(links="speaks_about", size=10))
    series = answering.timeline(TimelineRequest("quotes", "month", split="entity")).series

    assert [(value.value, value.count) for value in facets["about"]] == [("gpe:united-states", 3)]
    assert names == {"gpe:united-states": 3, "gpe:california": 2, "gpe:america": 1}
    assert (counts.articles, counts.quotes_about) == (3, 3)
    assert [(each.text, each.count) for each in answering.suggest("unit", ["place"], 5)] == [("United States", 3)]
    assert ("person:ann-lee", "gpe:united-states", 2) in {(each.source, each.target, each.count) for each in links}
    assert ("gpe:united-states", 3) in {(each.value, each.total) for each in series}


def test_the_identity_stands_beside_each_place_of_an_article(places: Index) -> None:
    article = identified(places).article(STOPS)

    assert isinstance(article, IdentifiedArticle)
    identities = {entity.id: entity.identity and entity.identity.id for entity in article.entities}
    assert identities["loc:u-s"] == "gpe:united-states~1"
    assert identities["gpe:california"] == "gpe:california~1"


def test_loaded_knowledge_leads_names_that_have_no_word_in_common_to_one_place(places: Index) -> None:
    entry = known("q30", "United States", "America", "US", type="GPE")

    keep(places, [entry], lambda _: None)
    _resolve(places)

    quotes = identified(places).search(Request("quotes", filters=Filters(include={"speaker": ("US",)}))).hits
    assert [quote.article.id for quote in quotes if isinstance(quote, FoundQuote)] == [ELSEWHERE]
    assert _about(places, entry.root) == {FULL, SHORT, STOPS}
