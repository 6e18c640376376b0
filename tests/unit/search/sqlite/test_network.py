"""Pairs in a network: the strongest are those that counting all of them finds, at once or after some came and went."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pytest

from services.search.engines.sqlite.columns.pairs import Pairs, frequent_pairs

Names = npt.NDArray[np.int32]


@pytest.mark.parametrize("names", [3, 300, 50_000])
@pytest.mark.parametrize("size", [1, 10, 1_000])
@pytest.mark.parametrize("count", [2_000, 20_000])
def test_the_most_frequent_pairs_are_found_with_all_that_are_level_with_the_last(
    names: int, size: int, count: int
) -> None:
    sources, targets = _as_in_news(names, count)
    found = frequent_pairs(sources, targets, size).most_frequent(size)
    assert found and _counts(found) == _strongest(sources, targets, size)


@pytest.mark.parametrize("names", [3, 300, 50_000])
def test_pairs_that_came_and_went_make_of_the_former_most_frequent_those_of_now_or_ask_for_counting_anew(
    names: int,
) -> None:
    size, most, step = 20, 40_000, 50
    sources, targets = _as_in_news(names, most + 40 * step)
    known, told = frequent_pairs(sources[:most], targets[:most], size), 0
    for begin in range(0, 40 * step, step):
        came, went, now = (
            slice(begin + most, begin + most + step),
            slice(begin, begin + step),
            slice(begin + step, None),
        )
        changed = known.changed(*(frequent_pairs(sources[some], targets[some], size) for some in (came, went)))
        counted = sources[now][:most], targets[now][:most]
        strongest = changed.most_frequent(size) if changed else None
        if changed and strongest:
            assert _counts(strongest) == _strongest(*counted, size)
            known, told = changed, told + 1
        else:
            known = frequent_pairs(*counted, size)
    assert told > 20


def test_where_nobody_speaks_there_is_no_pair() -> None:
    nobody = np.zeros(0, np.int32)
    assert len(frequent_pairs(nobody, nobody, 10).pairs) == 0


def _as_in_news(names: int, count: int) -> tuple[Names, Names]:
    """Pairs as skewed as in news: a few are named all the time, most of them once."""
    random = np.random.default_rng(names)
    sources, targets = (np.minimum(random.zipf(1.2, count), names).astype(np.int32) for _ in range(2))
    return sources, targets


def _strongest(sources: Names, targets: Names, size: int) -> dict[int, int]:
    every = Counter((sources.astype(np.int64) << 32 | targets).tolist())
    least = min(count for _, count in every.most_common(size))
    return {pair: count for pair, count in every.items() if count >= least}


def _counts(found: Pairs) -> dict[int, int]:
    return dict(zip(found.pairs.tolist(), found.counts.tolist(), strict=True))
