"""Signs of a body: places in a sentence where only a company or a club stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.entities.body_signs import stands_as_body
from services.nlp.parse.reading import Reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He sold his shares in Brant.", True),
        ("Ida Poe, an analyst at Brant, agreed.", True),
        ("Brant employees went home.", True),
        ("Brant's chief executive left.", True),
        ("Brant, which makes boats, grew.", True),
        ("He met Brant in March.", False),
        ("Brant's sister left.", False),
    ],
)
def test_a_name_that_stands_where_only_a_body_does(read: Callable[[str], Reading], text: str, expected: bool) -> None:
    reading = read(text)
    token = reading.words.index("brant")
    assert stands_as_body(reading, token, token + 1) is expected
