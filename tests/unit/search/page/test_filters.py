"""Filters as links: one more, one less, or one in the place of another."""

from __future__ import annotations

from services.search.index.results import FacetValue
from services.search.page.address import Address
from services.search.page.filters import chips, facet_links

SEARCH = Address("/search")


def counted(**counts: int) -> list[FacetValue]:
    return [FacetValue(value=value, label=value, count=count) for value, count in counts.items()]


def test_a_value_of_a_facet_leads_to_its_list_and_back() -> None:
    values = {"source": counted(Gazette=3, Herald=1)}
    gazette, herald = facet_links(SEARCH, "quotes", values)[0].values
    (again, _) = facet_links(gazette.address, "quotes", values)[0].values

    assert (str(gazette.address), str(herald.address)) == ("/search?source=Gazette", "/search?source=Herald")
    assert again.active
    assert again.address == SEARCH


def test_a_filter_of_one_value_takes_the_place_of_the_other() -> None:
    values = {"act": counted(speech=3, thought=1)}
    speech, thought = facet_links(Address("/search", (("act", "speech"),)), "quotes", values)[0].values

    assert (speech.label, speech.active, thought.label, thought.active) == ("said", True, "thought", False)
    assert str(thought.address) == "/search?act=thought"


def test_an_active_filter_says_what_it_does_and_has_a_way_out() -> None:
    (chip,) = chips(Address("/search", (("q", "ferry"), ("act", "any"))), {})

    assert (chip.words, chip.label, str(chip.address)) == ("content", "said or thought", "/search?q=ferry")
