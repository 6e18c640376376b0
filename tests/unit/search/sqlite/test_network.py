"""Pairs in a network: the strongest are those that counting all of them finds."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from services.search.engines.sqlite.network import frequent_pairs


@pytest.mark.parametrize("names", [3, 300, 50_000])
@pytest.mark.parametrize("size", [1, 10, 1_000])
def test_the_most_frequent_pairs_are_found_with_all_that_are_level_with_the_last(names: int, size: int) -> None:
    random = np.random.default_rng(names)
    # As skewed as in news: a few are named all the time, most of them once.
    sources, targets = (np.minimum(random.zipf(1.2, 20_000), names).astype(np.int32) for _ in range(2))
    every = Counter(zip(sources.tolist(), targets.tolist(), strict=True))
    least = min(count for _, count in every.most_common(size))
    found = frequent_pairs(sources, targets, size)
    assert {pair: count for pair, count in found.items() if count >= least} == {
        pair: count for pair, count in every.items() if count >= least
    }


def test_where_nobody_speaks_there_is_no_pair() -> None:
    nobody = np.zeros(0, np.int32)
    assert frequent_pairs(nobody, nobody, 10) == {}
