"""Sketches and bands: made all at once, and the same as one by one; no sketch parts what belongs together."""

from __future__ import annotations

import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.search.groups.matching import may_be_one_story, one_story
from services.search.groups.texts import Text, checksums, least, text_from

WORDS = st.lists(st.sampled_from([f"gull{number}" for number in range(40)]), min_size=12, max_size=120)


def printed(words: list[str]) -> Text:
    text = text_from("Gulls", " ".join(words), None)
    assert text is not None
    return text


@given(st.lists(st.integers(0, 2**32 - 1), max_size=30), st.integers(1, 8))
def test_checksums_are_those_of_zlib(numbers: list[int], count: int) -> None:
    data = np.array(numbers, "<u4").tobytes()
    one_by_one = [zlib.crc32(data[4 * start : 4 * (start + count)]) for start in range(len(numbers) - count + 1)]
    assert checksums(np.array(numbers, np.uint32), count).tolist() == one_by_one


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40), st.data())
def test_the_least_of_each_window_is_found(numbers: list[int], data: st.DataObject) -> None:
    window = data.draw(st.integers(1, len(numbers)))
    one_by_one = [min(numbers[start : start + window]) for start in range(len(numbers) - window + 1)]
    assert least(np.array(numbers, np.uint32), window).tolist() == one_by_one


@given(WORDS, WORDS, st.integers(0, 120))
def test_a_sketch_never_parts_what_is_one_story(one: list[str], other: list[str], kept: int) -> None:
    whole, cut = printed(one), printed([*one[: max(12, kept)], *other])
    assert may_be_one_story(whole.sketch, cut.sketch) or not one_story(whole, cut)
    assert may_be_one_story(whole.sketch, cut.sketch) == may_be_one_story(cut.sketch, whole.sketch)
    assert may_be_one_story(whole.sketch, printed(one).sketch)


def test_the_sketches_of_different_articles_part_them() -> None:
    gulls, herons = (printed([f"{name}{number}" for number in range(700)]) for name in ("gull", "heron"))
    assert not may_be_one_story(gulls.sketch, herons.sketch)
