"""Rare names that are a known one, written wrongly."""

from __future__ import annotations

import pytest

from services.search.identities.resolutions import Resolution
from services.search.identities.resolving import ListedEvidence, resolve, words_of
from tests.unit.search.identities.articles import resolved, rows_of

COUNCIL = ["Ada Lindquist", "Ilse Quint", "Tom Reeve", "org:Harbour Council"]
OTHERS = [[f"Actor {letter}ohn", f"org:{letter}arl Ballet"] for letter in "BCDFGHKLMN"] * 8


@pytest.mark.parametrize("wrong", ["Ada Lindqvist", "Ada Lindquest"])
def test_a_surname_with_a_letter_wrong_is_the_known_one_in_the_same_company(wrong: str) -> None:
    id = f"person:{wrong.lower().replace(' ', '-')}"

    who = resolved(COUNCIL, COUNCIL, *OTHERS, [wrong, *COUNCIL[1:]], ["Ada Holt", "Lena Foss"])

    assert who.person(id, "a82") == "person:ada-lindquist"


def test_a_surname_that_is_nearly_the_same_is_somebody_else_in_other_company() -> None:
    who = resolved(COUNCIL, COUNCIL, *OTHERS, ["Ada Lindqvist", "Lena Foss"])

    assert who.person("person:ada-lindqvist", "a82") == "person:ada-lindqvist"


def test_two_who_are_hardly_known_and_beside_each_other_are_two() -> None:
    who = resolved(COUNCIL, *OTHERS, ["Ada Lindqvist", *COUNCIL])

    assert who.person("person:ada-lindqvist", "a81") == "person:ada-lindqvist"


@pytest.mark.parametrize("wrong", ["Ada Lindqvist", "Ada Lindquist Scores"])
def test_what_the_known_name_is_found_by_decides_of_the_wrong_one_too(wrong: str) -> None:
    articles = [*[COUNCIL] * 4, *OTHERS, [wrong, *COUNCIL[1:]]]
    evidence = ListedEvidence(rows_of(articles))
    id = f"person:{wrong.lower().replace(' ', '-')}"

    by_words = {
        resolution.id: resolution
        for word in words_of("person:ada-lindquist", "Ada Lindquist")
        for resolution in resolve("person", word, evidence)
    }

    assert by_words[id] == Resolution(id, "person:ada-lindquist", confidence=0.9)
