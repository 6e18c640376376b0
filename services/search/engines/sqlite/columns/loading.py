"""Loading: from the file into memory, at first everything, then what each write has added and removed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from threading import Lock

import apsw
import numpy as np

from services.search.engines.sqlite.columns import packing
from services.search.engines.sqlite.columns.arrays import Growing, GrowingLists, ranges
from services.search.engines.sqlite.columns.moments import NEVER, UNDATED, ArticleColumns, Moment, QuoteColumns
from services.search.engines.sqlite.columns.remembered import Memory

_BATCH = 4_000
"""Articles read at once: 4 MB on their way into the columns, which stay near the processor."""

_SPARE = 1.05
"""Room for a little more than the first articles let expect."""

_ADDED = """
SELECT article, added, coalesce(removed, :never), coalesce(published_at, :undated), length, first_quote,
    fields, quotes, quote_fields
FROM numbers CROSS JOIN articles ON row = article WHERE article > :last ORDER BY article LIMIT :batch
"""
_FIGURES = "SELECT number FROM entities WHERE number > ? AND figure"
_REMOVED = "SELECT row, removed FROM articles WHERE removed > ? AND row <= ?"


class Columns:
    """Columns of one index file, shared by all readers of a process: some 2 kB for each article with ten quotes, and so
    many bytes of what was asked of late."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loaded = _Loaded()
        self.holding: dict[str, tuple[int, int]] = {}
        """By stem, how many articles held it, and of how many; see :mod:`services.search.engines.sqlite.similar`."""

    def at(self, db: apsw.Connection) -> Moment:
        """Return the moment that this connection, in a read transaction, looks at."""
        sequence, purged = db.execute("SELECT sequence, purged FROM state").get
        with self._lock:
            if sequence < self._loaded.purged:
                # This reader began before a purge of which the columns know already.
                return _Loaded().advance(db, sequence, purged)
            if purged > self._loaded.sequence or self._loaded.mostly_gone(purged):
                self._loaded = _Loaded()
            return self._loaded.advance(db, sequence, purged)

    def forget(self) -> None:
        """Let go of what was asked before."""
        self._loaded.memory.clear()


class _Loaded:
    """Columns as far as they are loaded."""

    def __init__(self) -> None:
        self.sequence = 0
        """Number of the last write that they know."""
        self.purged = 0
        """What was removed up to this write may be missing."""
        self._looked_for_gone = 0
        self._row, self._removed, self._published, self._age, self._first_quote, self._quote_starts = (
            Growing(np.int64) for _ in range(6)
        )
        self._newest_first = np.zeros(0, np.int32)
        self._quote_starts.extend([0])
        self._length, self._article, self._slot, self._start, self._quote_length = (Growing(np.int32) for _ in range(5))
        self._act = Growing(np.uint8)
        self._confidence = Growing(np.float64)
        self._added = Growing(np.int64)
        self._lists = {name: GrowingLists(with_bits=name in packing.WITH_BITS) for name in packing.ARTICLE_LISTS}
        self._quote_numbers = {name: Growing(np.int32) for name in packing.QUOTE_NUMBERS}
        self._quote_lists = {name: GrowingLists() for name in packing.QUOTE_LISTS}
        self._figures = Growing(np.int32)
        self._last_entity = 0
        self._moment: Moment | None = None
        self.memory = Memory()

    def mostly_gone(self, purged: int) -> bool:
        """Return whether more than half of all rows were purged since they were loaded."""
        if purged <= self._looked_for_gone:
            return False
        self._looked_for_gone = purged
        return int(np.count_nonzero(self._removed.view <= purged)) * 2 > len(self._row)

    def advance(self, db: apsw.Connection, sequence: int, purged: int) -> Moment:
        """Load what was written up to ``sequence``, and return that moment."""
        if self._moment is None:
            self.purged = purged
        if self._moment is None or sequence > self.sequence:
            self._remove(db)
            self._add(db)
            self._put_in_order()
            self._add_figures(db)
            self.sequence = sequence
            self._moment = self._moment_at(sequence)
            return self._moment
        return self._moment if sequence == self.sequence else self._moment_at(sequence)

    def _remove(self, db: apsw.Connection) -> None:
        if not len(self._row):
            return
        row, removed = self._row.view, self._removed.view
        for number, write in db.execute(_REMOVED, (self.sequence, int(row[-1]))):
            place = int(np.searchsorted(row, number))
            if row[place] == number:
                removed[place] = write

    def _add(self, db: apsw.Connection) -> None:
        last = int(self._row.view[-1]) if len(self._row) else 0
        while rows := list(db.execute(_ADDED, {"never": NEVER, "undated": UNDATED, "last": last, "batch": _BATCH})):
            last = rows[-1][0]
            row, added, removed, published, length, first_quote, fields, quotes, quote_fields = zip(*rows, strict=True)
            counts = np.fromiter(map(len, quotes), np.int64, len(quotes)) // (4 * packing.WIDTH)
            self._add_quotes(counts, quotes, quote_fields)
            self._quote_starts.extend(self._quote_starts.view[-1] + np.cumsum(counts))
            self._add_lists(fields)
            for column, values in (
                (self._row, row), (self._added, added), (self._removed, removed), (self._published, published),
                (self._length, length), (self._first_quote, first_quote),
            ):  # fmt: skip
                column.extend(values)
            dates = np.array(published)
            self._age.extend(np.where(dates == UNDATED, UNDATED, -dates))
            if len(self._row) == len(rows) == _BATCH:
                self._make_room(_BATCH / db.execute("SELECT count(*) FROM articles").get)

    def _make_room(self, share: float) -> None:
        """Make room for everything, of which this share is there: moving columns that grow takes as long as reading
        them."""
        lists = (*self._lists.values(), *self._quote_lists.values())
        plain = (column for column in vars(self).values() if isinstance(column, Growing))
        columns = chain(plain, self._quote_numbers.values(), *(each.columns for each in lists))
        for column in columns:
            column.make_room(int(len(column) / share * _SPARE))

    def _put_in_order(self) -> None:
        """Put the articles that were added where their age belongs: a date never changes."""
        age, known = self._age.view, self._newest_first
        added = np.arange(len(known), len(age), dtype=np.int32)
        added = added[np.argsort(age[len(known) :], kind="stable")]
        self._newest_first = np.insert(known, np.searchsorted(age[: len(known)], age[added], sorter=known), added)

    def _add_quotes(self, counts: np.ndarray, quotes: tuple[bytes, ...], quote_fields: tuple[bytes, ...]) -> None:
        articles = np.arange(len(self._row), len(self._row) + len(counts))
        self._article.extend(np.repeat(articles, counts))
        self._slot.extend(np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts))
        table = packing.unpack_quotes(quotes)
        self._start.extend(table.start)
        self._quote_length.extend(table.length)
        self._act.extend(table.act)
        self._confidence.extend(table.confidence)
        for name, column in self._quote_numbers.items():
            column.extend(table.numbers[name])
        # Each article has the values of its quotes' lists one quote after the other.
        _extend(self._quote_lists.values(), table.lengths, np.frombuffer(b"".join(quote_fields), "<i4"))

    def _add_lists(self, fields: tuple[bytes, ...]) -> None:
        _extend(self._lists.values(), *packing.unpack_lists(fields))

    def _add_figures(self, db: apsw.Connection) -> None:
        self._figures.extend(np.array([number for (number,) in db.execute(_FIGURES, (self._last_entity,))], np.int32))
        self._last_entity = db.execute("SELECT coalesce(max(number), 0) FROM entities").get

    def _moment_at(self, sequence: int) -> Moment:
        articles = ArticleColumns(
            row=self._row.view,
            added=self._added.view,
            removed=self._removed.view,
            published=self._published.view,
            age=self._age.view,
            newest_first=self._newest_first,
            length=self._length.view,
            first_quote=self._first_quote.view,
            quote_starts=self._quote_starts.view,
            lists={name: lists.view for name, lists in self._lists.items()},
        )
        quotes = QuoteColumns(
            article=self._article.view,
            slot=self._slot.view,
            start=self._start.view,
            length=self._quote_length.view,
            act=self._act.view,
            confidence=self._confidence.view,
            numbers={name: column.view for name, column in self._quote_numbers.items()},
            lists={name: lists.view for name, lists in self._quote_lists.items()},
        )
        return Moment(sequence, self.purged, articles, quotes, self._figures.view, self.memory)


def _extend(lists: Iterable[GrowingLists], lengths: packing.Integers, values: packing.Integers) -> None:
    """Add rows with these values: by row, and in it by list, so many of each."""
    ends = np.cumsum(lengths, dtype=np.int64).reshape(lengths.shape)
    for place, each in enumerate(lists):
        ours, end = lengths[:, place], ends[:, place]
        each.extend(ours, values.take(ranges(end - ours, end)))
