"""Ages beside names and in descriptions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.speakers.ages import Ages
from services.nlp.speakers.evidence import Evidence


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ("Ann Lee, 34, won the seat.", True),
        ("Ann Lee (34) left the club.", True),
        ("Ann Lee, aged 34, left the club.", True),
        ("Ann Lee turned 34 in May.", True),
        ("Ann Lee is 34 years old.", True),
        ("Ann Lee, a 34-year-old plumber, was hurt.", True),
        ("The 34-year-old striker Ann Lee scored.", True),
        ("Ann Lee, 45, won the seat.", False),
        ("Ann Lee, 34, beat Bo Nyberg, 34, on Monday.", False),  # it may be either
        ("Ann Lee, 34, was hurt. A 34-year-old man saw it.", False),
        ("Ann Lee came. Bo Nyberg, 34, left.", False),  # it is he
        ("Ann Lee, 34 miles away, heard it.", None),
        ("Ann Lee won the seat.", None),
    ],
)
def test_a_description_with_an_age_fits_the_only_one_of_that_age(
    evidence_of: Callable[[str], Evidence], body: str, fits: bool | None
) -> None:
    evidence = evidence_of(body)
    [lee] = [entity for entity in evidence.entities.all if entity.name == "Ann Lee"]
    assert Ages(evidence.reading, evidence.entities).fits(lee, "34") is fits
