"""Which place names mean across articles."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.identities.place_names import place_name
from services.search.identities.resolving import ListedEvidence
from tests.support.knowledge import known
from tests.unit.search.identities.articles import article_rows, resolved, rows_of

OTHERS = [[f"gpe:Town {number}"] for number in range(20)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the U.S.", "United States"),
        ("USA", "United States of America"),
        ("U.K.", "Britain"),
        ("Calif.", "California"),
        ("N.H.", "New Hampshire"),
        ("TX", "Texas"),
        ("N. Korea", "North Korea"),
        ("St. Louis", "Saint Louis"),
        ("Washington, D.C.", "District of Columbia"),
        ("Washington state", "Wash."),
        ("NYC", "New York, N.Y."),
        ("Georgia (country)", "Republic of Georgia"),
        ("City of Seattle", "Seattle"),
        ("Springfield, Ill.", "Springfield, Illinois, U.S."),
        ("Albany, NY", "Albany, New York"),
        ("L.A.", "Los Angeles"),
    ],
)
def test_two_forms_are_one_name(one: str, other: str) -> None:
    assert place_name(one) == place_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("North Korea", "Korea"),
        ("South Carolina", "Carolina"),
        ("West Virginia", "Virginia"),
        ("Washington", "Wash."),
        ("Washington", "Washington, D.C."),
        ("New York", "N.Y."),
        ("New York City", "New York State"),
        ("Georgia", "Ga."),
        ("Paris", "Paris, Texas"),
        ("Springfield, Ill.", "Springfield, Mass."),
        ("Mexico City", "Mexico"),
        ("Kansas City", "Kansas"),
        ("British", "Britain"),
        ("City of London", "London"),
        ("La.", "L.A."),
        ("IN", "Indiana"),
    ],
)
def test_two_forms_are_two_names(one: str, other: str) -> None:
    assert place_name(one) != place_name(other)


def test_a_country_goes_by_its_short_forms_and_is_called_by_its_full_one() -> None:
    who = resolved(*[["gpe:U.S."]] * 3, ["gpe:United States"], ["gpe:US"], ["loc:the United States"])

    ids = [("gpe:u-s", "a0"), ("gpe:united-states", "a3"), ("gpe:us", "a4"), ("loc:the-united-states", "a5")]
    assert {who.person(id, article) for id, article in ids} == {"gpe:united-states"}


def test_a_place_is_one_whether_articles_take_it_for_a_country_or_a_region() -> None:
    who = resolved(["gpe:Crimea"], ["loc:Crimea"])

    assert who.person("loc:crimea", "a1") == who.person("gpe:crimea", "a0")


def test_an_acronym_is_the_place_beside_which_it_stands() -> None:
    who = resolved(["gpe:BVI", "gpe:British Virgin Islands"], ["gpe:BVI"], ["gpe:PNG"])

    assert who.person("gpe:bvi", "a1") == "gpe:british-virgin-islands"
    assert who.person("gpe:png", "a2") == "gpe:png"


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("org:Bank of England", "org:bank-of-england"),
        ("org:Georgia", "org:georgia"),
        ("Paris Texas", "person:paris-texas"),
    ],
)
def test_a_body_or_a_person_with_a_places_name_is_not_the_place(name: str, id: str) -> None:
    who = resolved(["gpe:England"], ["gpe:Georgia"], ["gpe:Paris, Texas"], [name])

    assert who.person(id, "a3") == id


def test_a_direction_is_nowhere_in_particular() -> None:
    who = resolved(["loc:the South"], ["loc:South"], ["loc:South Asia"])

    assert (who.person("loc:the-south", "a0"), who.person("loc:south", "a1")) == (None, None)
    assert who.person("loc:south-asia", "a2") == "loc:south-asia"


def test_a_name_is_the_place_that_lies_where_it_is_usually_named_beside() -> None:
    who = resolved(["gpe:Brome, Ill."], *[["gpe:Brome", "gpe:Illinois"]] * 3, ["gpe:Brome"], *OTHERS)

    assert who.person("gpe:brome", "a4") == who.person("gpe:brome-ill", "a0") == "gpe:brome"


def test_a_name_that_stands_beside_other_places_is_not_the_one_in_texas() -> None:
    elsewhere = [["gpe:Paris", "gpe:France"]] * 5 + [["gpe:Paris", "gpe:Texas"]]

    who = resolved(["gpe:Paris, Texas"], *elsewhere, *[["gpe:Texas"]] * 6, *OTHERS)

    assert who.person("gpe:paris", "a6") == "gpe:paris"
    assert who.person("gpe:paris-texas", "a0") == "gpe:paris-texas"


def test_a_name_that_one_article_names_beside_a_state_stays_by_itself() -> None:
    who = resolved(["gpe:Brome, Ill."], ["gpe:Brome", "gpe:Illinois"], ["gpe:Brome"], *OTHERS)

    assert who.person("gpe:brome", "a1") == who.person("gpe:brome", "a2") == "gpe:brome"


def test_a_name_of_two_places_is_the_one_that_its_article_tells_or_neither() -> None:
    full = [["gpe:Brome, Ill."], ["gpe:Brome, Mass."]]

    beside = [[["gpe:Brome", state]] * 3 for state in ("gpe:Illinois", "gpe:Massachusetts")]

    who = resolved(*full, *beside[0], *beside[1], ["gpe:Brome"], *OTHERS)

    places = [who.person("gpe:brome", article) for article in ("a2", "a5", "a8")]
    assert places == ["gpe:brome-ill", "gpe:brome-mass", None]


def test_georgia_is_the_country_beside_its_cities_the_state_beside_others_and_else_neither() -> None:
    who = resolved(
        ["gpe:Georgia", "gpe:Tbilisi"], ["gpe:Georgia", "gpe:Atlanta"], ["gpe:Georgia"], ["gpe:Ga."],
        ["gpe:Georgia", "gpe:Tbilisi", "gpe:Florida"],
    )  # fmt: skip

    assert who.person("gpe:georgia", "a0") == "gpe:georgia~country"
    assert who.person("gpe:georgia", "a1") == who.person("gpe:ga", "a3") == "gpe:georgia~state"
    assert (who.person("gpe:georgia", "a2"), who.person("gpe:georgia", "a4")) == (None, None)


def test_washington_is_the_capital_where_nearly_all_articles_say_so() -> None:
    who = resolved(*[["gpe:Washington", "gpe:D.C."]] * 3, ["gpe:Washington"], ["gpe:Wash."])

    assert who.person("gpe:washington", "a3") == who.person("gpe:d-c", "a0")
    assert who.person("gpe:wash", "a4") != who.person("gpe:washington", "a3")


def test_a_name_of_two_places_of_which_one_article_tells_stays_by_itself() -> None:
    who = resolved(["gpe:Georgia", "gpe:Atlanta"], ["gpe:Georgia"], ["gpe:Ga."])

    assert who.person("gpe:georgia", "a0") == who.person("gpe:georgia", "a1") == "gpe:georgia"
    assert who.person("gpe:ga", "a2") == "gpe:ga"


def test_loaded_knowledge_says_what_forms_cannot() -> None:
    states = known("q30", "United States", "America", "U.S.", type="GPE")
    georgia = known("q230", "Georgia (country)", type="GPE")
    rows = rows_of([["gpe:America"], ["gpe:US"], ["loc:Latin America"], *[["gpe:Georgia", "gpe:Tbilisi"]] * 3])

    who = ListedEvidence(rows, [states, georgia]).resolve_all()

    assert {who.person("gpe:america", "a0"), who.person("gpe:us", "a1")} == {states.root}
    assert who.person("loc:latin-america", "a2") == "loc:latin-america"
    assert who.person("gpe:georgia", "a3") == georgia.root


_NAMES = st.sampled_from(
    ["gpe:Georgia", "loc:Georgia", "gpe:Tbilisi", "gpe:Atlanta", "gpe:Ga.", "gpe:Brome", "loc:Brome", "gpe:Brome, Ill.",
     "gpe:Brome, Illinois", "gpe:Brome, Mass.", "gpe:Illinois", "gpe:Mass.", "gpe:U.S.", "gpe:US", "gpe:United States",
     "gpe:BVI", "gpe:British Virgin Islands", "gpe:Big Vale Isle = BVI", "gpe:Washington", "gpe:D.C.", "gpe:Spokane",
     "gpe:New York", "gpe:N.Y.", "gpe:NYC", "loc:the South"]
)  # fmt: skip
_ARTICLES = st.lists(st.lists(_NAMES, min_size=1, max_size=6, unique=True), min_size=1, max_size=14)


@given(_ARTICLES, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_articles_changes_nothing(articles: list[list[str]], order: random.Random, listed: bool) -> None:
    rows = [row for number, names in enumerate(articles) for row in article_rows(f"a{number}", names)]
    entries = [known("q1428", "Georgia (state)", "Ga.", type="GPE"), known("q30", "United States", type="GPE")]

    one = ListedEvidence(rows, entries if listed else []).resolve_all()
    other = ListedEvidence(order.sample(rows, len(rows)), entries if listed else []).resolve_all()

    places = [one.person(row.id, row.article) for row, _ in rows]
    assert places == [other.person(row.id, row.article) for row, _ in rows]
    assert all(one.person(root, row.article) == root for root, (row, _) in zip(places, rows, strict=True) if root)
