"""Counting facets over the rows in ``temp.hits``."""

from __future__ import annotations

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

_HITS = "temp.hits h JOIN articles a ON a.row = h.article"
_SAID = "SELECT DISTINCT h.row, h.article, r.entity FROM temp.hits h JOIN roles r ON {on}"
_NAMED = """
    SELECT f.entity, e.name, count(*) AS hits, max(coalesce(a.published_at, -1 << 62))
    FROM ({rows}) f
    JOIN entities e ON e.article = f.article AND e.entity = f.entity
    JOIN articles a ON a.row = f.article
    GROUP BY f.entity ORDER BY hits DESC, f.entity LIMIT :limit
"""
"""Counts entities under the name that the newest article gives: with max(), SQLite takes a group's other columns from
the row that has the maximum."""

_PLAIN = "SELECT {value}, {value}, count(*) AS hits FROM {rows} GROUP BY 1 {order} LIMIT :limit"
_BY_HITS = "ORDER BY hits DESC, 1"

_COUNTS: dict[str, dict[Kind, str]] = {
    "source": dict.fromkeys(
        ("articles", "quotes"),
        _PLAIN.format(value="a.source", rows=f"{_HITS} WHERE a.source IS NOT NULL", order=_BY_HITS),
    ),
    "day": dict.fromkeys(
        ("articles", "quotes"),
        _PLAIN.format(value="a.day", rows=f"{_HITS} WHERE a.day IS NOT NULL", order="ORDER BY 1 DESC"),
    ),
    "type": {
        "articles": _PLAIN.format(
            value="type",
            rows="(SELECT DISTINCT h.row, q.type FROM temp.hits h JOIN quotes q ON q.article = h.article)",
            order=_BY_HITS,
        ),
        "quotes": _PLAIN.format(value="q.type", rows="temp.hits h JOIN quotes q ON q.row = h.row", order=_BY_HITS),
    },
    "speaker": {
        "articles": _NAMED.format(rows=_SAID.format(on="r.article = h.article AND r.role = 'speaker'")),
        "quotes": _NAMED.format(rows=_SAID.format(on="r.quote = h.row AND r.role = 'speaker'")),
    },
    "entity": {
        "articles": _NAMED.format(
            rows="SELECT h.article, l.entity FROM temp.hits h JOIN entities l ON l.article = h.article AND l.listed"
        ),
        "quotes": _NAMED.format(rows=_SAID.format(on="r.quote = h.row")),
    },
}


def count(db: apsw.Connection, kind: Kind, facet: str) -> list[FacetValue]:
    """The values of ``facet`` among the hits."""
    limit = _MOST_DAYS if facet == "day" else _MOST_FREQUENT
    counted = [
        FacetValue(value=value, label=label, count=hits)
        for value, label, hits, *_ in db.execute(_COUNTS[facet][kind], {"limit": limit})
    ]
    return counted[::-1] if facet == "day" else counted
