"""What a text says that a town lies in."""

from __future__ import annotations

import pytest

from services.nlp.entities.aliases import join_names
from services.nlp.entities.surroundings import surroundings
from tests.unit.nlp.entities.named import mentions_of, reading_of


def _inside(text: str, *names: str) -> list[str]:
    reading = reading_of(text)
    mentions = mentions_of(reading, *names, type_="GPE")
    inside = surroundings(reading, mentions)
    return [f"{mention.text}, {inside[id(mention)]}" for mention in mentions if id(mention) in inside]


@pytest.mark.parametrize(
    ("text", "names", "inside"),
    [
        ("He left Paris, Texas, on Monday.", ["Paris", "Texas"], ["Paris, Texas"]),
        ("PARIS, Texas (Wire) - It rained.", ["PARIS", "Texas"], ["PARIS, Texas"]),
        (
            "In Brome, Ill., and Vale, N.H., it rained.",
            ["Brome", "Ill.", "Vale", "N.H."],
            ["Brome, Ill.", "Vale, N.H."],
        ),
        ("It rained in Perth, Scotland.", ["Perth", "Scotland"], ["Perth, Scotland"]),
        ("They met in Washington, D.C., today.", ["Washington", "D.C."], ["Washington, D.C."]),
        ("They saw Oslo, Germany and Spain.", ["Oslo", "Germany", "Spain"], []),
        ("They saw Oslo, Germany, and Spain.", ["Oslo", "Germany", "Spain"], []),
        ("To Houston, New York, and Ohio they went.", ["Houston", "New York", "Ohio"], []),
        ("They saw Toledo, Ohio, Iowa.", ["Toledo", "Ohio", "Iowa"], []),
        ("They won Iowa, Ohio, twice.", ["Iowa", "Ohio"], []),
        ("They saw Oslo, Bergen, too.", ["Oslo", "Bergen"], []),
        ("They met in Miami, U.S., today.", ["Miami", "U.S."], []),
    ],
)
def test_a_town_lies_in_the_state_or_the_country_behind_it(text: str, names: list[str], inside: list[str]) -> None:
    assert _inside(text, *names) == inside


def test_all_mentions_of_a_town_go_by_where_one_says_that_it_lies() -> None:
    reading = reading_of("Rain fell on Paris, Texas. Paris was wet.")
    mentions = mentions_of(reading, "Paris", "Texas", "Paris", type_="GPE")

    assert [(e.name, list(e.forms)) for e in join_names(reading, mentions)] == [
        ("Paris, Texas", ["Paris"]),
        ("Texas", ["Texas"]),
    ]


def test_two_towns_of_one_name_are_two() -> None:
    reading = reading_of("From Brome, Ill., to Brome, Mass. Brome was wet.")
    mentions = mentions_of(reading, "Brome", "Ill.", "Brome", "Mass.", "Brome", type_="GPE")

    names = [(e.name, len(e.mentions)) for e in join_names(reading, mentions) if "Brome" in e.name]
    assert names == [("Brome, Ill.", 1), ("Brome, Mass.", 1), ("Brome", 1)]
