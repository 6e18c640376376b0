"""Apposition: the noun that a name stands beside, wherever the parser hangs the name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.annotator import Annotator
from services.nlp.speakers.apposition import behind_others, described, office_before
from services.nlp.speakers.evidence import Evidence
from tests.unit.nlp.speakers.test_coreference import speaker


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("Her lawyer, Ann Poe, left.", "lawyer"),
        ("The mayor of Harwick, Ann Poe, said it would rain.", "mayor"),
        ("The editor of the Courier, Ann Poe, said he was sorry.", "editor"),
        ("Ann Poe left.", None),
    ],
)
def test_the_noun_in_front_says_who_a_person_is(
    evidence_of: Callable[[str], Evidence], sentence: str, noun: str | None
) -> None:
    evidence = evidence_of(sentence)
    [person] = [entity for entity in evidence.entities.all if entity.type == "PERSON"]

    token = described(evidence.reading, evidence.entities, person.mentions[0].after - 1)

    assert (None if token is None else evidence.reading.words[token]) == noun


@pytest.mark.parametrize(
    "words",
    [
        "The mayor of Harwick, Ann Poe,",
        "The chief executive of Larkspur Kitchens, Ann Poe,",
        "A resident of Ferry Lane, Ann Poe, 45,",
        "The club's coach, Ann Poe,",
    ],
)
def test_the_name_beside_a_description_is_the_speaker(annotator: Annotator, words: str) -> None:
    assert speaker(annotator, f"{words} said the river would rise.", "the river would rise").name == "Ann Poe"


@pytest.mark.parametrize("words", ["The mother of Ann Poe, Bo Lind,", "The spokesman for Leeds, Ann Poe reported,"])
def test_a_name_that_may_be_of_another_is_not_the_speaker(annotator: Annotator, words: str) -> None:
    assert speaker(annotator, f"{words} said the river would rise.", "the river would rise").name != "Ann Poe"


def test_an_office_stands_before_a_name_with_its_field(evidence_of: Callable[[str], Evidence]) -> None:
    reading = evidence_of("Secretary of State Ann Lee left.").reading
    assert office_before(reading, reading.words.index("ann")) == 0
    assert office_before(reading, 0) is None


def test_a_phrase_before_a_name_begins_behind_other_people(evidence_of: Callable[[str], Evidence]) -> None:
    evidence = evidence_of("Brant coach Ann Lee and Tarn coach Bo Nyberg left.")
    words = evidence.reading.words
    assert words[behind_others(evidence.reading, evidence.entities, 0, words.index("bo"))] == "tarn"
