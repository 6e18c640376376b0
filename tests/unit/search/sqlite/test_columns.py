"""Columns: what is packed comes back, and what is looked up is what a plain look through all lists finds."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.search.engines.sqlite.columns import packing
from services.search.engines.sqlite.columns.arrays import Growing, GrowingLists, different

numbers = st.integers(1, 2**29 - 1)
bits = st.integers(1, 3)
lists = st.fixed_dictionaries(
    {
        name: st.lists(st.tuples(numbers, bits).map(lambda pair: pair[0] << 2 | pair[1]), max_size=3)
        for name in packing.ARTICLE_LISTS
    }
)
quotes = st.fixed_dictionaries(
    {
        "start": st.integers(0, 10**7),
        "length": st.integers(1, 10**7),
        "act": bits,
        "confidence": st.none() | st.floats(0, 1),
        "numbers": st.fixed_dictionaries({name: st.integers(0, 2**29 - 1) for name in packing.QUOTE_NUMBERS}),
        "lists": st.fixed_dictionaries({name: st.lists(numbers, max_size=3) for name in packing.QUOTE_LISTS}),
    }
)
"""Numbers of one quote."""
rows = st.lists(st.lists(st.integers(1, 6), max_size=4), max_size=60)


@given(st.lists(lists, min_size=1, max_size=4))
def test_lists_of_articles_come_back_from_bytes(articles: list[dict[str, list[int]]]) -> None:
    packed = [packing.pack_lists(article) for article in articles]

    lengths, values = packing.unpack_lists(packed)
    assert lengths.tolist() == [[len(article[name]) for name in packing.ARTICLE_LISTS] for article in articles]
    assert values.tolist() == [
        value for article in articles for name in packing.ARTICLE_LISTS for value in article[name]
    ]
    assert [packing.lists_of(each) for each in packed] == [
        {name: [v >> 2 if name in packing.WITH_BITS else v for v in values] for name, values in article.items()}
        for article in articles
    ]


@given(st.lists(st.lists(quotes, max_size=3), min_size=1, max_size=3))
def test_quotes_of_articles_come_back_from_bytes(articles: list[list[dict[str, Any]]]) -> None:
    packed = [packing.pack_quotes(side_by_side(quotes)) for quotes in articles]

    table = packing.unpack_quotes([quotes for quotes, _ in packed])
    together = side_by_side([quote for quotes in articles for quote in quotes])
    assert table.start.tolist() == together.start
    assert table.length.tolist() == together.length
    assert table.act.tolist() == together.act
    assert [None if np.isnan(each) else each for each in table.confidence.tolist()] == together.confidence
    for name, column in table.numbers.items():
        assert column.tolist() == together.numbers[name]
    for name, lengths in zip(packing.QUOTE_LISTS, table.lengths.T, strict=True):
        assert lengths.tolist() == [len(values) for values in together.lists[name]]
    values = np.frombuffer(b"".join(values for _, values in packed), "<i4").tolist()
    assert values == [
        value
        for quotes in articles
        for quote in quotes
        for name in packing.QUOTE_LISTS
        for value in quote["lists"][name]
    ]


def side_by_side(quotes: list[dict[str, Any]]) -> packing.QuoteNumbers:
    """Numbers of these quotes, as they are packed."""
    return packing.QuoteNumbers(
        start=[quote["start"] for quote in quotes],
        length=[quote["length"] for quote in quotes],
        act=[quote["act"] for quote in quotes],
        confidence=[quote["confidence"] for quote in quotes],
        numbers={name: [quote["numbers"][name] for quote in quotes] for name in packing.QUOTE_NUMBERS},
        lists={name: [quote["lists"][name] for quote in quotes] for name in packing.QUOTE_LISTS},
    )


@given(rows, st.data())
def test_values_of_some_rows_are_found_however_many_they_are(rows: list[list[int]], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    growing = GrowingLists()
    for part in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
        growing.extend(
            np.array([len(row) for row in part], np.int64), np.array([v for row in part for v in row], np.int32)
        )
    lists, mask = growing.view, np.array(chosen, bool)

    places = lists.places(mask, int(mask.sum()))

    wanted = [value for row, is_chosen in zip(rows, chosen, strict=True) if is_chosen for value in row]
    assert lists.values[places].tolist() == wanted
    for value in range(1, 7):
        assert lists.having(np.array([value])).tolist() == [value in row for row in rows]
    assert lists.having(np.arange(1, 7)).tolist() == [bool(row) for row in rows]


def test_what_was_given_out_stays_while_an_array_grows() -> None:
    growing = Growing(np.int64)
    growing.extend([1, 2])
    before = growing.view
    growing.extend(np.arange(5_000))
    assert before.tolist() == [1, 2]
    assert growing.view[:3].tolist() == [1, 2, 0]
    assert len(growing) == 5_002


@given(st.lists(st.integers(-40_000, 40_000) | st.sampled_from([-(2**40), 2**40]), max_size=20))
def test_different_values_are_found_whether_they_are_near_or_far_from_each_other(values: list[int]) -> None:
    spans, places = different(np.array(values, np.int64))
    assert spans.tolist() == sorted(set(values))
    assert [spans[place] for place in places] == values
