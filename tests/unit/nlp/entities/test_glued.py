"""Glued words: verbs, buttons and accounts beside a person's name are no part of it."""

from __future__ import annotations

import pytest

from services.nlp.entities.glued import take_off
from tests.unit.nlp.entities.named import mentions_of, reading_of


@pytest.mark.parametrize(
    ("text", "names", "last", "type_"),
    [
        ("Ann Poe moved it. Said Poe: It is safer.", ["Ann Poe", "Said Poe"], "Poe", "PERSON"),
        ("It moved. Said Poe left.", ["Said Poe"], "Said Poe", "PERSON"),  # a given name, too
        ("Ann PoeFlagShareLikeReply", ["Ann PoeFlagShareLikeReply"], "Ann Poe", "PERSON"),
        ("Ann MacDonald", ["Ann MacDonald"], "Ann MacDonald", "PERSON"),
        ("Follow Twitter @AnnPoe", ["Twitter @AnnPoe"], "Twitter", "ORG"),
    ],
)
def test_what_is_glued_to_a_persons_name_is_taken_off(text: str, names: list[str], last: str, type_: str) -> None:
    reading = reading_of(text)

    mention = take_off(reading, mentions_of(reading, *names))[-1]

    assert (mention.text, mention.type) == (last, type_)
    assert text[mention.start : mention.end] == last
