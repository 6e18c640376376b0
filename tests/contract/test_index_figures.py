"""Figures: dates and numbers are counted and listed where somebody asks for them, and are filtered by as ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from services.search.index.fields import Acts, Facet
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import Kind, NamesRequest, Request, TimelineRequest
from tests.contract.queries import articles, counts, quotes
from tests.support.corpus import Name, Said, change

FRIDAY, TWO, MILLION = Name("Friday", "DATE"), Name("two", "CARDINAL"), Name("$3 million", "MONEY")
NAMED = {"person:ada-nordmann": 1, "gpe:lodz": 1}
FIGURES = {"date:friday": 1, "cardinal:two": 1, "money:3-million": 1}


@pytest.fixture
def dated(index: Index) -> Index:
    """An article with names and figures, in its text and in quotes of either act."""
    said = Said("See you in Łódź on Friday", "Ada Nordmann", ["Łódź", FRIDAY])
    thought = Said("It takes two", "Ada Nordmann", [TWO], "indirect", act="thought")
    index.write([change("a", said=[said, thought], naming=[MILLION])])
    return index


@pytest.mark.parametrize(
    ("kind", "facet", "act", "names", "figures"),
    [
        ("articles", "entity", "speech", NAMED, FIGURES),
        ("quotes", "entity", "speech", NAMED, {"date:friday": 1}),
        ("articles", "about", "speech", {"gpe:lodz": 1}, {"date:friday": 1}),
        ("articles", "about", "thought", {}, {"cardinal:two": 1}),
        ("articles", "about", "any", {"gpe:lodz": 1}, {"date:friday": 1, "cardinal:two": 1}),
        ("quotes", "about", "any", {"gpe:lodz": 1}, {"date:friday": 1, "cardinal:two": 1}),
    ],
)
def test_facets_count_figures_only_if_asked(
    dated: Index, kind: Kind, facet: Facet, act: Acts, names: Mapping[str, int], figures: Mapping[str, int]
) -> None:
    request = Request(kind, filters=Filters(act=act), facets=(facet,))

    assert counts(dated.search(request), facet) == names
    assert counts(dated.search(replace(request, figures=True)), facet) == {**names, **figures}


@pytest.mark.parametrize("sort", ["count", "name"])
def test_figures_are_listed_among_names_only_if_asked(dated: Index, sort: str) -> None:
    request = NamesRequest("articles", sort="name" if sort == "name" else "count")

    for figures, expected in ((False, NAMED), (True, {**NAMED, **FIGURES})):
        page = dated.names(replace(request, figures=figures))
        assert ({name.id: name.count for name in page.names}, page.total) == (expected, len(expected))


def test_figures_of_a_type_that_is_asked_for_are_listed(dated: Index) -> None:
    page = dated.names(NamesRequest("articles", types=("PERSON", "MONEY")))

    assert {name.id for name in page.names} == {"person:ada-nordmann", "money:3-million"}


def test_a_figure_that_is_typed_is_listed_only_if_asked(dated: Index) -> None:
    assert not dated.names(NamesRequest("articles", name="frid")).names
    [friday] = dated.names(NamesRequest("articles", name="frid", figures=True)).names
    assert (friday.id, friday.label) == ("date:friday", "Friday")


def test_a_timeline_is_not_split_by_figures(dated: Index) -> None:
    drawn = dated.timeline(TimelineRequest("articles", "day", split="entity"))

    assert {series.value for series in drawn.series} == set(NAMED)


def test_figures_are_filtered_by_whether_they_are_shown_or_not(dated: Index) -> None:
    assert articles(dated, entity=["date:friday"]) == {"a"}
    assert articles(dated, entity=["$3 million"]) == {"a"}
    assert quotes(dated, about=["date:friday"]) == {"See you in Łódź on Friday"}
    assert articles(dated, exclude_entity=["cardinal:two"]) == set()


def test_an_article_is_stored_with_its_figures(dated: Index) -> None:
    article = dated.article("a")

    assert article
    assert {entity.id for entity in article.entities} == {*NAMED, *FIGURES}
