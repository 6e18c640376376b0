"""Whom names mean across articles."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.identities.resolving import ListedEvidence
from tests.unit.search.identities.articles import article_rows, resolved

MAYOR = ["Ada Brome", "Ilse Quint", "org:Harbour Council"]


def test_middle_names_and_initials_may_be_left_out() -> None:
    who = resolved(MAYOR, MAYOR, ["Ada K. Brome", "Tom Reeve"], ["Ada Katrin Brome", "Lena Foss"])

    assert who.person("person:ada-k-brome", "a2") == "person:ada-brome"
    assert who.person("person:ada-katrin-brome", "a3") == "person:ada-brome"


def test_a_short_given_name_is_the_same_person_in_the_same_company() -> None:
    who = resolved(["Robert Haldane", "Ilse Quint"], ["Bob Haldane", "Ilse Quint"])

    assert who.person("person:bob-haldane", "a1") == who.person("person:robert-haldane", "a0")


def test_a_short_given_name_in_other_company_is_somebody_else() -> None:
    who = resolved(["Robert Haldane", "Ilse Quint"], ["Bob Haldane", "Lena Foss"])

    assert who.person("person:bob-haldane", "a1") == "person:bob-haldane"


def test_two_who_are_named_beside_each_other_are_two() -> None:
    beside = ["Otto Varga", "Otto Varga Jr.", "Ilse Quint"]

    who = resolved(beside, beside)

    assert who.person("person:otto-varga-jr", "a0") == "person:otto-varga-jr"
    assert who.person("person:otto-varga", "a0") == "person:otto-varga"


def test_one_article_that_takes_a_person_for_two_does_not_part_them() -> None:
    full, short = ["Ada K. Brome", "Ilse Quint"], ["Ada Brome", "Ilse Quint"]

    who = resolved(*[full] * 6, *[short] * 6, ["Ada Brome", "Ada K. Brome"])

    assert who.person("person:ada-k-brome", "a0") == who.person("person:ada-brome", "a6")


def test_a_surname_alone_is_the_one_who_is_known_by_it() -> None:
    who = resolved(*[MAYOR] * 4, ["Brome", "Tom Reeve"])

    assert who.person("person:brome", "a4") == "person:ada-brome"


def test_a_surname_alone_is_nobody_where_two_are_known_by_it() -> None:
    who = resolved(*[MAYOR] * 4, *[["Karl Brome", "Lena Foss"]] * 4, ["Brome", "Tom Reeve"])

    assert who.person("person:brome", "a8") is None


def test_a_surname_alone_is_the_one_in_whose_company_it_is() -> None:
    others = [[f"Actor {letter}ohn"] for letter in "BCDFGHKLMN"]

    who = resolved(
        *[MAYOR] * 4, *[["Karl Brome", "Lena Foss", "org:Northern Ballet"]] * 4, *others * 8,
        ["Brome", "Lena Foss", "org:Northern Ballet"], ["Brome", "Ilse Quint", "org:Harbour Council"],
    )  # fmt: skip

    assert who.person("person:brome", "a88") == "person:karl-brome"
    assert who.person("person:brome", "a89") == "person:ada-brome"


def test_a_surname_that_is_hardly_known_is_nobody() -> None:
    who = resolved(["Ada Brome", "Ilse Quint"], ["Brome", "Tom Reeve"])

    assert who.person("person:brome", "a1") is None


def test_a_surname_of_one_who_is_hardly_known_is_theirs_in_their_company() -> None:
    who = resolved(
        ["Anselm Krugg", "Petra Lund", "Theo Brandt"],
        ["Krugg", "Petra Lund", "Theo Brandt"],
        ["Krugg", "Ida Holm"],
        *[["Ida Holm"]] * 60,
    )

    assert who.person("person:krugg", "a1") == "person:anselm-krugg"
    assert who.person("person:krugg", "a2") is None


def test_a_given_name_beside_a_relative_is_the_one_who_has_both() -> None:
    who = resolved(["Mira Brome", "Ada Brome"], ["Mira", "Ada Brome"], ["Mira", "Karl Brome"])

    assert who.person("person:mira", "a1") == "person:mira-brome"
    assert who.person("person:mira", "a2") is None


def test_a_shorter_name_that_fits_two_stays_by_itself() -> None:
    elder, younger = ["Georg H. Falk", "Ilse Quint"], ["Georg W. Falk", "Lena Foss"]

    who = resolved(*[elder] * 4, *[younger] * 4, ["Georg Falk", "Tom Reeve"])

    assert who.person("person:georg-falk", "a8") == "person:georg-falk"
    assert who.person("person:georg-h-falk", "a0") != who.person("person:georg-w-falk", "a4")


def test_a_misspelt_surname_is_the_person_of_the_same_article() -> None:
    who = resolved(["Tia McLenney", "McLenny"], ["McLenny", "Tom Reeve"])

    assert who.person("person:mclenny", "a0") == "person:tia-mclenney"
    assert who.person("person:mclenny", "a1") is None


def test_a_headlines_word_too_many_is_no_part_of_a_known_name() -> None:
    who = resolved(*[MAYOR] * 4, ["Ada Brome Scores", "Ilse Quint"])

    assert who.person("person:ada-brome-scores", "a4") == "person:ada-brome"


@pytest.mark.parametrize("name", ["org:Brome Foundation", "Bromes"])
def test_a_foundation_and_a_family_are_not_the_person(name: str) -> None:
    who = resolved(*[MAYOR] * 4, [name, "Ilse Quint"])

    (row, _), *_ = article_rows("a4", [name])
    assert who.person(row.id, "a4") != "person:ada-brome"


def test_one_body_goes_by_its_country_its_order_of_words_and_its_acronym() -> None:
    who = resolved(
        *[["org:Justice Department"]] * 3, ["org:U.S. Department of Justice"],
        ["org:Harbour Safety Board = HSB"], ["org:HSB"], ["org:H.S.B."], ["org:Vale"], ["org:Vale News"],
    )  # fmt: skip

    assert who.person("org:u-s-department-of-justice", "a3") == "org:justice-department"
    assert who.person("org:hsb", "a5") == who.person("org:h-s-b", "a6") == "org:harbour-safety-board"
    assert who.person("org:vale-news", "a8") == who.person("org:vale", "a7")


def test_a_surname_before_the_given_name_is_the_same_person_in_the_same_company() -> None:
    who = resolved(["Idris Farun", "Lena Foss"], ["Farun Idris", "Lena Foss"], ["Idris Farun", "Ilse Quint"])

    assert who.person("person:farun-idris", "a1") == "person:idris-farun"


def test_a_given_name_that_one_article_spells_otherwise_is_the_same_person_in_the_same_company() -> None:
    who = resolved(*[["Sergei Halvin", "Lena Foss"]] * 3, ["Sergey Halvin", "Lena Foss"])

    assert who.person("person:sergey-halvin", "a3") == "person:sergei-halvin"


def test_a_son_and_his_father_who_are_beside_each_other_now_and_then_are_two() -> None:
    both = ["Otto Varga", "Otto Varga Jr.", "Ilse Quint"]

    who = resolved(*[both] * 2, *[["Otto Varga Jr.", "Ilse Quint"]] * 3, *[["Otto Varga", "Ilse Quint"]] * 3)

    assert who.person("person:otto-varga-jr", "a2") == "person:otto-varga-jr"


def test_a_body_goes_by_one_number_or_the_other_and_by_its_name_without_the_department() -> None:
    who = resolved(
        ["org:Harbour Election Board"], ["org:Harbour Elections Board"],
        ["org:Treasury Department", "Lena Foss"], ["org:Treasury", "Lena Foss"],
        ["org:Justice", "Tom Reeve"], ["org:Justice Department", "Ilse Quint"],
    )  # fmt: skip

    assert who.person("org:harbour-elections-board", "a1") == who.person("org:harbour-election-board", "a0")
    assert who.person("org:treasury-department", "a2") == who.person("org:treasury", "a3")
    assert who.person("org:justice", "a4") != who.person("org:justice-department", "a5")


def test_an_acronym_is_the_body_with_its_initials_in_the_same_article() -> None:
    who = resolved(["org:DOJ", "org:Justice Department"], ["org:DOJ"], ["org:HSB", "org:Halm Bank"])

    assert who.person("org:doj", "a1") == "org:justice-department"
    assert who.person("org:hsb", "a2") == "org:hsb"


def test_an_acronym_of_two_bodies_is_neither() -> None:
    who = resolved(["org:Harbour Safety Board = HSB"], ["org:Halm Savings Bank = HSB"], ["org:HSB"])

    assert who.person("org:hsb", "a2") == "org:hsb"


_NAMES = st.sampled_from(
    ["Ada Brome", "Ada K. Brome", "Brome", "Ada", "A. Brome", "Karl Brome", "Karl Brome Jr.", "Bob Haldane", "Haldane",
     "Robert Haldane", "Robert J. Haldane", "Robert T. Haldane", "Haldan", "Bob",
     "Robert Haldan", "Ilse Quint", "Tom Reeve", "Ada Brome Scores", "Ada Brome (striker)", "Ada Brome (minister)",
     "Ada Brome (actress)", "Brome Ada", "org:Harbour Safety Board = HSB", "org:HSB", "org:Vale", "org:Vale News",
     "org:Harbour Safety Boards", "org:HarbSafe", "org:Harbour Safety", "org:UN Harbour Board",
     "org:United Nations Harbour Board", "Bobby Haldane", "Rob K. Haldane", "Haldane Bob", "Vargo Brome", "Bromo"]
)  # fmt: skip
_ARTICLES = st.lists(
    st.lists(_NAMES, min_size=1, max_size=6, unique_by=lambda name: name.partition(" (")[0]), min_size=1, max_size=14
)


@given(_ARTICLES, st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_nothing(articles: list[list[str]], order: random.Random) -> None:
    rows = [row for number, names in enumerate(articles) for row in article_rows(f"a{number}", names)]
    shuffled = order.sample(rows, len(rows))

    one, other = ListedEvidence(rows).resolve_all(), ListedEvidence(shuffled).resolve_all()

    assert [one.person(row.id, row.article) for row, _ in rows] == [
        other.person(row.id, row.article) for row, _ in rows
    ]


@given(_ARTICLES)
def test_whom_a_name_leads_to_is_their_own_person(articles: list[list[str]]) -> None:
    rows = [row for number, names in enumerate(articles) for row in article_rows(f"a{number}", names)]

    who = ListedEvidence(rows).resolve_all()

    for row, _ in rows:
        person = who.person(row.id, row.article)
        assert person is None or who.person(person, row.article) == person


def test_a_name_that_fits_two_forms_of_one_name_makes_them_one() -> None:
    # given a short given name and a middle initial in different company
    apart = [["Pat Lorne", "Ilse Quint"], ["Patrick J. Lorne", "Tom Reeve"]]
    who = resolved(*apart)
    assert who.person("person:pat-lorne", "a0") != who.person("person:patrick-j-lorne", "a1")
    # when an article has the name that is like both
    who = resolved(*apart, ["Patrick Lorne", "Ilse Quint"])
    # then the three are one
    assert {who.person(f"person:{form}-lorne", "a2") for form in ("pat", "patrick-j", "patrick")} == {
        "person:pat-lorne"
    }


def test_a_name_that_fits_two_people_leaves_them_two() -> None:
    who = resolved(["John B. Lorne"], ["Jack C. Lorne", "Ilse Quint"], ["John Lorne", "Ilse Quint"])

    assert who.person("person:john-b-lorne", "a0") != who.person("person:jack-c-lorne", "a1")


def test_one_who_is_named_with_the_surname_first_in_the_same_article_is_one() -> None:
    who = resolved(["Sayed Faruk", "Faruk Sayed", "Ilse Quint"])

    assert who.person("person:faruk-sayed", "a0") == who.person("person:sayed-faruk", "a0")


def test_company_has_to_tell_more_where_all_that_is_given_is_a_surname_of_several() -> None:
    # given two people of one surname, and company that is likelier beside one, though not by much
    brome, karl = ["Ada Brome", "Ilse Quint", "Bo Lind"], ["Karl Brome", "Ilse Quint", "Tom Reeve"]
    rest = [["Lena Foss"]] * 8
    who = resolved(*[brome] * 3, *[karl] * 2, ["Brome", "Ilse Quint"], *rest)
    # when it stands alone, then it is nobody's
    assert who.person("person:brome", "a5") is None


def test_what_is_short_for_the_first_words_of_a_body_and_whose_side_it_is_on_are_no_other_body() -> None:
    who = resolved(
        ["org:United Nations Harbour Council", "org:New York Courier", "org:Priory Fund"],
        ["org:U.N. Harbour Council", "org:NY Courier", "org:pro-Brome Priory Fund"],
    )

    for short, full in (
        ("u-n-harbour-council", "united-nations-harbour-council"),
        ("ny-courier", "new-york-courier"),
        ("pro-brome-priory-fund", "priory-fund"),
    ):
        assert who.person(f"org:{short}", "a1") == who.person(f"org:{full}", "a0")
