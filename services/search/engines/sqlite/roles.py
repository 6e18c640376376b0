"""Roles: what articles call the speakers of their quotes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from pydantic_core import from_json

from services.search.engines.sqlite.paging import keys
from services.search.engines.sqlite.reading import Reading
from services.search.engines.sqlite.stored_rows import inflated
from services.search.engines.sqlite.term_ids import known_entities


def roles(reading: Reading, id: str, size: int) -> Mapping[str, frozenset[str]]:
    """Return what articles call a speaker, by article, see :meth:`services.search.index.port.Index.roles`."""
    number = known_entities(reading.db, [id]).get(id)
    if number is None:
        return {}
    moment, articles, quotes = reading.now, reading.now.articles, reading.now.quotes
    places = np.flatnonzero(quotes.numbers["speaker"] == number)
    places = places[moment.visible[quotes.article[places]]]
    ages = articles.age[quotes.article[places]]
    if len(places) > size:
        near = ages <= np.partition(ages, size - 1)[size - 1]  # those level with the last, too
        places, ages = places[near], ages[near]
    in_order = zip(keys(reading.db, moment.everything("quotes", "any"), places, ages), places.tolist(), strict=True)
    slots: dict[int, list[int]] = defaultdict(list)
    for row, slot in moment.quotes_at([place for _, place in sorted(in_order)[:size]]):
        slots[row].append(slot)
    stored = reading.db.execute(
        "SELECT row, id, quotes FROM articles JOIN contents ON article = row"
        " WHERE row IN (SELECT value FROM json_each(?))",
        (json.dumps(list(slots)),),
    )
    called = {}
    for row, article, deflated in stored:
        of_article = from_json(inflated(deflated))
        if theirs := frozenset(role for slot in slots[row] if (role := of_article[slot]["speaker"]["role"])):
            called[article] = theirs
    return called
