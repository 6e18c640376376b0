"""Resolutions: whom names mean, and what is known of names so that it can be decided."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict

import apsw

from services.search.engines.sqlite import facets
from services.search.engines.sqlite.term_ids import known_entities, unpacked
from services.search.engines.sqlite.transactions import transaction
from services.search.identities.resolutions import Resolution, Sighting, as_resolution
from services.search.index.questions import Named

_NAMESAKES = """
    SELECT DISTINCT e.number, e.id, e.articles FROM names_fts f CROSS JOIN names n ON n.number = f.rowid
    CROSS JOIN entities e ON e.number = n.entity
    WHERE names_fts MATCH ? AND e.articles AND substr(e.id, 1, instr(e.id, ':')) = ?
    AND EXISTS (SELECT 1 FROM article_names u CROSS JOIN articles a ON a.row = u.article
                WHERE u.name = n.number AND a.removed IS NULL)
    ORDER BY e.articles DESC, e.id LIMIT ?
"""
_SIGHTINGS = """
    SELECT a.id, source.text, date(a.day * 86400, 'unixepoch'), a.entity
    FROM article_entities t CROSS JOIN articles a ON a.row = t.article
    LEFT JOIN terms source ON source.number = a.source
    WHERE t.entity = ? AND t.listed AND a.removed IS NULL
    ORDER BY a.published_at IS NULL, a.published_at DESC, a.id LIMIT ?
"""


def put(db: apsw.Connection, resolutions: Sequence[Resolution]) -> None:
    """Write whom these names mean, in one transaction."""
    with transaction(db):
        ids = json.dumps([resolution.id for resolution in resolutions])
        for table in ("resolutions", "resolution_targets"):
            db.execute(f"DELETE FROM {table} WHERE name IN (SELECT value FROM json_each(?))", (ids,))  # noqa: S608
        kept = [resolution for resolution in resolutions if not resolution.trivial]
        db.executemany(
            "INSERT INTO resolutions (name, resolution) VALUES (?, ?)",
            [(resolution.id, json.dumps(asdict(resolution))) for resolution in kept],
        )
        db.executemany(
            "INSERT INTO resolution_targets (target, name) VALUES (?, ?)",
            [(target, resolution.id) for resolution in kept for target in resolution.keys],
        )


def of_names(db: apsw.Connection, ids: Collection[str]) -> dict[str, Resolution]:
    """Return whom these names mean."""
    rows = db.execute(
        "SELECT resolution FROM resolutions WHERE name IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {resolution.id: resolution for resolution in _read(rows)}


def to_names(db: apsw.Connection, ids: Collection[str]) -> list[Resolution]:
    """Return the names that lead to one of these."""
    rows = db.execute(
        "SELECT resolution FROM resolutions WHERE name IN (SELECT name FROM resolution_targets"
        " WHERE target IN (SELECT value FROM json_each(?))) ORDER BY name",
        (json.dumps(list(ids)),),
    )
    return list(_read(rows))


def namesakes(db: apsw.Connection, word: str, type: str, size: int) -> list[Named]:
    """Return the entities with this word in a name, see :meth:`services.search.index.port.Index.namesakes`."""
    rows = list(db.execute(_NAMESAKES, (f'"{word}"', f"{type}:", size)))
    labels = facets.labels(db, [number for number, _, _ in rows], among="current")
    return [Named(id, labels.get(number, id), articles) for number, id, articles in rows]


def named(db: apsw.Connection, ids: Collection[str]) -> dict[str, Named]:
    """Return how many articles list each of these entities, and what the newest calls it."""
    rows = list(
        db.execute(
            "SELECT number, id, articles FROM entities WHERE articles AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
    )
    labels = facets.labels(db, [number for number, _, _ in rows], among="current")
    return {id: Named(id, labels.get(number, id), articles) for number, id, articles in rows}


def sightings(db: apsw.Connection, id: str, size: int) -> list[Sighting]:
    """Return articles that list an entity, see :meth:`services.search.index.port.Index.sightings`."""
    number = known_entities(db, [id]).get(id)
    rows = list(db.execute(_SIGHTINGS, (number, size)))
    ids = facets.texts(db, list(unpacked(*(entities for *_, entities in rows))), "entity")
    return [
        Sighting(article, source or "", (day or "")[:7], frozenset(ids[entity] for entity in unpacked(entities)))
        for article, source, day, entities in rows
    ]


def _read(rows: Iterable[tuple[str]]) -> Iterable[Resolution]:
    return (as_resolution(json.loads(resolution)) for (resolution,) in rows)
