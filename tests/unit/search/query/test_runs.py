"""Runs of characters that are remembered."""

from __future__ import annotations

from services.search.query import runs
from services.search.query.runs import Remembered


def test_what_is_made_of_a_run_is_made_once_unless_the_run_is_long() -> None:
    made: list[str] = []
    remembered = Remembered(lambda run: made.append(run) or run.upper())  # type: ignore[func-returns-value]
    long = "x" * (runs.MAX_CHARS + 1)
    assert [remembered[run] for run in ("one", long, "one", long)] == ["ONE", long.upper(), "ONE", long.upper()]
    assert made == ["one", long, long]


def test_no_more_runs_are_remembered_than_there_is_room_for() -> None:
    remembered = Remembered(len)
    for number in range(runs.KEPT + 1):
        assert remembered[str(number)] == len(str(number))
    assert len(remembered) == 1
