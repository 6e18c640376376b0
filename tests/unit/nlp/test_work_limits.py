"""Work limits: in proportion to a text, and no obstacle to a short one."""

from __future__ import annotations

import pytest

from services.nlp.work_limits import CLAUSES, PAIRS, TOKENS, WorkLimit


def test_a_limit_grows_with_the_text_from_what_any_text_may_have() -> None:
    limit = WorkLimit(0.5, least=100)
    assert [limit.of(characters) for characters in (0, 100, 200, 300, 1_000_001)] == [100, 100, 100, 150, 500_000]


@pytest.mark.parametrize("limit", [TOKENS, PAIRS, CLAUSES])
def test_longer_texts_may_take_more_work(limit: WorkLimit) -> None:
    assert limit.of(10_000) < limit.of(100_000) < limit.of(1_000_000)
