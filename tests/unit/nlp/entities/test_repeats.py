"""Repeats: a name that the article has is a name wherever it stands, whatever its tag."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.entities.mentions import Mention
from services.nlp.entities.repeats import with_repeats
from services.nlp.parse.reading import Reading


@pytest.mark.parametrize(
    ("body", "name", "kind", "missed"),
    [
        ("Derek Kettles spoke. Kettles, who writes, left.", "Derek Kettles", "PERSON", ["Kettles"]),
        ("Ovran Ashel spoke. Ovran said it was late.", "Ovran Ashel", "PERSON", ["Ovran"]),
        ("Tina Wu spoke. They told Wu to go.", "Tina Wu", "PERSON", ["Wu"]),
        ("Dora Will spoke. Will it rain?", "Dora Will", "PERSON", []),
        ("The Los Angeles Gulls won. The Gulls flew home.", "Los Angeles Gulls", "ORG", ["Gulls"]),
        ("Halmstow Rovers lost. Rovers said it was late.", "Halmstow Rovers", "ORG", ["Rovers"]),
        ("The Halmstow Courier closed. They told the Courier why.", "Halmstow Courier", "ORG", ["Courier"]),
        ("The Halmstow Courier closed. It hired a courier.", "Halmstow Courier", "ORG", []),
    ],
)
def test_parts_of_a_name_are_found_where_the_tagger_missed_them(
    read: Callable[[str], Reading], body: str, name: str, kind: str, missed: list[str]
) -> None:
    reading = read(body)
    start = body.index(name)
    end = start + len(name)
    known = Mention(start, end, name, kind, reading.token_at(start), reading.token_at(end))
    first, *others = with_repeats(reading, [known])
    assert first == known
    assert [m.text for m in others] == missed
