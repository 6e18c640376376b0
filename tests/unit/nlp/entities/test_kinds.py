"""Kinds of things: nouns beside a name, and its last word, tell what it is."""

from __future__ import annotations

from collections import Counter

import pytest

from services.nlp.annotator import Annotator
from services.nlp.entities import kinds
from tests.unit.nlp.entities.named import types


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("Harbour Safety Act", "LAW"),
        ("Treaty of Halmstow", None),
        ("Corvin Space Telescope", "PRODUCT"),
        ("Ada Byron Telescope", "PRODUCT"),
        ("Republican Convention", "EVENT"),
        ("Tarn Park Productions", "ORG"),
        ("Halmstow Wanderers", "ORG"),
        ("Lee v. Brant Board of Education", "LAW"),
        ("Ashgrove Observatory", "ORG"),
        ("Museum of Rope", "ORG"),
        ("Wrenfield Bridge", "FAC"),
        ("Château de Vaubrun", "FAC"),
        ("Hurricane Odile", "EVENT"),
        ("Halmstow Pear Festival", "EVENT"),
        ("Ashgrove Holdings", "ORG"),
        ("Harbourlife.com", "ORG"),
        ("Bridge", None),
        ("Ann Lee", None),
    ],
)
def test_the_words_of_a_name_tell_its_type(name: str, type_: str | None) -> None:
    assert kinds.by_form(name) == type_


@pytest.mark.parametrize(
    ("body", "name", "type_"),
    [
        ("The engine of the ferry Halcyon failed off Ely on Monday.", "Halcyon", "PRODUCT"),
        ("Engineers lost touch with the Halcyon probe on Monday.", "Halcyon", "PRODUCT"),
        ("Dale Prentiss, 55, of Colborne, a small village near Ely, was late.", "Colborne", "GPE"),
        ("The painting was sold by the auction house Brandvoll for a million.", "Brandvoll", "ORG"),
        ("She downloaded the app Zumbo and lost it again.", "Zumbo", "PRODUCT"),
        ("He has read the novel Marrowfat twice.", "Marrowfat", "WORK_OF_ART"),
        ("They swam in Lake Corvin, and the river Ashel was cold.", "Ashel", "LOC"),
        ("Doctors prescribed Viagra to him in Leeds.", "Viagra", "PRODUCT"),
    ],
)
def test_a_noun_beside_a_name_tells_its_type(annotator: Annotator, body: str, name: str, type_: str) -> None:
    assert types(annotator, body).get(name) == type_


def test_a_person_stays_one_beside_a_thing(annotator: Annotator) -> None:
    found = types(annotator, "The captain of the ferry, Ann Lee, told the newspaper Bo Nyberg had left her company.")
    assert (found["Ann Lee"], found["Bo Nyberg"]) == ("PERSON", "PERSON")


@pytest.mark.parametrize(
    ("told", "type_"),
    [({}, None), ({"ORG": 1}, "ORG"), ({"ORG": 2, "GPE": 1}, "ORG"), ({"ORG": 1, "GPE": 1}, None)],
)
def test_nouns_that_contradict_each_other_tell_nothing(told: dict[str, int], type_: str | None) -> None:
    assert kinds.most_told(Counter(told)) == type_


def test_a_storm_keeps_its_type_when_it_is_called_by_its_name_alone(annotator: Annotator) -> None:
    assert types(annotator, "Hurricane Otto hit Leeds. Otto killed three.")["Hurricane Otto"] == "EVENT"


def test_the_before_a_womans_name_tells_a_ship(annotator: Annotator) -> None:
    body = "The tanker Orla Maeve ran aground off Leeds. The Orla Maeve was full."
    assert types(annotator, body)["Orla Maeve"] == "PRODUCT"
