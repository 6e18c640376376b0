"""Personal names: titles, suffixes, particles, genders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.nlp.lexicon import personal_names


@pytest.mark.parametrize(
    ("name", "titles", "words"),
    [
        ("Vice President Joe “Amtrak” Biden Jr.", ["vice", "president"], ["Joe", "Biden"]),
        ("J. K. Rowling", [], ["J.K.", "Rowling"]),
        ("Sen. Ada Fennimore", ["sen"], ["Ada", "Fennimore"]),
        ("Ashgrove", [], ["Ashgrove"]),
        ("President", [], ["President"]),  # something has to be left
    ],
)
def test_a_name_is_parted_from_its_titles(name: str, titles: list[str], words: list[str]) -> None:
    assert personal_names.parts(name) == (titles, words)


@given(st.text(max_size=40))
def test_any_text_is_parted_without_a_word_that_it_lacks(text: str) -> None:
    titles, words = personal_names.parts(text)
    joined = "".join(text.split()).lower()
    assert all(title in joined for title in titles)
    assert all(word.lower() in joined for word in words)


@pytest.mark.parametrize(
    ("words", "surname"),
    [
        (["Pieter", "van", "der", "Meer"], "van der Meer"),
        (["Ann", "Lee"], "Lee"),
        (["Al", "Gore"], "Gore"),  # a particle that is a first name here
        (["van", "Meer"], "Meer"),
        (["Lee"], "Lee"),
    ],
)
def test_the_surname_begins_with_its_particles(words: list[str], surname: str) -> None:
    assert " ".join(words[personal_names.surname_at(words) :]) == surname


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("bob", "robert", True),
        ("robert", "bob", True),
        ("j.", "joanne", True),
        ("j.", "anne", False),
        ("ann", "ann", True),
        ("ann", "bea", False),
    ],
)
def test_two_first_names_may_be_one_persons(one: str, other: str, same: bool) -> None:
    assert personal_names.same_first(one, other) == same


@pytest.mark.parametrize(
    ("titles", "words", "gender"),
    [
        (["mr"], ["Lee"], "m"),
        (["ms"], ["Lee"], "f"),
        ([], ["Mary", "Lee"], "f"),
        ([], ["Lee"], None),
        ([], ["Kim", "Jong-un"], None),  # has the surname first
        (["president"], ["Qqx", "Lee"], None),
    ],
)
def test_titles_and_first_names_tell_the_gender(titles: list[str], words: list[str], gender: str | None) -> None:
    assert personal_names.gender(titles, words) == gender


def test_a_noun_tells_a_gender_and_a_trade() -> None:
    assert personal_names.gender_of_noun("spokeswoman") == "f"
    assert personal_names.gender_of_noun("nurse") is None
    assert "title" in personal_names.title_classes("Sen.")


@pytest.mark.parametrize(
    ("name", "generation"), [("Harlan Voss Jr.", "Jr."), ("Harlan Voss III", "III"), ("Harlan Voss", ""), ("Jr.", "")]
)
def test_a_generation_ends_a_name(name: str, generation: str) -> None:
    assert personal_names.generation(name) == generation


def test_a_nickname_stands_in_marks() -> None:
    assert personal_names.nickname("Robert “Bob” Smith") == "Bob"
    assert personal_names.nickname("Robert Smith") is None


@pytest.mark.parametrize(("surname", "bare"), [("al-assad", "assad"), ("el-sisi", "sisi"), ("allen", "allen")])
def test_an_arabic_article_is_left_out(surname: str, bare: str) -> None:
    assert personal_names.without_article(surname) == bare


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("MarÃ­a PeÃ±a Ruiz", "María Peña Ruiz"),
        ("Ota GÃ1⁄4ler", "Ota Güler"),
        ("María PeÃ±a Ruiz", "María Peña Ruiz"),
        ("Zoë Ängström", "Zoë Ängström"),
        ("Ann Lee", "Ann Lee"),
    ],
)
def test_a_name_is_read_as_it_was_encoded(written: str, name: str) -> None:
    assert personal_names.as_encoded(written) == name
    assert " ".join(personal_names.parts(written)[1]) == name
