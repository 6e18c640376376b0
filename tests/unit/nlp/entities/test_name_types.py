"""One type for each name: what lists and the other names of an article tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.entities import name_types
from services.nlp.parse.reading import Reading


@pytest.mark.parametrize(
    ("name", "tagged", "type_"),
    [
        ("Reuters", "PERSON", "ORG"),  # hardly means anything else
        ("Bank of England", "GPE", "ORG"),
        ("Watford", "GPE", "GPE"),  # a club, and a town
        ("Princeton", "GPE", "GPE"),
        ("Kenyans", "GPE", "NORP"),
        ("Oyelowo Democrats", "PERSON", "NORP"),
        ("Senate Democrats", "ORG", "ORG"),
    ],
)
def test_a_listed_name_has_its_type_unless_it_may_mean_something_else(name: str, tagged: str, type_: str) -> None:
    # given a name as the tagger took it, in no telling place
    mention = (name.casefold(), name, tagged, 0, 1)
    # when it gets its type, then the list decides only where the name is plain
    assert name_types.types(Reading("", 0), [mention]) == {name.casefold(): type_}


def test_a_body_called_by_the_first_word_of_its_name_is_no_person(read: Callable[[str], Reading]) -> None:
    # given a company by its whole name, and again by one word that looks like a surname
    mentions = [
        ("harland motor company", "Harland Motor Company", "ORG", 0, 3),
        ("harland", "Harland", "PERSON", 5, 6),
    ]
    reading = read("Harland Motor Company shrank. Harland grew.")
    # when they get their types, then both are the company's
    assert set(name_types.types(reading, mentions).values()) == {"ORG"}


@pytest.mark.parametrize(
    ("body", "name", "type_"),
    [
        ("Brant, which makes shoes, fell. Brant said it would shut.", "Brant", "ORG"),
        ("They met Ida Poe, an analyst at Jonas Keller. Jonas Keller said no.", "Jonas Keller", "ORG"),
        ("Shares in Halder fell. Halder said no.", "Halder", "ORG"),
        ("Maren Dahl's chief executive left. Maren Dahl said no.", "Maren Dahl", "ORG"),
        ("Carl Voss said he was late, which is why Bo left.", "Carl Voss", "PERSON"),
        ("Ida Poe, a friend of Carl Voss, left. Carl Voss said no.", "Carl Voss", "PERSON"),
    ],
)
def test_a_name_that_stands_where_only_a_body_does_is_no_person(
    read: Callable[[str], Reading], body: str, name: str, type_: str
) -> None:
    # given a name that the tagger takes for a person wherever it stands
    reading, key = read(body), name.casefold()
    words = name.lower().split()
    places = [i for i in range(len(reading)) if reading.words[i : i + len(words)] == words]
    mentions = [(key, name, "PERSON", i, i + len(words)) for i in places]
    # when it gets its type, then what stands around it decides
    assert name_types.types(reading, mentions)[key] == type_


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        ("Harwick's new bridge was shut. Rain fell on Harwick.", "GPE"),
        ("Harwick’s city council voted. Harwick Rovers lost.", "GPE"),
        ("HARWICK (Northshore Wire) - The bridge was shut.", "GPE"),
        ("Harwick's speech was long. Harwick smiled.", "PERSON"),
        ("Harwick (45) said no.", "PERSON"),
    ],
)
def test_a_name_that_owns_what_places_have_is_a_place(read: Callable[[str], Reading], body: str, type_: str) -> None:
    # given a name that the tagger takes for a person wherever it stands, once within a club's
    reading = read(body)
    places = [i for i, word in enumerate(reading.words) if word == "harwick" and reading.words[i + 1] != "rovers"]
    mentions = [("harwick", reading.slice(i, i + 1), "PERSON", i, i + 1) for i in places]
    club = [
        ("harwick rovers", "Harwick Rovers", "ORG", i, i + 2) for i, w in enumerate(reading.words[1:]) if w == "rovers"
    ]
    # when it gets its type, then what it owns decides
    assert name_types.types(reading, [*mentions, *club])["harwick"] == type_
