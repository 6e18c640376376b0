"""How many processes annotate on machines of different size."""

from __future__ import annotations

import pytest

from deploy.local import cores


@pytest.mark.parametrize(("found", "annotating"), [(1, 1), (2, 1), (3, 2), (8, 7), (64, 8)])
def test_one_core_is_left_for_the_rest_where_there_are_several(found: int, annotating: int) -> None:
    assert cores.nlp_workers(found) == annotating


def test_the_cores_that_a_process_may_use_are_found() -> None:
    assert cores.usable() >= 1
