"""Articles that were merged into others, to which their ids lead on for ever."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import apsw


def note(db: apsw.Connection, id: str, into: str) -> None:
    """Note where an id leads on to; "": nowhere any more."""
    if into:
        db.execute("REPLACE INTO merged_articles (id, into_id) VALUES (?, ?)", (id, into))
    else:
        db.execute("DELETE FROM merged_articles WHERE id = ?", (id,))


def merged_into(db: apsw.Connection, ids: Sequence[str]) -> Mapping[str, str]:
    """Return where ids lead on to; nowhere in a file that was made before there was such a thing."""
    if not db.execute("SELECT count(*) FROM main.sqlite_master WHERE name = 'merged_articles'").get:
        return {}
    among = "SELECT id, into_id FROM merged_articles WHERE id IN (SELECT value FROM json_each(?))"
    return dict(list(db.execute(among, (json.dumps(ids),))))
