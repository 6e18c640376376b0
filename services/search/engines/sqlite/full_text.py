"""Full text: the rows whose words match, as places in the columns."""

from __future__ import annotations

import apsw
import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import Mask
from services.search.engines.sqlite.columns.moments import Moment
from services.search.index.questions import Kind


class FullText:
    """Full text at one moment. What was asked is remembered: the facets of one question ask the same several times."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._known: dict[tuple[Kind, str], npt.NDArray[np.int64]] = {}

    def matching(self, moment: Moment, kind: Kind, match: str) -> Mask:
        """Return a mask of the rows of ``kind`` that match an FTS5 query."""
        places = self._known.get((kind, match))
        if places is None:
            table = f"{kind}_fts"
            # As one text: a Python object for each row takes five times as long.
            joined = self._db.execute(
                f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ?",  # noqa: S608 - one of two
                (match,),
            ).get
            places = self._known[kind, match] = moment.places(kind, joined_numbers(joined))
        mask = np.zeros(moment.count(kind), bool)
        mask[places] = True
        return mask


def joined_numbers(joined: str | int | None) -> npt.NDArray[np.int64]:
    """Return the numbers that SQLite's ``group_concat`` has put into one text."""
    return np.zeros(0, np.int64) if joined is None else np.fromstring(str(joined), np.int64, sep=",")
