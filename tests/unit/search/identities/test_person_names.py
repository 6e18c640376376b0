"""Names of people are taken apart and compared."""

from __future__ import annotations

import pytest

from services.search.identities.person_names import Likeness, likeness, person_name


@pytest.mark.parametrize(
    ("name", "words", "generation"),
    [
        ("Sen. Ada Brome", ("ada", "brome"), ""),
        ("Otto K. Varga, Jr.", ("otto", "k", "varga"), "jr"),
        ("J.R. Haldane III", ("j", "r", "haldane"), "iii"),
        ("Zoë Ó Briain’s", ("zoe", "o", "briain"), ""),
        ("Anne-Lise van der Moor", ("anne", "lise", "van", "der", "moor"), ""),
        ("AG Brome", ("brome",), ""),
        ("Łucja", ("lucja",), ""),
        ("\u202eevil\u202c Name", ("evil", "name"), ""),
    ],
)
def test_titles_initials_and_generations_are_told_from_the_name(
    name: str, words: tuple[str, ...], generation: str
) -> None:
    parts = person_name(name)

    assert (parts.words, parts.generation) == (words, generation)


def test_a_name_of_two_thousand_characters_is_read_only_in_its_beginning() -> None:
    parts = person_name("Ada " * 500)

    assert len(parts.words) == 25


@pytest.mark.parametrize("name", ["", "…", "—", "\u202e", "’s"])
def test_a_name_without_a_letter_has_no_words(name: str) -> None:
    assert person_name(name).words == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Otto K. Varga", "Otto Varga", "same"),
        ("Otto K. Varga", "Otto Karl Varga", "same"),
        ("Ada Lindqvist Brome", "Ada Lindqvist", "near"),
        ("Karl Otto Lindqvist", "Karl Otto II", None),
        ("Otto Varga Jr.", "Otto Varga", "same"),
        ("Bob Haldane", "Robert Haldane", "short"),
        ("R. Haldane", "Robert Haldane", "initial"),
        ("Bill Haldane", "Robert Haldane", None),
        ("Haldane Robert", "Robert Haldane", "near"),
        ("Otto K. Varga", "Otto L. Varga", None),
        ("Otto Varga Jr.", "Otto Varga Sr.", None),
        ("Ada Varga", "Otto Varga", None),
        ("Otto Varga", "Otto Haldane", None),
        ("Varga", "Otto Varga", None),
    ],
)
def test_names_of_one_person_agree_in_all_that_they_have(one: str, other: str, expected: Likeness | None) -> None:
    there = likeness(person_name(one), person_name(other))
    back = likeness(person_name(other), person_name(one))

    assert there == back == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Sergey Halvin", "Sergei Halvin", "near"),
        ("Marta Halvin", "Martha Halvin", None),
        ("Otto Halvin", "Otti Halvin", None),
        ("Sergey Halvin", "Sergei Holvin", None),
    ],
)
def test_a_letter_of_a_long_given_name_may_be_another(one: str, other: str, expected: Likeness | None) -> None:
    assert likeness(person_name(one), person_name(other), misspelt=True) == expected
    assert likeness(person_name(one), person_name(other)) is None
