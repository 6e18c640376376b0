"""Groups as they are told beside articles, at one moment."""

from __future__ import annotations

import json
from collections.abc import Sequence

import apsw

from services.search.groups.description import UPDATE_LENGTH, Group, described

AT_MOMENT = "m.added <= :sequence AND (m.removed IS NULL OR m.removed > :sequence)"
"""The condition for a membership ``m`` at a moment."""

BY_AGE = "a.published_at IS NULL, a.published_at, a.id"
"""The order of the articles ``a`` of a group, the oldest first."""

_COPIES = f"""
SELECT m.article FROM articles own CROSS JOIN memberships o ON o.article = own.row
CROSS JOIN memberships m ON m.cluster = o.cluster
WHERE own.id = :id AND m.article <> own.row AND {AT_MOMENT} AND {AT_MOMENT.replace("m.", "o.")}
"""  # noqa: S608 - ours
_CLUSTERS = f"""
SELECT m.article, m.cluster FROM memberships m
WHERE m.article IN (SELECT value FROM json_each(:rows)) AND {AT_MOMENT}
"""  # noqa: S608 - ours
_MEMBERS = f"FROM memberships m CROSS JOIN articles a ON a.row = m.article WHERE m.cluster = :cluster AND {AT_MOMENT}"
_FIRST = f"SELECT a.id, a.length {_MEMBERS} ORDER BY {BY_AGE} LIMIT 1"
_COUNTS = f"SELECT count(*), sum(a.length >= :length) {_MEMBERS} AND a.id <> :first"


def groups(db: apsw.Connection, rows: Sequence[int], sequence: int) -> dict[int, Group]:
    """Return the group of each of these rows of articles at a moment; without those that are in none."""
    clusters = dict(list(db.execute(_CLUSTERS, {"rows": json.dumps(rows), "sequence": sequence})))
    told = {cluster: _described(db, cluster, sequence) for cluster in set(clusters.values())}
    return {row: told[cluster] for row, cluster in clusters.items()}


def copies(db: apsw.Connection, id: str, sequence: int) -> list[int]:
    """Return the rows of the articles that are in one group with the article of this id at a moment."""
    return [row for (row,) in db.execute(_COPIES, {"id": id, "sequence": sequence})]


def of_article(db: apsw.Connection, id: str) -> Group | None:
    """Return the group of an article now; None where there is none."""
    row, sequence = db.execute("SELECT article, sequence FROM current, state WHERE id = ?", (id,)).get or (None, 0)
    return groups(db, [row], sequence).get(row) if row is not None else None


def _described(db: apsw.Connection, cluster: int, sequence: int) -> Group:
    values: dict[str, int | float | str] = {"cluster": cluster, "sequence": sequence}
    first, length = db.execute(_FIRST, values).get
    others, updates = db.execute(_COUNTS, values | {"length": length * UPDATE_LENGTH, "first": first}).get
    return described(first, others + 1, updates)
