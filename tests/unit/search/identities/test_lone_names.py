"""Whom a surname or a given name alone means."""

from __future__ import annotations

import pytest

from services.search.identities.person_names import short_for
from tests.unit.search.identities.articles import resolved

BOROUGH = [["Mayor Holt", "org:Harbour Council"], ["Lena Foss", "org:Northern Ballet"]] * 10
"""Articles of others, so that no name is in nearly all of them."""


def test_both_halves_of_a_name_in_an_article_are_the_one_who_bears_it() -> None:
    who = resolved(["Ilse Quint", "Tom Reeve"], ["Ilse", "Quint", "Tom Reeve"], ["Ilse", "Brome", "Tom Reeve"])

    assert who.person("person:ilse", "a1") == who.person("person:quint", "a1") == "person:ilse-quint"
    assert who.person("person:ilse", "a2") is None


def test_two_surnames_beside_each_other_are_no_halves_of_a_name() -> None:
    known = [["Ada Brome", "Tom Reeve"]] * 3

    who = resolved(
        *known, ["Brome Quint", "Tom Reeve"], ["Ilse Quint"], ["Karl Quint"], ["Brome", "Quint", "Tom Reeve"]
    )

    assert who.person("person:quint", "a6") is None


@pytest.mark.parametrize(("given", "short"), [("Robert", "Bob"), ("Ottoline", "Otti"), ("Leonora", "Leonie")])
def test_a_short_given_name_is_the_only_one_of_the_article_whom_it_is_short_for(given: str, short: str) -> None:
    lone = f"person:{short.lower()}"

    who = resolved(
        [f"{given} Haldane", "Tom Reeve", short], [f"{given} Haldane", f"{given} Foss", short], ["Tom Reeve", short]
    )

    assert who.person(lone, "a0") == f"person:{given.lower()}-haldane"
    assert who.person(lone, "a1") is None
    assert who.person(lone, "a2") is None


def test_a_given_name_that_one_who_is_well_known_has_nearly_alone_is_theirs_in_their_company() -> None:
    known = [["Oswin Brome", "Tom Reeve", "org:Harbour Council"]] * 10

    who = resolved(*known, *BOROUGH * 3, ["Oswin", "Tom Reeve"], ["Oswin", "Lena Foss"])

    assert who.person("person:oswin", "a70") == "person:oswin-brome"
    assert who.person("person:oswin", "a71") is None


def test_a_given_name_that_several_have_is_nobody_in_company_that_hardly_tells() -> None:
    known = [["Oswin Brome", "Tom Reeve", "org:Harbour Council"]] * 10

    who = resolved(*known, *[["Oswin Varga", "Lena Foss"]] * 3, *BOROUGH * 3, ["Oswin", "Tom Reeve"])

    assert who.person("person:oswin", "a73") is None


def test_a_relative_who_goes_by_another_form_of_the_name_tells_whom_a_given_name_means() -> None:
    who = resolved(
        ["Mira Brome", "Joe Brome"], ["Mira", "Joseph K. Brome Jr."], ["Mira", "Karl Brome"], ["Joe Brome", "Tom Reeve"]
    )

    assert who.person("person:mira", "a1") == "person:mira-brome"
    assert who.person("person:mira", "a2") is None


def test_a_surname_that_is_a_given_name_for_others_is_nobody_elsewhere() -> None:
    who = resolved(*[["Robert Mason", "Ilse Quint"]] * 3, ["Mason Reeve"], ["Mason", "Lena Foss"])

    assert who.person("person:mason", "a4") is None


def test_of_several_misspellings_beside_the_full_name_each_is_theirs() -> None:
    who = resolved(["Tia McClenney", "McLenney", "McLenny"])

    assert {who.person(f"person:{lone}", "a0") for lone in ("mclenney", "mclenny")} == {"person:tia-mcclenney"}


@pytest.mark.parametrize(("short", "given"), [("bob", "robert"), ("condi", "condoleezza"), ("ronnie", "ronald")])
def test_a_short_form_is_short_for_the_name_and_not_the_other_way_about(short: str, given: str) -> None:
    assert short_for(short, given)
    assert not short_for(given, short)


def test_a_surname_that_somebody_bears_is_not_taken_for_a_misspelt_one() -> None:
    beside = ["Vargo", "Eva Varga", "Ilse Quint"]

    assert resolved(beside).person("person:vargo", "a0") == "person:eva-varga"
    assert resolved(beside, ["Karl Vargo", "Tom Reeve"]).person("person:vargo", "a0") is None
