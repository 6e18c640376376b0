"""Labels: what an entity is called, in the words of the newest of some articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import apsw
import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import among
from services.search.engines.sqlite.columns.moments import Hits
from services.search.engines.sqlite.columns.packing import LABEL

_LABELS = "SELECT entity, number, text FROM json_each(?) CROSS JOIN names ON entity = value WHERE label"
_STEPS = (200, 2_000, 20_000)
"""Articles looked at in one go before all others: nearly always, one of the newest names whom most of them name."""


def labels(db: apsw.Connection, hits: Hits, entities: Iterable[int]) -> dict[int, str]:
    """Return each entity's name as the newest of the articles of the hits gives it; none where none of them does."""
    known: dict[int, dict[int, str]] = {}
    for entity, number, text in db.execute(_LABELS, (json.dumps(list(entities)),)):
        known.setdefault(entity, {})[number] = text
    # Nearly always, all articles of one id agree: an id is made from the name.
    label_of = {entity: next(iter(texts.values())) for entity, texts in known.items() if len(texts) == 1}
    several = {entity: texts for entity, texts in known.items() if len(texts) > 1}
    for articles in _newest_first(hits) if several else ():
        names = hits.moment.articles.lists["name"]
        mask = np.zeros(len(hits.moment.articles.row), bool)
        mask[articles] = True
        places = names.places(mask, len(articles))
        places = places[(names.bits[places] & LABEL) != 0]
        for entity, texts in list(several.items()):
            given = places[among(names.values[places], np.array(list(texts)))]
            if len(given):
                label_of[entity] = several.pop(entity)[_newest(db, hits, given)]
        if not several:
            break
    return label_of


def _newest_first(hits: Hits) -> Iterator[npt.NDArray[np.int32]]:
    """Yield the articles of the hits, those of one time always together."""
    times = hits.moment.articles.age[hits.newest_first]
    begin = 0
    for step in (*_STEPS, len(times)):
        if begin < len(times):
            end = int(np.searchsorted(times, times[min(begin + step, len(times)) - 1], "right"))
            yield hits.newest_first[begin:end]
            begin = end


def _newest(db: apsw.Connection, hits: Hits, given: npt.NDArray[np.int64]) -> int:
    """Return the name in the newest article, of these places in the lists of names; of the same time, by its id."""
    articles, names = hits.moment.articles, hits.moment.articles.lists["name"]
    age = articles.age[names.rows[given]]
    given = given[age == age.min()]
    if len(given) == 1:
        return int(names.values[given[0]])
    name_in = dict(zip(articles.row[names.rows[given]].tolist(), names.values[given].tolist(), strict=True))
    first: int = db.execute(
        "SELECT row FROM articles WHERE row IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 1",
        (json.dumps(list(name_in)),),
    ).get
    name: int = name_in[first]
    return name
