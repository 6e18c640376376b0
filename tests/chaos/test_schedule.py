"""A short run of the seeded chaos; ``make chaos`` runs longer ones."""

from __future__ import annotations

import pytest

from deploy.local.ports import CannotStart
from tests.chaos import schedule
from tests.chaos.waits import beyond
from tests.support.elasticsearch_local import Missing
from tests.support.real_parts import missing


def test_a_wait_counts_only_beyond_the_outages() -> None:
    assert beyond((10, 30), []) == 20
    assert beyond((10, 30), [(0, 12), (20, 25), (29, 60)]) == 12
    assert beyond((10, 30), [(0, 60)]) == 0


@pytest.mark.redis
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("stack", ["embedded", pytest.param("distributed", marks=pytest.mark.elasticsearch)])
def test_nothing_is_lost_doubled_or_held_up_whatever_is_taken_away(stack: schedule.StackName) -> None:
    try:
        done = schedule.run(seed=11, seconds=75, stack_name=stack, say=print)
    except (CannotStart, Missing) as error:
        missing(str(error))
    print(done.in_words())
    assert not done.failures()
