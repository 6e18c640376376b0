"""Measure of identities: what :mod:`tests.eval.identities` says of made-up answers."""

from __future__ import annotations

import pytest

from tests.eval.identities import pairs, people


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        ([("Ann", "1"), ("Ann", "1"), ("Bob", "2"), ("Bob", "2")], 1, 1),
        ([("Ann", "1"), ("Ann", "1"), ("Bob", "1"), ("Bob", "1")], 1 / 2, 1),
        ([("Ann", "1"), ("Ann", "2"), ("Bob", "3"), ("Bob", "3")], 1, 3 / 4),
        ([("Ann", "1"), ("Ann", "1"), ("Bob", "2")], 1, 1),
    ],
)
def test_a_merge_costs_precision_and_a_split_recall(
    found: list[tuple[str, str]], precision: float, recall: float
) -> None:
    assert people(found) == (precision, recall)


def test_a_row_meets_the_entity_of_its_type_that_is_called_so() -> None:
    gold = [
        {"article": "a", "type": "PERSON", "name": "Ann Lee", "aliases": [], "who": "Ann"},
        {"article": "a", "type": "PERSON", "name": "Bob", "aliases": [], "who": "Bob"},
    ]
    entities = [
        {"name": "Lee", "aliases": ["ann lee"], "type": "PERSON", "identity": "person:ann-lee~1"},
        {"name": "Bob", "aliases": [], "type": "ORG", "identity": "org:bob~1"},
    ]

    assert pairs(gold, [{"article": "a", "entities": entities}]) == [("Ann", "person:ann-lee~1"), ("Bob", "none 1")]
