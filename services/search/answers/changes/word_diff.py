"""Diff of two texts by words, in bounded time; pure.

White space does not count. Equal beginnings and ends are cut off; what is left is compared exactly where it is small
(longest common subsequence), and split at runs of words that both texts have once where it is not, as patience diff
does with lines. A stretch that is large and has no such run counts as replaced.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import LCSseq

EXACT = 1_000_000
"""Most pairs of words that a stretch is compared in exactly: 1,000 by 1,000, some milliseconds."""
RUN = 4
"""Words of a run that splits a large stretch."""

_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Block:
    """Words that both texts have: ``size`` from ``old`` on in one, from ``new`` on in the other."""

    old: int
    new: int
    size: int


@dataclass(frozen=True)
class Edit:
    """A place where the texts differ: characters of one were replaced by those of the other; either may be none."""

    old: tuple[int, int]
    new: tuple[int, int]


class WordDiff:
    """Alignment of two texts."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._old_words = [match.span() for match in _WORD.finditer(old)]
        self._new_words = [match.span() for match in _WORD.finditer(new)]

    @cached_property
    def blocks(self) -> list[Block]:
        """Return what both texts have, ascending in both."""
        numbers: dict[str, int] = {}
        old = [numbers.setdefault(self.old[start:end], len(numbers)) for start, end in self._old_words]
        new = [numbers.setdefault(self.new[start:end], len(numbers)) for start, end in self._new_words]
        joined: list[Block] = []
        for block in _blocks(old, new, 0, len(old), 0, len(new)):
            last = joined[-1] if joined else None
            if last and (last.old + last.size, last.new + last.size) == (block.old, block.new):
                joined[-1] = Block(last.old, last.new, last.size + block.size)
            else:
                joined.append(block)
        return joined

    @cached_property
    def edits(self) -> list[Edit]:
        """Return where the texts differ, ascending."""
        edits = []
        old = new = 0
        for block in [*self.blocks, Block(len(self._old_words), len(self._new_words), 0)]:
            if old < block.old or new < block.new:
                edits.append(Edit(_chars(self._old_words, old, block.old), _chars(self._new_words, new, block.new)))
            old, new = block.old + block.size, block.new + block.size
        return edits

    def moved(self, start: int, end: int) -> set[int]:
        """Return the words of the new text, by number, that ``old[start:end]`` has become."""
        first, last = _numbers(self._old_words, start, end)
        found: set[int] = set()
        at = max(0, bisect_right(self._firsts, first) - 1)
        for block in self.blocks[at:]:
            if block.old >= last:
                break
            low, high = max(first, block.old), min(last, block.old + block.size)
            found.update(range(low - block.old + block.new, high - block.old + block.new))
        return found

    def words_of_new(self, start: int, end: int) -> set[int]:
        """Return the words of ``new[start:end]``, by number."""
        return set(range(*_numbers(self._new_words, start, end)))

    def is_untouched(self, start: int, end: int, *, in_new: bool = False) -> bool:
        """Return whether nothing was added, removed or replaced within ``old[start:end]``, or ``new[start:end]``."""
        first, last = _numbers(self._new_words if in_new else self._old_words, start, end)
        begins = [block.new for block in self.blocks] if in_new else self._firsts
        at = bisect_right(begins, first) - 1
        return at >= 0 and last <= begins[at] + self.blocks[at].size

    @cached_property
    def _firsts(self) -> list[int]:
        return [block.old for block in self.blocks]


def _numbers(words: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Return which words, from and to, stand in a range of characters."""
    first = bisect_right(words, start, key=lambda word: word[1])
    return first, max(first, bisect_right(words, end - 1, key=lambda word: word[0]))


def _chars(words: Sequence[tuple[int, int]], first: int, last: int) -> tuple[int, int]:
    if first < last:
        return words[first][0], words[last - 1][1]
    at = words[first - 1][1] if first else 0
    return at, at


def _blocks(
    old: Sequence[int], new: Sequence[int], a: int, b: int, c: int, d: int, *, split: bool = True
) -> Iterator[Block]:
    """Yield what ``old[a:b]`` and ``new[c:d]`` have in common, ascending; what is too large to compare is ``split``."""
    begin = a
    while a < b and c < d and old[a] == new[c]:
        a, c = a + 1, c + 1
    if begin < a:
        yield Block(begin, c - (a - begin), a - begin)
    end = b
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
    yield from _middle(old, new, a, b, c, d, split=split)
    if b < end:
        yield Block(b, d, end - b)


def _middle(old: Sequence[int], new: Sequence[int], a: int, b: int, c: int, d: int, *, split: bool) -> Iterator[Block]:
    if a == b or c == d:
        return
    if (b - a) * (d - c) <= EXACT:
        for step in LCSseq.opcodes(old[a:b], new[c:d]):
            if step.tag == "equal":
                yield Block(a + step.src_start, c + step.dest_start, step.src_end - step.src_start)
    elif split and (anchors := _anchors(old, new, a, b, c, d)):
        for (left, above), (right, below) in pairwise([(a, c), *anchors, (b, d)]):
            yield from _blocks(old, new, left, right, above, below, split=False)


def _anchors(old: Sequence[int], new: Sequence[int], a: int, b: int, c: int, d: int) -> list[tuple[int, int]]:
    """Return the places of runs that both have once, as many as ascend in both."""
    once_old, once_new = _once(old, a, b), _once(new, c, d)
    pairs = sorted((once_old[run], once_new[run]) for run in once_old.keys() & once_new.keys())
    return _ascending(pairs)


def _once(words: Sequence[int], start: int, end: int) -> dict[tuple[int, ...], int]:
    runs = [tuple(words[at : at + RUN]) for at in range(start, end - RUN + 1)]
    counts = Counter(runs)
    return {run: start + number for number, run in enumerate(runs) if counts[run] == 1}


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest ascending part of pairs that ascend in their first number."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        at = bisect_right(tails, second)
        before.append(last[at - 1] if at else -1)
        if at == len(tails):
            tails.append(second)
            last.append(number)
        else:
            tails[at], last[at] = second, number
    chain = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]
