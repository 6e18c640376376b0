"""Packing: the numbers of one article and of its quotes as the file holds them, 32 bits each, the lowest first.

A list is its length, in front of all lists, and its values. A value that depends on something has two bits behind it:
the acts of the quotes that have it (:data:`~services.search.engines.sqlite.schema.ACT_BITS`); of a name, what it is to
the article.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.search.index.fields import ENTITY_FIELDS, TERM_FIELDS

Integers = npt.NDArray[np.int32]

_COUNTED = (*TERM_FIELDS, *ENTITY_FIELDS)

ARTICLE_LISTS: tuple[str, ...] = (*(field.name for field in _COUNTED), "mentions", "name")
"""Lists of an article: the values of each field; how often each of the values of ``entity`` is named; the names that it
calls anybody."""

QUOTE_LISTS = tuple(field.name for field in _COUNTED if field.in_quote and field.several)
"""Fields of which a quote may have several values."""

QUOTE_NUMBERS = tuple(field.name for field in _COUNTED if field.in_quote and not field.several)
"""Fields of which a quote has one value, or none, which is 0."""

WITH_BITS = frozenset((*(field.name for field in _COUNTED), "name"))
"""Lists of an article whose values have two bits behind them."""

LISTED, LABEL = 1, 2
"""Bits of a name: whoever is called so is one of the article's entities; the article calls them so first of all."""

_PLAIN = ("start", "length", "act")
_CONFIDENCE = len(_PLAIN)
WIDTH = _CONFIDENCE + 2 + len(QUOTE_NUMBERS) + len(QUOTE_LISTS)
"""Numbers of each quote: where it starts, its length, its act; its confidence, in two of them; a value of each field;
how long each list is."""


class QuoteNumbers(NamedTuple):
    """Numbers of the quotes of one article, side by side."""

    start: Sequence[int]
    length: Sequence[int]
    act: Sequence[int]
    confidence: Sequence[float | None]
    numbers: Mapping[str, Sequence[int]]
    """By field, of each quote its one value, or 0."""
    lists: Mapping[str, Sequence[Sequence[int]]]
    """By field, of each quote its values."""


class QuoteTable(NamedTuple):
    """Numbers of many quotes, side by side."""

    start: Integers
    length: Integers
    act: Integers
    confidence: npt.NDArray[np.float64]
    """NaN where there is none."""
    numbers: Mapping[str, Integers]
    lengths: Integers
    """By quote, and by list."""


def pack_lists(lists: Mapping[str, Sequence[int]]) -> bytes:
    """Return an article's lists as bytes."""
    ordered = [lists[name] for name in ARTICLE_LISTS]
    return _bytes([*map(len, ordered), *chain.from_iterable(ordered)])


def unpack_lists(packed: Sequence[bytes]) -> tuple[Integers, Integers]:
    """Return the lengths of the lists of these articles (by article, and by list), and all values in their order."""
    numbers = np.frombuffer(b"".join(packed), "<i4")
    sizes = np.fromiter(map(len, packed), np.int64, len(packed)) // 4
    starts = np.cumsum(sizes) - sizes
    header = starts[:, None] + np.arange(len(ARTICLE_LISTS))
    is_value = np.ones(len(numbers), bool)
    is_value[header.ravel()] = False
    return numbers[header], numbers[is_value]


def lists_of(packed: bytes) -> dict[str, list[int]]:
    """Return the lists of one article, without the bits behind their values."""
    lengths, values = unpack_lists([packed])
    parts = np.split(values, np.cumsum(lengths[0])[:-1])
    return {
        name: (part >> 2 if name in WITH_BITS else part).tolist()
        for name, part in zip(ARTICLE_LISTS, parts, strict=True)
    }


def pack_quotes(quotes: QuoteNumbers) -> tuple[bytes, bytes]:
    """Return the numbers of an article's quotes, and the values of their lists, as bytes."""
    confidences = np.array([math.nan if each is None else each for each in quotes.confidence], "<f8")
    words = confidences.view("<i4").tolist()
    lists = [quotes.lists[name] for name in QUOTE_LISTS]
    columns = [
        *(quotes.start, quotes.length, quotes.act, words[::2], words[1::2]),
        *(quotes.numbers[name] for name in QUOTE_NUMBERS),
        *(list(map(len, values)) for values in lists),
    ]
    values = chain.from_iterable(chain.from_iterable(zip(*lists, strict=True)))
    return _bytes(list(chain.from_iterable(zip(*columns, strict=True)))), _bytes(list(values))


def unpack_quotes(packed: Sequence[bytes]) -> QuoteTable:
    """Return the numbers of the quotes of these articles."""
    table = np.frombuffer(b"".join(packed), "<i4").reshape(-1, WIDTH)
    first = _CONFIDENCE + 2
    lengths = first + len(QUOTE_NUMBERS)
    return QuoteTable(
        table[:, 0],
        table[:, 1],
        table[:, 2],
        np.ascontiguousarray(table[:, _CONFIDENCE:first]).view("<f8").ravel(),
        {name: table[:, first + place] for place, name in enumerate(QUOTE_NUMBERS)},
        table[:, lengths:],
    )


def _bytes(numbers: Sequence[int]) -> bytes:
    return np.array(numbers, "<i4").tobytes()
