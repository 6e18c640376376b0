"""Names with letters wrong."""

from __future__ import annotations

import pytest

from services.search.identities.misspellings import given_misspelt, misspelt


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("lindqvist", "lindquist", True),
        ("corbett", "corbbet", True),
        ("haldane", "haldan", True),
        ("papadimitriou", "papadimitirou", True),
        ("papadimitriou", "papadmitrio", True),
        ("varga", "varga", False),
        ("brome", "crome", False),
        ("lee", "lea", False),
        ("holt", "holz", False),
        ("peterson", "pearson", False),
    ],
)
def test_a_long_surname_may_have_a_letter_wrong(one: str, other: str, expected: bool) -> None:
    assert misspelt(one, other) is misspelt(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("reinhard", "rienhard", True),
        ("reinhold", "renhold", True),
        ("sergey", "sergei", True),
        ("ivana", "ivanka", False),
        ("martin", "martina", False),
        ("carol", "carla", False),
    ],
)
def test_another_consonant_or_another_end_makes_another_given_name(one: str, other: str, expected: bool) -> None:
    assert given_misspelt(one, other) is given_misspelt(other, one) is expected
