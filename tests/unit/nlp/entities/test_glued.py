"""Glued words: verbs, buttons and accounts beside a person's name are no part of it."""

from __future__ import annotations

import pytest

from services.nlp.entities.glued import take_off
from services.nlp.lexicon.verb_lemmas import Verbs
from tests.unit.nlp.entities.named import mentions_of, reading_of


@pytest.mark.parametrize(
    ("text", "names", "last", "type_"),
    [
        ("Ann Poe moved it. Said Poe: It is safer.", ["Ann Poe", "Said Poe"], "Poe", "PERSON"),
        ("It moved. Said Poe left.", ["Said Poe"], "Said Poe", "PERSON"),  # a given name, too
        ("Ann PoeFlagShareLikeReply", ["Ann PoeFlagShareLikeReply"], "Ann Poe", "PERSON"),
        ("Ann MacDonald", ["Ann MacDonald"], "Ann MacDonald", "PERSON"),
        ("Ann Poe won. Crooked Ann laughs.", ["Ann Poe", "Crooked Ann"], "Ann", "PERSON"),
        ("Ann Poe won. Bashing Poe is easy.", ["Ann Poe", "Bashing Poe"], "Poe", "PERSON"),
        ("Ann Poe won. Little Ann laughs.", ["Ann Poe", "Little Ann"], "Ann", "PERSON"),
        ("Ann Poe won. Corin Poe lost.", ["Ann Poe", "Corin Poe"], "Corin Poe", "PERSON"),
        ("Ann Poe won. Lyin Ann laughs.", ["Ann Poe", "Lyin Ann"], "Ann", "PERSON"),  # codespell:ignore
        ("Ann Poe won. Jimi Poe lost.", ["Ann Poe", "Jimi Poe"], "Jimi Poe", "PERSON"),
        ("Bo Lind won. Crooked Ann laughs.", ["Bo Lind", "Crooked Ann"], "Crooked Ann", "PERSON"),
        ("Ann Poe won. “It was fear,”Poe said.", ["Ann Poe", "fear,”Poe"], "Poe", "PERSON"),
        ("Follow Twitter @AnnPoe", ["Twitter @AnnPoe"], "Twitter", "ORG"),
    ],
)
def test_what_is_glued_to_a_persons_name_is_taken_off(
    verbs: Verbs, text: str, names: list[str], last: str, type_: str
) -> None:
    reading = reading_of(text)

    mention = take_off(reading, verbs, mentions_of(reading, *names))[-1]

    assert (mention.text, mention.type) == (last, type_)
    assert text[mention.start : mention.end] == last
