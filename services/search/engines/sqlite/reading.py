"""Reading: a connection in a read transaction, and the columns of the moment that it looks at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import apsw
import numpy as np

from services.search.engines.sqlite.columns.loading import Columns
from services.search.engines.sqlite.columns.moments import Moment
from services.search.index.questions import Kind
from shared.errors import CursorExpired


class Reading:
    """One moment of the index file."""

    def __init__(self, db: apsw.Connection, columns: Columns) -> None:
        self.db = db
        self._columns = columns

    @property
    def columns(self) -> Columns:
        """The columns of the file, of which the moments are."""
        return self._columns

    @cached_property
    def now(self) -> Moment:
        """The moment after the last write."""
        return self._columns.at(self.db)

    def seen(self, kind: Kind) -> int:
        """Return how many of the columns' rows this connection sees: others may have read what came later."""
        articles = int(np.searchsorted(self.now.articles.added, self.now.sequence, "right"))
        return articles if kind == "articles" else int(self.now.articles.quote_starts[articles])

    def moment(self, after: Mapping[str, Any] | None) -> Moment:
        """Return the moment of a walk that begins, or that continues behind a page. Raises CursorExpired if something
        that it could see is gone."""
        if after is None:
            return self.now
        began: int = after["sequence"]
        purged: int = self.db.execute("SELECT purged FROM state").get
        if began < purged:
            raise CursorExpired(
                "The list that this cursor pages through is no longer kept. Please ask again from the start."
            )
        return self.now.at(began)
