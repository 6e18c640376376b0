"""Roles of people: a title before the name, an apposition behind it, a body or a trade beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.speakers.evidence import Evidence
from services.nlp.speakers.roles import MAX_ROLE_CHARS, roles

Gather = Callable[[str], Evidence]


def role_of(evidence: Evidence, name: str) -> str | None:
    """Return the words of the role of a person."""
    [number] = [n for n, entity in enumerate(evidence.entities.all) if entity.name == name]
    span = roles(evidence.reading, evidence.entities).get(number)
    return evidence.reading.text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("“No,” said Peter Osgood, 45, a nurse from Leeds.", "nurse from Leeds"),
        ("“No,” said Norvania's prime minister, Peter Osgood.", "Norvania's prime minister"),
        ("“No,” said Peter Osgood of the Coral Institute.", "of the Coral Institute"),
        ("“No,” said Peter Osgood, who runs a bakery.", "who runs a bakery"),
        ("“No,” said Sen. Peter Osgood (R-Utah).", "Sen."),
        ("“No,” said Mr. Peter Osgood.", None),
    ],
)
def test_a_role_is_the_words_of_the_article(evidence_of: Gather, sentence: str, role: str | None) -> None:
    assert role_of(evidence_of(f"The vote was close. {sentence}"), "Peter Osgood") == role


def test_a_noun_behind_the_name_goes_before_a_title(evidence_of: Gather) -> None:
    body = "Senator Peter Osgood came late.\n\nThe vote was lost, said Peter Osgood, a nurse from Leeds."
    assert role_of(evidence_of(body), "Peter Osgood") == "nurse from Leeds"


def test_a_role_of_endless_length_is_left_out(evidence_of: Gather) -> None:
    towns = " and ".join(["the town of Halmstow"] * (MAX_ROLE_CHARS // 20))
    body = f"“No,” said Peter Osgood, a nurse from {towns}."
    assert len(role_of(evidence_of(body), "Peter Osgood") or "") <= MAX_ROLE_CHARS


def test_a_body_has_no_role(evidence_of: Gather) -> None:
    evidence = evidence_of("The Coral Institute, a charity from Leeds, was closed.")
    assert [entity.type for entity in evidence.entities.all][:1] == ["ORG"]
    assert roles(evidence.reading, evidence.entities) == {}
