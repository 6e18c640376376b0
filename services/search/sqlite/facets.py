"""Counting facets over the rows in ``temp.hits``."""

from __future__ import annotations

import json
from typing import Any

import apsw

from services.search.index import Kind
from shared.models import FacetValue

OWN_FILTERS: dict[str, dict[str, Any]] = {
    "source": {"source": (), "exclude_source": ()},
    "speaker": {"speaker": ()},
    "entity": {"entity": ()},
    "type": {"type": ()},
    "day": {"since": None, "until": None},
}
"""The filters that each facet ignores, as they are when nothing is filtered."""

_MOST_FREQUENT = 20
_MOST_DAYS = 1_000
"""The limits of :attr:`services.search.index.Page.facets`; of more days, the latest are counted."""

_VALUES = "SELECT {value}, count(*) AS hits FROM {rows} GROUP BY 1"
_DATED = "temp.hits h CROSS JOIN articles a ON a.row = h.article"
_COUNTS: dict[str, dict[Kind, str]] = {
    "source": dict.fromkeys(
        ("articles", "quotes"), _VALUES.format(value="a.source", rows=f"{_DATED} WHERE a.source IS NOT NULL")
    ),
    "day": dict.fromkeys(
        ("articles", "quotes"), _VALUES.format(value="a.day", rows=f"{_DATED} WHERE a.day IS NOT NULL")
    ),
    "type": {
        "articles": _VALUES.format(
            value="type",
            rows="(SELECT DISTINCT h.row, q.type FROM temp.hits h CROSS JOIN quotes q ON q.article = h.article)",
        ),
        "quotes": _VALUES.format(value="q.type", rows="temp.hits h CROSS JOIN quotes q ON q.row = h.row"),
    },
    "speaker": {
        "articles": _VALUES.format(
            value="entity",
            rows="(SELECT DISTINCT r.article, r.entity FROM temp.hits h CROSS JOIN roles r ON r.article = h.article"
            " WHERE r.speaker)",
        ),
        "quotes": _VALUES.format(
            value="r.entity", rows="temp.hits h CROSS JOIN roles r ON r.quote = h.row AND r.speaker = 1"
        ),
    },
    "entity": {
        "articles": _VALUES.format(
            value="e.entity", rows="temp.hits h CROSS JOIN entities e ON e.article = h.article AND e.listed"
        ),
        "quotes": _VALUES.format(value="r.entity", rows="temp.hits h CROSS JOIN roles r ON r.quote = h.row"),
    },
}
_ORDERS = {"day": f"ORDER BY 1 DESC LIMIT {_MOST_DAYS}"}
_MOST_FREQUENT_FIRST = f"ORDER BY hits DESC, 1 LIMIT {_MOST_FREQUENT}"

_NAMES = """
    SELECT e.entity, e.name, max(coalesce(a.published_at, -1 << 62))
    FROM (SELECT DISTINCT article FROM temp.hits) h
    CROSS JOIN entities e ON e.article = h.article
    JOIN articles a ON a.row = h.article
    WHERE e.entity IN (SELECT value FROM json_each(?))
    GROUP BY e.entity
"""
"""Each entity's name as the newest of the found articles gives it: with max(), SQLite takes a group's other columns
from the row that has the maximum."""


def count(db: apsw.Connection, kind: Kind, facet: str) -> list[FacetValue]:
    """The values of ``facet`` among the hits."""
    counted = list(db.execute(f"{_COUNTS[facet][kind]} {_ORDERS.get(facet, _MOST_FREQUENT_FIRST)}"))
    labels: dict[str, str] = {}
    if facet in ("speaker", "entity"):
        labels = {id: name for id, name, _ in db.execute(_NAMES, (json.dumps([id for id, _ in counted]),))}
    found = [FacetValue(value=value, label=labels.get(value, value), count=hits) for value, hits in counted]
    return found[::-1] if facet == "day" else found
