"""Bodies: which names mean the same organisation."""

from __future__ import annotations

import pytest

from services.nlp.entities.bodies import Bodies
from tests.unit.nlp.entities.named import mentions_of, reading_of


@pytest.mark.parametrize(
    ("text", "names", "same"),
    [
        ("The World Health Organization met. The WHO left.", ("World Health Organization", "WHO"), True),
        ("The Department of Justice sued. The DOJ won.", ("Department of Justice", "DOJ"), True),
        ("The Department of Justice sued. The DJ won.", ("Department of Justice", "DJ"), True),
        ("The Ports Authority (LPA) met. The LPA left.", ("Ports Authority", "LPA"), True),
        ("UNITED NATIONS (AP) It met. The AP left.", ("UNITED NATIONS", "AP"), False),
        ("Harland Steel Inc. closed. Harland Steel left.", ("Harland Steel Inc.", "Harland Steel"), True),
        ("Harland Steel closed. Harland left.", ("Harland Steel", "Harland"), True),
        ("Harland Steel met Harland Gas. Harland left.", ("Harland Steel", "Harland"), False),  # of two, neither
        ("National Steel closed. National left.", ("National Steel", "National"), False),
        ("London Steel closed. London left.", ("London Steel", "London"), False),  # a city
        ("Halmstow Rovers won. Rovers left.", ("Halmstow Rovers", "Rovers"), True),
        ("Halmstow Rovers FC won. Rovers left.", ("Halmstow Rovers FC", "Rovers"), True),
        ("Harland Steel Group closed. Harland Steel left.", ("Harland Steel Group", "Harland Steel"), True),
        ("The Harland City Council met. The City Council left.", ("Harland City Council", "City Council"), True),
        ("The Harland Supreme Court met. The Supreme Court left.", ("Harland Supreme Court", "Supreme Court"), False),
        ("The Republican Congress met. Congress left.", ("Republican Congress", "Congress"), False),
        ("The Bank of Harland met. The Bank left.", ("Bank of Harland", "Bank"), True),
        ("Harland News closed. News left.", ("Harland News", "News"), False),
        ("The Halverton Post fired him. The Post paid.", ("Halverton Post", "Post"), True),
        ("The Halverton Post fired him. Post paid.", ("Halverton Post", "Post"), False),
    ],
)
def test_names_mean_the_same_body_or_not(text: str, names: tuple[str, str], same: bool) -> None:
    # given the bodies that a text names
    reading = reading_of(text)
    every = mentions_of(
        reading, *(["Harland Steel", "Harland Gas"] if "Gas" in text else names[:1]), names[1], type_="ORG"
    )
    bodies = Bodies(reading, every)
    # when each is looked up
    entities = [bodies.entity(mention) for mention in every]
    # then the first and the last are one, or not
    assert (entities[0] is entities[-1]) == same


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Halmstow Rovers met Brant Rovers. Rovers left.", ("Halmstow Rovers", "Brant Rovers", "Rovers")),
        ("The Brant Tide Trust met the Big Tree Trail. The BTT left.", ("Brant Tide Trust", "Big Tree Trail", "BTT")),
    ],
)
def test_a_short_form_of_two_bodies_is_neither(text: str, names: tuple[str, ...]) -> None:
    reading = reading_of(text)
    mentions = mentions_of(reading, *names, type_="ORG")
    bodies = Bodies(reading, mentions)
    assert len({id(bodies.entity(mention)) for mention in mentions}) == 3
