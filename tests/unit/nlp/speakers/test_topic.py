"""Topic: the person who was the last subject before a description, the body that did something."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.speakers.descriptions import Descriptions
from services.nlp.speakers.evidence import Evidence
from services.nlp.speakers.topic import Topics


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee came late. The newcomer smiled.", True),
        ("Ann Lee came late. She sat down. The newcomer smiled.", True),
        ("Ann Lee came late. Bo Ray left. The newcomer smiled.", False),
        ("Bo Ray left. Beside Ann Lee the newcomer smiled.", False),
        ("Ann Lee met Bo Ray. The newcomer smiled.", False),
        ("Bo Ray left.\n\nAnn Lee came late. The newcomer smiled.", False),
        ("Bo Ray left.\n\nIt was dark.\n\nAnn Lee came late. The newcomer smiled.", True),
    ],
)
def test_the_last_subject_is_whom_the_text_goes_on_about(
    evidence_of: Callable[[str], Evidence], text: str, expected: bool
) -> None:
    evidence = evidence_of(text)
    reading, entities = evidence.reading, evidence.entities
    person = next(number for number, entity in enumerate(entities.all) if entity.name == "Ann Lee")
    she = {token: person for token, word in enumerate(reading.words) if word == "she"}
    topics = Topics(reading, entities, Descriptions(reading, entities), [0] * len(reading), she)
    assert topics.is_topic(person, reading.words.index("newcomer"), lambda _: 0.0) is expected


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Brant Motors lost money. The company was sorry.", "Brant Motors"),
        ("Tarn Council sued Brant Motors. The company was sorry.", "Brant Motors"),
        ("Brant Motors lost money, Harlow Motors did not. The company was sorry.", None),
        ("The Coral Program studied the loss. The company was sorry.", None),
        ("Mills closed, according to the National Mill Foundation. The group wept.", "National Mill Foundation"),
        ("Ann Lee sued Brant Motors. The group was sorry.", None),
    ],
)
def test_a_company_is_the_only_one_that_does_something(
    evidence_of: Callable[[str], Evidence], text: str, meant: str | None
) -> None:
    evidence = evidence_of(text)
    reading, entities = evidence.reading, evidence.entities
    descriptions = Descriptions(reading, entities)
    topics = Topics(reading, entities, descriptions, [0] * len(reading), {})
    token = next(i for i, word in enumerate(reading.words) if word in ("company", "group"))
    fits = descriptions.bodies.fits(token)
    assert fits
    number = topics.sole_body(token, fits)
    assert (None if number is None else entities.all[number].name) == meant
