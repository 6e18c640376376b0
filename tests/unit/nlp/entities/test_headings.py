"""Headings: names of titles are mended by those of the sentences."""

from __future__ import annotations

import pytest

from services.nlp.annotator import Annotator
from services.nlp.entities.headings import mend
from tests.unit.nlp.entities.named import mentions_of, reading_of, types


def test_a_headlines_verb_is_no_part_of_a_name_that_the_text_has(annotator: Annotator) -> None:
    found = types(annotator, "Megan Kelly bought the port on Monday. “It was cheap,” Kelly said.", "Kelly Bets On Port")
    assert "Kelly Bets" not in found
    assert found["Megan Kelly"] == "PERSON"


def test_a_full_name_in_a_headline_stays_whole(annotator: Annotator) -> None:
    found = types(annotator, "Kelly bought the port on Monday. “It was cheap,” Kelly said.", "Megan Kelly buys port")
    assert "Megan Kelly" in found


def test_what_only_a_headline_writes_large_is_no_name(annotator: Annotator) -> None:
    body = "Corinne Ashgrove moves the bridge. It goes upstream, she said. “It is safer,” Ashgrove said."
    found = types(annotator, body, "Mayor Moves Bridge Upstream, And Her Rival Agrees")

    assert found == {"Corinne Ashgrove": "PERSON"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Beneath Poe's Wins, Signs Of Trouble.", "Ann Poe"),
        ("Poe Slams Bo Lind Over Bridge Costs.", "Ann Poe"),
        ("Bill Poe And The Trams.", "Bill Poe"),  # a first name, so that it is somebody else
    ],
)
def test_a_title_with_a_full_stop_is_a_heading_by_its_capitals(annotator: Annotator, title: str, name: str) -> None:
    people = [
        n for n, kind in types(annotator, "Ann Poe won. Poe said she was glad.", title).items() if kind == "PERSON"
    ]

    assert name in people
    assert {"Beneath Poe", "Poe Slams"}.isdisjoint(people)


@pytest.mark.parametrize(
    ("title", "mention", "type_", "mended"),
    [
        ("Beneath Poe Signs Of Trouble", "Beneath Poe", "PERSON", "Poe"),
        ("Zyx Poe Wins", "Zyx Poe Wins", "PERSON", "Zyx Poe Wins"),
        ("School Board Votes", "School Board Votes", "ORG", "School Board"),
        ("Board Votes", "Board Votes", "ORG", "Board Votes"),
    ],
)
def test_what_stands_beside_the_words_of_a_known_name_is_taken_off(
    title: str, mention: str, type_: str, mended: str
) -> None:
    # given a title, and sentences that name a woman and a body in full
    reading = reading_of(f"{title}\nAnn Poe met the Harwick School Board and left on foot.")
    names = [*mentions_of(reading, "Ann Poe"), *mentions_of(reading, "Harwick School Board", type_="ORG")]

    [first, *_] = mend(reading, [*mentions_of(reading, mention, type_=type_), *names])

    assert first.text == mended


@pytest.mark.parametrize(
    "title", ["Half Lee backers stay home", "Half Lee backers stay home.", "Most Lee backers stay?"]
)
def test_a_number_before_a_name_in_a_headline_is_no_part_of_it(annotator: Annotator, title: str) -> None:
    assert types(annotator, "Ann Lee lost. “We lost,” Lee said.", title) == {"Ann Lee": "PERSON"}


def test_a_headlines_sentence_is_no_work(annotator: Annotator) -> None:
    found = types(annotator, "Ann Lee lied, said Bo Nyberg's allies.", "Did Lee Lie? Two Nyberg Allies Say Yes")
    assert "WORK_OF_ART" not in found.values()
