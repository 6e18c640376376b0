"""Clubs: what is called by its last word alone, and what stands where only a club does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.entities.clubs import is_club, is_team, stands_as_club
from services.nlp.parse.reading import Reading


@pytest.mark.parametrize(
    ("name", "team"),
    [
        ("Los Angeles Gulls", True),
        ("Halmstow Rovers", True),
        ("London Council", False),
        ("Ann Gulls", False),
        ("Gulls", False),
    ],
)
def test_a_team_is_called_by_a_place_and_one_more_word(name: str, team: bool) -> None:
    assert is_team(name) == team


@pytest.mark.parametrize(("name", "club"), [("Halmstow Thistle", True), ("Ann Thistle", False), ("Thistle", False)])
def test_a_club_is_told_by_its_last_word_but_for_people(name: str, club: bool) -> None:
    assert is_club(name) == club


@pytest.mark.parametrize(
    ("sentence", "club"),
    [
        ("Brant are two points clear.", True),
        ("Brant have won.", True),
        ("The Brant striker left.", True),
        ("Ann and Brant are late.", False),
        ("Friends of Brant are late.", False),
        ("Brant is late.", False),
    ],
)
def test_a_name_that_several_are_is_a_club(read: Callable[[str], Reading], sentence: str, club: bool) -> None:
    reading = read(sentence)
    token = reading.words.index("brant")
    assert stands_as_club(reading, token, token + 1) == club
