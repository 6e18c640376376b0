"""Moments: what readers of the columns see, and which rows match."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import FEW, Lists, Mask, Numbers, among
from services.search.engines.sqlite.columns.remembered import Found, Memory, Rows, Tally, Weighed
from services.search.engines.sqlite.schema import ACT_BITS
from services.search.index.fields import Acts
from services.search.index.questions import Kind
from shared.errors import CursorExpired

T = TypeVar("T", bound=Weighed)

NEVER = 1 << 62
"""The write that removes what is current."""

UNDATED = 1 << 62
"""The time that undated articles are sorted by, so that they come last whichever way one sorts."""


@dataclass(frozen=True, eq=False)
class ArticleColumns:
    """Columns with a value for each article, the earliest written first."""

    row: npt.NDArray[np.int64]
    added: npt.NDArray[np.int64]
    removed: npt.NDArray[np.int64]
    published: npt.NDArray[np.int64]
    """Microseconds since 1970, or :data:`UNDATED`."""
    age: npt.NDArray[np.int64]
    """What the newest first are sorted by: the same before 1970, or :data:`UNDATED`."""
    newest_first: npt.NDArray[np.int32]
    """The places of all articles, by age."""
    length: npt.NDArray[np.int32]
    first_quote: npt.NDArray[np.int64]
    quote_starts: npt.NDArray[np.int64]
    """The place of each article's first quote among all quotes, and in the end their number."""
    lists: Mapping[str, Lists]
    """By :data:`services.search.engines.sqlite.columns.packing.ARTICLE_LISTS`."""

    @property
    def oldest_first(self) -> npt.NDArray[np.int32]:
        """The places of all articles, by date; the undated come last here, too."""
        dated = np.searchsorted(self.age, UNDATED, sorter=self.newest_first)
        return np.concatenate((self.newest_first[:dated][::-1], self.newest_first[dated:]))


@dataclass(frozen=True, eq=False)
class QuoteColumns:
    """Columns with a value for each quote, article by article."""

    article: npt.NDArray[np.int32]
    """Place of its article."""
    slot: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]
    act: npt.NDArray[np.uint8]
    confidence: npt.NDArray[np.float64]
    numbers: Mapping[str, npt.NDArray[np.int32]]
    lists: Mapping[str, Lists]


@dataclass(eq=False)
class Hits:
    """Rows that match, at one moment. ``acts``: whose quotes count in what articles have of theirs."""

    moment: Moment
    kind: Kind
    acts: Acts
    mask: Mask
    near: Hits | None = None
    """Others whose counts are worth knowing, and that may differ from these in little."""
    former: Found | None = None
    """What was counted of them at another moment."""
    tally: Tally = field(default_factory=Tally)
    """What is counted of them."""

    @cached_property
    def total(self) -> int:
        """How many there are."""
        return int(np.count_nonzero(self.mask))

    @cached_property
    def places(self) -> npt.NDArray[np.int64]:
        """The places of the rows, ascending."""
        return np.flatnonzero(self.mask)

    @cached_property
    def per_article(self) -> npt.NDArray[np.signedinteger]:
        """How many there are in each article."""
        if self.kind == "articles":
            return self.mask.astype(np.int32)
        articles = self.moment.articles
        if self.total * FEW < len(self.mask):
            return np.bincount(self.moment.quotes.article.take(self.places), minlength=len(articles.row))
        before = np.zeros(len(self.mask) + 1, np.int32)
        np.cumsum(self.mask, out=before[1:])
        return np.diff(before[articles.quote_starts])

    @cached_property
    def newest_first(self) -> npt.NDArray[np.int32]:
        """The places of the articles with hits, by age."""
        order = self.moment.articles.newest_first
        return order[(self.per_article > 0).take(order)]

    def counted(self, key: Hashable, count: Callable[[Hits], T], changed: Callable[[T, T, T], T | None]) -> T:
        """Return what ``count`` counts of these rows, remembered by a key.

        Where they differ in less than half from those of the former moment, only what came and what went since is
        counted, of which ``changed`` makes the new counts from the former ones; None where those do not tell them.
        """
        known = cast("T | None", self.tally.counts.get(key))
        if known is None:
            before = cast("T | None", self.former.tally.counts.get(key)) if self.former else None
            if before is not None and self.since_former:
                more, less = self.since_former
                known = changed(before, count(more), count(less))
            if known is None:
                known = count(self)
            self.tally.counts[key] = known
        return known

    def alone(self, mask: Mask) -> Hits:
        """Return others of the same kind."""
        return Hits(self.moment, self.kind, self.acts, mask)

    @cached_property
    def since_former(self) -> Difference | None:
        """What came and went since the former moment."""
        return self._difference(self.former.rows.mask(len(self.mask))) if self.former else None

    @cached_property
    def beside_near(self) -> Difference | None:
        """What there is beside those that are near, and what of theirs is not there."""
        return self._difference(self.near.mask) if self.near else None

    def _difference(self, other: Mask) -> Difference | None:
        more, less = self.alone(self.mask & ~other), self.alone(other & ~self.mask)
        return (more, less) if (more.total + less.total) * 2 <= self.total else None


Difference = tuple[Hits, Hits]
"""What there is more than among others, and what less: less than half of all, so that it is worth counting."""


class Moment:
    """State of the index after one write. What is never changed is shared with later ones."""

    def __init__(
        self,
        sequence: int,
        purged: int,
        articles: ArticleColumns,
        quotes: QuoteColumns,
        figures: npt.NDArray[np.int32],
        memory: Memory,
    ) -> None:
        self.sequence = sequence
        self.purged = purged
        self.articles = articles
        self.quotes = quotes
        self.figures = figures
        """The numbers of the entities that are figures."""
        self.memory = memory
        self._everything: dict[tuple[Kind, Acts], Hits] = {}

    def at(self, sequence: int) -> Moment:
        """Return an earlier moment, or this one. Raises CursorExpired if something of it may be gone."""
        if sequence == self.sequence:
            return self
        if not self.purged <= sequence < self.sequence:
            raise CursorExpired(
                "The list that this cursor pages through is no longer kept. Please ask again from the start."
            )
        return Moment(sequence, self.purged, self.articles, self.quotes, self.figures, self.memory)

    @cached_property
    def visible(self) -> Mask:
        """The articles that are there."""
        return (self.articles.added <= self.sequence) & (self.articles.removed > self.sequence)

    def count(self, kind: Kind) -> int:
        """Return how many rows there are, those that are not visible included."""
        return len(self.articles.row if kind == "articles" else self.quotes.article)

    def everything(self, kind: Kind, acts: Acts) -> Hits:
        """Return all rows of which these acts count, to be asked again: what is counted of them is remembered."""
        known = self._everything.get((kind, acts))
        if known is None:
            known = self.hits(kind, acts, ("everything", kind, acts), lambda: self._all(kind, acts))
            known = self._everything.setdefault((kind, acts), known)
        return known

    def _all(self, kind: Kind, acts: Acts) -> Mask:
        return self.visible if kind == "articles" else self.of_quotes(self.visible) & self.acts(acts)

    def hits(
        self, kind: Kind, acts: Acts, question: Hashable, find: Callable[[], Mask], near: Hits | None = None
    ) -> Hits:
        """Return the rows that a question finds, with what was counted of them when it was last asked."""
        known = self.memory.get(question, Found)
        if known and known.sequence == self.sequence:
            mask = known.rows.mask(self.count(kind))
            return Hits(self, kind, acts, mask, near, known.former, known.tally)
        mask, former = find(), None
        if known and known.rows.count <= len(mask):  # else it counts rows that came later than these
            former = (
                replace(known, former=None, tally=replace(known.tally, shown={}))
                if known.tally.counts
                else known.former
            )
        found = Found(self.sequence, Rows.of(mask), former)
        if known is None or known.sequence < self.sequence:
            self.memory.put(question, found)
        return Hits(self, kind, acts, mask, near, former, found.tally)

    def acts(self, acts: Acts) -> Mask:
        """Return the quotes of these acts."""
        mask: Mask = (self.quotes.act & ACT_BITS[acts]) != 0
        return mask

    def having(self, kind: Kind, field: str, numbers: Sequence[int], bits: int = 0) -> Mask:
        """Return the rows that have one of these values in a field, with one of these bits if it has any.

        A row's values never change: of what was asked before, only rows that came since are looked through.
        """
        question, count = ("having", kind, field, tuple(numbers), bits), self.count(kind)
        known = self.memory.get(question, Rows)
        mask, start = (known.mask(count), known.count) if known else (np.zeros(count, bool), 0)
        if start < count or known is None:
            wanted = np.array(numbers, np.int64)
            if kind == "quotes" and field in self.quotes.numbers:
                mask[start:] = among(self.quotes.numbers[field][start:], wanted)
            else:
                lists = self.quotes.lists if kind == "quotes" else self.articles.lists
                mask[start:] = lists[field].having(wanted, bits, start)
            self.memory.put(question, Rows.of(mask))
        return mask

    def of_quotes(self, articles: Mask) -> Mask:
        """Return the quotes of these articles."""
        mask: Mask = articles.take(self.quotes.article)
        return mask

    def of_articles(self, quotes: Mask) -> Mask:
        """Return the articles of these quotes."""
        mask = np.zeros(len(self.articles.row), bool)
        mask[self.quotes.article[quotes]] = True
        return mask

    def places(self, kind: Kind, rows: Numbers) -> npt.NDArray[np.int64]:
        """Return the places of rows of the full-text tables."""
        if kind == "articles":
            return np.searchsorted(self.articles.row, rows)
        articles = np.searchsorted(self.articles.first_quote, rows, "right") - 1
        return self.articles.quote_starts[articles] + rows - self.articles.first_quote[articles]

    def last_row(self, kind: Kind, count: int) -> int:
        """Return the row, in the full-text table, of the last of so many; 0 if there are none."""
        if not count:
            return 0
        if kind == "articles":
            return int(self.articles.row[count - 1])
        article = self.quotes.article[count - 1]
        return int(self.articles.first_quote[article] + self.quotes.slot[count - 1])

    def quotes_at(self, places: Sequence[int]) -> list[tuple[int, int]]:
        """Return the article's row and the slot of the quotes at these places."""
        quotes = np.array(places, np.int64)
        rows = self.articles.row[self.quotes.article[quotes]]
        return list(zip(rows.tolist(), self.quotes.slot[quotes].tolist(), strict=True))
