"""Copies of invented texts are found, strangers are not joined."""

from __future__ import annotations

from tests.eval.copies import measure


def test_copies_and_updates_are_found_and_strangers_are_not_joined() -> None:
    hits, pairs, joined, strangers = measure(seed=7)

    assert joined == 0
    assert strangers > 20_000
    assert {kind for kind in pairs if hits[kind] < 0.97 * pairs[kind]} == set()
