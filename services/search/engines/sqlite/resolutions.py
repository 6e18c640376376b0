"""Resolutions: whom names mean, and what is known of names so that it can be decided."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict

import apsw
import numpy as np

from services.search.engines.sqlite import facets
from services.search.engines.sqlite.columns.moments import UNDATED
from services.search.engines.sqlite.labels import labels
from services.search.engines.sqlite.reading import Reading
from services.search.engines.sqlite.term_ids import known_entities
from services.search.engines.sqlite.transactions import transaction
from services.search.identities.resolutions import Resolution, Sighting, as_resolution
from services.search.index.questions import Named
from services.search.index.rules import interval_start

_NAMESAKES = """
    SELECT DISTINCT e.number, e.id, e.articles FROM names_fts f CROSS JOIN names n ON n.number = f.rowid
    CROSS JOIN entities e ON e.number = n.entity
    WHERE names_fts MATCH ? AND e.articles AND n.articles AND substr(e.id, 1, instr(e.id, ':')) = ?
    ORDER BY e.articles DESC, e.id LIMIT ?
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


def around(db: apsw.Connection, ids: Collection[str]) -> list[Resolution]:
    """Return whom these names mean, and the names that lead to one of them."""
    return list((of_names(db, ids) | {resolution.id: resolution for resolution in to_names(db, ids)}).values())


def namesakes(reading: Reading, word: str, type: str, size: int) -> list[Named]:
    """Return the entities with a word in a name, see :meth:`services.search.index.port.Index.namesakes`."""
    return _labelled(reading, list(reading.db.execute(_NAMESAKES, (f'"{word}"', f"{type}:", size))))


def named(reading: Reading, ids: Collection[str]) -> dict[str, Named]:
    """Return how many articles list each of these entities, and what the newest calls it."""
    rows = reading.db.execute(
        "SELECT number, id, articles FROM entities WHERE articles AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {name.id: name for name in _labelled(reading, list(rows))}


def _labelled(reading: Reading, rows: Sequence[tuple[int, str, int]]) -> list[Named]:
    label_of = labels(reading.db, reading.now.everything("articles", "any"), [number for number, _, _ in rows])
    return [Named(id, label_of.get(number, id), articles) for number, id, articles in rows]


def sightings(reading: Reading, id: str, size: int) -> list[Sighting]:
    """Return articles that list an entity, see :meth:`services.search.index.port.Index.sightings`."""
    number = known_entities(reading.db, [id]).get(id)
    if number is None:
        return []
    moment, articles = reading.now, reading.now.articles
    places = np.flatnonzero(articles.lists["entity"].having(np.array([number])) & moment.visible)
    ages = articles.age[places]
    if len(places) > size:
        places = places[ages <= np.partition(ages, size - 1)[size - 1]]  # those level with the last, too
    rows = articles.row[places].tolist()
    id_of = dict(
        reading.db.execute(
            "SELECT row, id FROM articles WHERE row IN (SELECT value FROM json_each(?))", (json.dumps(rows),)
        )
    )
    newest = sorted(places.tolist(), key=lambda place: (articles.age[place], id_of[int(articles.row[place])]))[:size]
    source_of = {place: articles.lists["source"].of(place).tolist() for place in newest}
    entities_of = {place: articles.lists["entity"].of(place).tolist() for place in newest}
    sources = facets.texts(reading.db, [number for numbers in source_of.values() for number in numbers], "source")
    entities = facets.texts(reading.db, [number for numbers in entities_of.values() for number in numbers], "entity")
    return [
        Sighting(
            article=id_of[int(articles.row[place])],
            source=next((sources[number] for number in source_of[place]), ""),
            month=""
            if articles.published[place] == UNDATED
            else interval_start(int(articles.published[place]), "month"),
            entities=frozenset(entities[number] for number in entities_of[place]),
        )
        for place in newest
    ]


def _month(published: int) -> str:
    return "" if published == UNDATED else interval_start(published, "month")


def _read(rows: Iterable[tuple[str]]) -> Iterable[Resolution]:
    return (as_resolution(json.loads(resolution)) for (resolution,) in rows)
