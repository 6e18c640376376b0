"""Full text: the rows whose words match, as places in the columns.

A row's words never change: of what was asked before, only rows that came since are looked for.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import Mask
from services.search.engines.sqlite.columns.moments import Moment
from services.search.engines.sqlite.columns.remembered import Rows
from services.search.engines.sqlite.reading import Reading
from services.search.index.questions import Kind


def matching(reading: Reading, moment: Moment, kind: Kind, match: str) -> Mask:
    """Return a mask of the rows of ``kind`` that match an FTS5 query."""
    question, seen = ("words", kind, match), reading.seen(kind)
    known = moment.memory.get(question, Rows)
    mask = known.mask(moment.count(kind)) if known else np.zeros(moment.count(kind), bool)
    if known is None or known.count < seen:
        table = f"{kind}_fts"
        # As one text: a Python object for each row takes five times as long.
        joined = reading.db.execute(
            f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ? AND rowid > ?",  # noqa: S608 - one of two
            (match, moment.last_row(kind, known.count) if known else 0),
        ).get
        mask[moment.places(kind, joined_numbers(joined))] = True
        moment.memory.put(question, Rows.of(mask[:seen]))
    return mask


def remember(reading: Reading, moment: Moment, kind: Kind, match: str, places: npt.NDArray[np.int32]) -> None:
    """Remember the places of the rows that match an FTS5 query, which were found in another way."""
    question, seen = ("words", kind, match), reading.seen(kind)
    known = moment.memory.get(question, Rows)
    if known is None or known.count < seen:
        mask = np.zeros(seen, bool)
        mask[places] = True
        moment.memory.put(question, Rows.of(mask))


def joined_numbers(joined: str | int | None) -> npt.NDArray[np.int64]:
    """Return the numbers that SQLite's ``group_concat`` has put into one text."""
    return np.zeros(0, np.int64) if joined is None else np.fromstring(str(joined), np.int64, sep=",")
