"""How a rebuild begins is decided by what an earlier run has left and what is in use now."""

from __future__ import annotations

from typing import Any

import pytest

from services.search.index.rebuilding import CannotRebuild, Plan, decide, require_same_count
from shared.models.annotations import Annotator

REINDEX = Plan()
REANNOTATE = Plan(Annotator(version="two", generation=2), q="ferry", versions=("one",))
LAYOUT = 7


def left_by(plan: Plan, layout: int = LAYOUT) -> dict[str, Any]:
    """The progress of a run that was interrupted."""
    return {"plan": plan.record, "layout": layout, "source": "old", "target": "new"}


def test_without_an_earlier_run_a_new_one_begins() -> None:
    assert decide({}, REINDEX, LAYOUT, "old") == "new"


@pytest.mark.parametrize("plan", [REINDEX, REANNOTATE])
def test_an_earlier_run_under_the_same_plan_is_resumed(plan: Plan) -> None:
    assert decide(left_by(plan), plan, LAYOUT, "old") == "resumed"


def test_an_earlier_run_whose_target_is_in_use_has_finished() -> None:
    assert decide(left_by(REINDEX), REINDEX, LAYOUT, "new") == "finished"


@pytest.mark.parametrize(
    ("progress", "plan", "in_use", "advice"),
    [
        (
            left_by(REANNOTATE),
            REINDEX,
            "old",
            r"quotewire reannotate --q 'ferry' --annotator 'one' \(by annotator two\)",
        ),
        (left_by(REINDEX), REANNOTATE, "new", "quotewire reindex. Finish it, or drop it with --abort"),
        (left_by(REINDEX, LAYOUT - 1), REINDEX, "old", "quotewire reindex. Finish it"),
        (left_by(REINDEX), REINDEX, "another", "was replaced since the earlier run began: drop that run with --abort"),
    ],
)
def test_a_person_has_to_decide_what_becomes_of_another_run(
    progress: dict[str, Any], plan: Plan, in_use: str, advice: str
) -> None:
    with pytest.raises(CannotRebuild, match=advice):
        decide(progress, plan, LAYOUT, in_use)


def test_an_index_with_another_number_of_articles_is_not_swapped_in() -> None:
    require_same_count(3, 3)
    with pytest.raises(CannotRebuild, match="has 3 articles, the new one 2"):
        require_same_count(3, 2)
