"""People: which names mean the same person."""

from __future__ import annotations

import pytest

from services.nlp.entities.people import RIVALS, People
from tests.unit.nlp.entities.named import mentions_of, reading_of


def joined(text: str, *names: str) -> list[int]:
    """For each name the position of the first one that means the same person."""
    reading = reading_of(text)
    mentions = mentions_of(reading, *names)
    people = People(reading, mentions)
    entities = [people.entity(mention) for mention in mentions]
    return [next(n for n, other in enumerate(entities) if other is entity) for entity in entities]


@pytest.mark.parametrize(
    ("text", "names", "same"),
    [
        ("Ann Lee met Bo Nyberg. Lee left.", ("Ann Lee", "Bo Nyberg", "Lee"), [0, 1, 0]),
        ("Ann Lee met Bo. Ann left.", ("Ann Lee", "Bo", "Ann"), [0, 1, 0]),
        ("Lee spoke. Ann Lee sang.", ("Lee", "Ann Lee"), [0, 0]),
        ("Robert Ashgrove met Bob Ashgrove.", ("Robert Ashgrove", "Bob Ashgrove"), [0, 0]),
        ("J. Ashgrove is Joan Ashgrove.", ("J. Ashgrove", "Joan Ashgrove"), [0, 0]),
        ("Karim al-Haddad left. Haddad sat.", ("Karim al-Haddad", "Haddad"), [0, 0]),
        ("Pieter van der Meer won. Van der Meer sat.", ("Pieter van der Meer", "Van der Meer"), [0, 0]),
        ("Alejandro Ruiz Mendoza sat. Ruiz left.", ("Alejandro Ruiz Mendoza", "Ruiz"), [0, 0]),
        ("José Ruiz sat. Jose Ruiz left.", ("José Ruiz", "Jose Ruiz"), [0, 0]),
        (
            "Henry Castell met Diana Castell. Mrs. Castell left.",
            ("Henry Castell", "Diana Castell", "Castell"),
            [0, 1, 1],
        ),
        ("Harlan Voss met Harlan Voss Jr. He sat.", ("Harlan Voss", "Harlan Voss Jr."), [0, 1]),
        ("Harlan Voss Jr. met Harlan Voss.", ("Harlan Voss Jr.", "Harlan Voss"), [0, 0]),
        ("Sir Edmund Thackeray sat. Sir Edmund left.", ("Edmund Thackeray", "Edmund"), [0, 0]),
        ("Karl and Ida Lind won. Karl Lind sat.", ("Karl", "Ida Lind", "Karl Lind"), [0, 1, 0]),
        ("Karl Lee won. Karl and Ida Lind sat.", ("Karl Lee", "Karl", "Ida Lind"), [0, 0, 2]),
        ("Karl sat. Karl and Ida Lind won. Lind sat.", ("Karl", "Karl", "Ida Lind", "Lind"), [0, 0, 2, 2]),
        ("Karl and Ida Lind won. Lind sat.", ("Karl", "Ida Lind", "Lind"), [0, 1, 1]),
        ("Lu Wenbin sat. Mr. Lu left.", ("Lu Wenbin", "Lu"), [0, 0]),
    ],
)
def test_names_mean_the_same_person_or_not(text: str, names: tuple[str, ...], same: list[int]) -> None:
    assert joined(text, *names) == same


@pytest.mark.parametrize(
    ("text", "names", "name"),
    [
        ("Karl and Ida Lind won.", ("Karl", "Ida Lind"), "Karl Lind"),
        ("Karl G. and Ida H. van Lind won.", ("Karl G.", "Ida H. van Lind"), "Karl G. van Lind"),
        ("Karl sat. Later Karl and Ida Lind won.", ("Karl", "Karl", "Ida Lind"), "Karl"),  # not named by this first
        ("Brezhov and Ida Lind won.", ("Brezhov", "Ida Lind"), "Brezhov"),  # a surname, as far as is known
        ("Karl met Ida Lind.", ("Karl", "Ida Lind"), "Karl"),
        ("Pope Karl and Ida Lind won.", ("Karl", "Ida Lind"), "Karl"),
    ],
)
def test_a_first_name_shares_the_surname_of_the_next_person(text: str, names: tuple[str, ...], name: str) -> None:
    reading = reading_of(text)
    mentions = mentions_of(reading, *names)
    people = People(reading, mentions)

    entity = people.entity(mentions[0])
    entity.mentions.append(mentions[0])

    assert people.name(entity) == name


def test_a_title_decides_between_two_of_one_surname() -> None:
    text = "Senator Ann Lee met Mayor Bo Lee. Mayor Lee left."
    assert joined(text, "Ann Lee", "Bo Lee", "Lee") == [0, 1, 1]


def test_a_surname_means_whom_its_paragraph_is_about() -> None:
    text = "Ann Lee sat.\n\nBo Lee came. Lee sang."
    assert joined(text, "Ann Lee", "Bo Lee", "Lee") == [0, 1, 1]


def test_the_titles_before_a_name_are_roles_of_the_person() -> None:
    # given a person with titles before the name
    reading = reading_of("Sen. Ann Lee met President Bo Nyberg.")
    mentions = mentions_of(reading, "Ann Lee", "Bo Nyberg")
    people = People(reading, mentions)
    # when both are looked up, then the short title is the noun that it stands for
    assert [people.entity(m).roles for m in mentions] == [{"senator"}, {"president"}]


def test_a_person_goes_by_the_fullest_form_without_titles() -> None:
    reading = reading_of("Lee met President Ann Lee Jr. and ANN LEE.")
    mentions = mentions_of(reading, "Lee", "Ann Lee Jr.", "ANN LEE")
    people = People(reading, mentions)
    for mention in mentions:
        people.entity(mention).mentions.append(mention)
    assert people.name(people.entity(mentions[1])) == "Ann Lee Jr."


def test_more_namesakes_than_an_article_has_are_not_compared() -> None:
    # given many people of one surname, and one by surname alone
    names = [f"Ada{chr(97 + n)} Smith" for n in range(2 * RIVALS)]
    text = " met ".join(names) + ". Smith left."
    # when they are joined, then each full name is its own person, and the surname means the first
    assert joined(text, *names, "Smith") == [*range(2 * RIVALS), 0]
