"""Facets of a list, counted over the rows in ``temp.hits``."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

import apsw

from services.search.engines.sqlite.schema import COLUMNS, column
from services.search.engines.sqlite.term_ids import unpacked
from services.search.index.fields import ACTS, ENTITY_FIELDS, WITH_FIGURES, Acts, Facet, named
from services.search.index.questions import MAX_FACET_DAYS, MAX_FACET_VALUES, Kind
from services.search.index.results import FacetValue
from shared.models import Act

ENTITIES = frozenset(field.name for field in ENTITY_FIELDS)
"""Facets whose values are entities, to be shown by name."""

_OF_QUOTES = frozenset({*(field.name for field in COLUMNS["quotes"]), "day"})
"""Facets that the rows of quotes hold themselves."""

_BY_ACT = frozenset(field.name for field in COLUMNS["articles"] if field.of_quotes)
"""Facets that the rows of articles hold of each act of their quotes."""

_EPOCH = date(1970, 1, 1)


def count(
    db: apsw.Connection, kind: Kind, facets: Sequence[Facet], acts: Acts, *, figures: bool
) -> dict[Facet, list[FacetValue]]:
    """Return the values of each facet among the hits; of articles, those of quotes of ``acts``."""
    counted = numbers(db, kind, facets, acts, figures=figures)
    return {facet: _values(db, facet, counted[facet]) for facet in counted}


def numbers(
    db: apsw.Connection, kind: Kind, facets: Sequence[Facet], acts: Acts, *, figures: bool = False
) -> dict[Facet, Counter[int]]:
    """Return how many of the hits have each value of each facet, by number (of days: since 1970)."""
    own = [facet for facet in facets if kind == "articles" or facet in _OF_QUOTES]
    by_act = [facet for facet in own if kind == "articles" and facet in _BY_ACT]
    act: Act = "thought" if acts == "thought" else "speech"
    columns = {facet: column(facet, act) if facet in by_act else facet for facet in own}
    joined = _joined(db, kind, "h.row", {facet: _counted_column(facet, columns[facet], figures) for facet in own})
    joined |= _joined(db, "articles", "h.article", {facet: facet for facet in facets if facet not in own})
    counted = {facet: _counted(joined[facet]) for facet in facets}
    for facet in by_act if acts == "any" else ():
        spoken, thought = (_counted_column(facet, column(facet, act), figures) for act in ACTS)
        counted[facet].update(_only_thought(db, spoken, thought))
    return counted


def _counted_column(facet: Facet, column: str, figures: bool) -> str:
    return named(column) if facet in WITH_FIGURES and not figures else column


def _only_thought(db: apsw.Connection, spoken: str, thought: str) -> Counter[int]:
    """Return how many of the hits, articles, have each value of a facet in the column of thought and not of speech."""
    rows = db.execute(
        f"SELECT r.{spoken}, r.{thought} FROM temp.hits h CROSS JOIN articles r ON r.row = h.row"  # noqa: S608 - ours
        f" WHERE r.{thought} IS NOT NULL"
    )
    return Counter(number for one, other in rows for number in unpacked(other) - unpacked(one))


def _joined(db: apsw.Connection, table: Kind, row: str, columns: Mapping[Facet, str]) -> dict[Facet, str | int | None]:
    """Return all numbers in these columns of the hits' rows, with commas between."""
    if not columns:
        return {}
    numbers = ", ".join(f"group_concat(r.{column})" for column in columns.values())
    joined = db.execute(f"SELECT {numbers} FROM temp.hits h CROSS JOIN {table} r ON r.row = {row}").fetchone()  # noqa: S608
    return dict(zip(columns, joined or (), strict=True))


def _counted(joined: str | int | None) -> Counter[int]:
    counted = Counter(str(joined).split(",") if joined is not None else ())
    return Counter({int(number): hits for number, hits in counted.items()})


def _values(db: apsw.Connection, facet: Facet, counted: Counter[int]) -> list[FacetValue]:
    if facet == "day":
        return [
            FacetValue(value=text, label=text, count=counted[day])
            for day in sorted(counted)[-MAX_FACET_DAYS:]
            for text in [(_EPOCH + timedelta(days=day)).isoformat()]
        ]
    values = most_frequent(db, counted, facet, MAX_FACET_VALUES)
    label_of = labels(db, [number for number, _, _ in values]) if facet in ENTITIES else {}
    return [FacetValue(value=text, label=label_of.get(number, text), count=hits) for number, text, hits in values]


def most_frequent(
    db: apsw.Connection,
    counted: Mapping[int, int],
    facet: Facet,
    limit: int,
    *,
    after: tuple[int, str] | None = None,
) -> list[tuple[int, str, int]]:
    """Return number, text and count of the most frequent values; ties by text. ``after`` this count and text."""
    level = 0
    if after is not None:
        counted = {number: count for number, count in counted.items() if count <= after[0]}
        level = sum(count == after[0] for count in counted.values())
    least = min(heapq.nlargest(limit + level, counted.values()), default=0)
    candidates = [number for number, count in counted.items() if count >= least]
    values = [(number, text, counted[number]) for number, text in texts(db, candidates, facet).items()]
    if after is not None:
        values = [value for value in values if (-value[2], value[1]) > (-after[0], after[1])]
    return sorted(values, key=lambda value: (-value[2], value[1]))[:limit]


def texts(db: apsw.Connection, numbers: Sequence[int], facet: Facet) -> dict[int, str]:
    """Return the texts, or entity ids, that these numbers stand for."""
    select = "SELECT number, id FROM entities" if facet in ENTITIES else "SELECT number, text FROM terms"
    return dict(db.execute(f"{select} WHERE number IN (SELECT value FROM json_each(?))", (json.dumps(numbers),)))  # noqa: S608


def labels(
    db: apsw.Connection, entities: Iterable[int], *, among: Literal["hits", "current"] = "hits"
) -> dict[int, str]:
    """Return each entity's name as the newest of the articles gives it; none where none of them does."""
    label_of = {}
    for entity in entities:
        # Nearly always, all articles of one id agree: an id is made from the name.
        known = list(db.execute(_LABELS, (entity,)))
        if len(known) == 1:
            label_of[entity] = known[0][0]
        elif known:
            text = db.execute(_NEWEST_LABEL.format(among=_AMONG[among]), (entity,)).get
            if text is not None:
                label_of[entity] = text
    return label_of


_LABELS = "SELECT text FROM names WHERE entity = ? AND label LIMIT 2"
_NEWEST_LABEL = """
    SELECT n.text FROM article_entities e JOIN articles a ON a.row = e.article JOIN names n ON n.number = e.label
    WHERE e.entity = ? AND {among} ORDER BY a.published_at IS NULL, a.published_at DESC, a.id LIMIT 1
"""
_AMONG = {"hits": "+e.article IN (SELECT article FROM temp.hits)", "current": "a.removed IS NULL"}
