"""Reading: a connection in a read transaction, and the columns of the moment that it looks at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import apsw

from services.search.engines.sqlite.columns.loading import Columns
from services.search.engines.sqlite.columns.moments import Moment
from services.search.engines.sqlite.full_text import FullText
from shared.errors import CursorExpired


class Reading:
    """One moment of the index file."""

    def __init__(self, db: apsw.Connection, columns: Columns) -> None:
        self.db = db
        self.full_text = FullText(db)
        self._columns = columns

    @property
    def columns(self) -> Columns:
        """The columns of the file, of which the moments are."""
        return self._columns

    @cached_property
    def now(self) -> Moment:
        """The moment after the last write."""
        return self._columns.at(self.db)

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
