"""Aliases: the mentions of an article as entities with a name each."""

from __future__ import annotations

from services.nlp.entities.aliases import join_names
from tests.unit.nlp.entities.named import mentions_of, reading_of


def test_mentions_become_entities_in_the_order_of_the_text() -> None:
    # given a person, a body and a country, each twice
    text = "Ann Lee of Harland Steel left the United States. Lee loved Harland in the U.S."
    reading = reading_of(text)
    mentions = [
        *mentions_of(reading, "Ann Lee", "Lee loved"[:3]),
        *mentions_of(reading, "Harland Steel", "Harland", type_="ORG"),
        *mentions_of(reading, "United States", "U.S.", type_="GPE"),
    ]
    mentions.sort(key=lambda m: m.start)
    # when they are joined, then there are three entities with both of their forms
    entities = join_names(reading, mentions)
    assert [(e.type, e.name, list(e.forms)) for e in entities] == [
        ("PERSON", "Ann Lee", ["Ann Lee", "Lee"]),
        ("ORG", "Harland Steel", ["Harland Steel", "Harland"]),
        ("GPE", "United States", ["United States", "U.S."]),
    ]


def test_a_body_goes_by_the_acronym_that_is_used_more_often() -> None:
    reading = reading_of("The World Health Organization met. WHO sat. WHO left.")
    mentions = mentions_of(reading, "World Health Organization", "WHO", "WHO", type_="ORG")
    assert [e.name for e in join_names(reading, mentions)] == ["WHO"]


def test_the_same_word_with_two_types_is_two_entities() -> None:
    reading = reading_of("Washington met Washington.")
    mentions = mentions_of(reading, "Washington", "Washington")
    mentions[1].type = "GPE"
    assert [e.type for e in join_names(reading, mentions)] == ["PERSON", "GPE"]


def test_other_names_are_one_in_whatever_case() -> None:
    reading = reading_of("The DERBY was won. The Derby is old. The Derby is short.")
    mentions = mentions_of(reading, "DERBY", "Derby", "Derby", type_="EVENT")
    assert [(e.name, len(e.mentions)) for e in join_names(reading, mentions)] == [("Derby", 3)]


def test_no_mentions_are_no_entities() -> None:
    assert join_names(reading_of("It rained."), []) == []
