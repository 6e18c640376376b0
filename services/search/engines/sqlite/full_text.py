"""Full text: the rows whose words match, as places in the columns."""

from __future__ import annotations

import apsw
import numpy as np

from services.search.engines.sqlite.columns.arrays import Mask
from services.search.engines.sqlite.columns.moments import Moment
from services.search.index.questions import Kind


def matching_rows(db: apsw.Connection, moment: Moment, kind: Kind, match: str) -> Mask:
    """Return a mask of the rows of ``kind`` that match an FTS5 query."""
    table = f"{kind}_fts"
    # As one text: a Python object for each row takes five times as long.
    joined: str | int | None = db.execute(
        f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ?",  # noqa: S608 - one of two
        (match,),
    ).get
    mask = np.zeros(len(moment.articles.row if kind == "articles" else moment.quotes.article), bool)
    if joined is not None:
        mask[moment.places(kind, np.fromstring(str(joined), np.int64, sep=","))] = True
    return mask
