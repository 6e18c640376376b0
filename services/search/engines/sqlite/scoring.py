"""Relevance of a row to the words: BM25 over the row's own words, with weights that are handed in.

FTS5's own ``bm25()`` looks at the whole corpus at every call, so the order would change between two pages while
articles come in. Here the weight of each phrase is worked out for the first page and travels with the cursor.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence

import apsw
import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.moments import Hits
from services.search.engines.sqlite.words import WordsQuery
from services.search.index.questions import Kind

_SATURATION = 1.2
_LENGTH_MATTERS = 0.75
"""BM25's k1 and b, the values that Lucene uses."""

TITLE_WEIGHT = 3.0
"""How often a word of the headline counts, for one of the body. On how Elasticsearch's number differs, and why, see
:data:`services.search.engines.elastic.words.TITLE_WEIGHT`."""

_OTHERS = (1.0,) * 5
_THOUGHT = (1.0,) * 3
_ALWAYS = 0.0
"""How often a word counts: of ``speaker`` to ``role``, of the same of thought, of the word of every row."""

_ROWS: dict[Kind, str] = {
    "articles": "SELECT coalesce(max(row), 0) FROM articles",
    "quotes": "SELECT next_quote - 1 FROM state",
}
"""How many rows there have been."""


def register(db: apsw.Connection) -> None:
    """Register the two SQL functions with a connection. Typical lengths, in words: of a news article, of a quote."""
    titled = (TITLE_WEIGHT, 1.0, TITLE_WEIGHT, 1.0, *_OTHERS, *_THOUGHT, _ALWAYS)
    db.register_fts5_function("articles_relevance", _relevance(titled, (0, 1), 500))
    db.register_fts5_function("quotes_relevance", _relevance((1.0, 1.0, 1.0, 1.0, *_OTHERS, _ALWAYS), (0,), 30))


def weights(db: apsw.Connection, kind: Kind, expression: WordsQuery) -> list[float]:
    """Return the weight of each phrase: 0 if it is excluded or means everything, else greater the rarer it is.

    Rounded, for cursors are short.
    """
    rows = db.execute(_ROWS[kind]).get
    return [
        round(math.log1p(rows / max(1, db.execute(f"SELECT count(*) FROM {kind}_fts(?)", (phrase,)).get)), 3)  # noqa: S608
        if scored
        else 0.0
        for phrase, scored in expression.phrases
    ]


def scores(
    db: apsw.Connection, hits: Hits, match: str, weights: Sequence[float], *, few: bool
) -> npt.NDArray[np.float64]:
    """Return the score of each of the hits, in their order. ``few``: whether more rows match than are hits."""
    moment, table = hits.moment, f"{hits.kind}_fts"
    values = {"match": match, "weights": json.dumps(list(weights))}
    select = f"SELECT rowid, {hits.kind}_relevance({table}, :weights) FROM {table} WHERE {table} MATCH :match"  # noqa: S608
    if few:
        # The plus keeps SQLite from looking up each row among the words instead.
        select += " AND +rowid IN (SELECT value FROM json_each(:rows))"
        values["rows"] = json.dumps(moment.rows(hits).tolist())
    scored = np.array(list(db.execute(select, values)), np.float64).reshape(-1, 2)
    all_scores = np.zeros(len(hits.mask))
    all_scores[moment.places(hits.kind, scored[:, 0].astype(np.int64))] = scored[:, 1]
    return all_scores[hits.places]


def _relevance(columns: tuple[float, ...], counted: tuple[int, ...], typical_length: int) -> Callable[..., float]:
    """Return the SQL function of a table: how much words count by column, and how long it is in which columns."""

    damping, growth = _SATURATION * (1 - _LENGTH_MATTERS), _SATURATION * _LENGTH_MATTERS / typical_length

    def relevance(api: apsw.FTS5ExtensionApi, weights: str) -> float:
        # Called for every row that matches, so it asks only for what is there.
        scored: list[tuple[int, float]] | None = api.aux_data
        if scored is None:
            greatest = ((phrase, weight * (_SATURATION + 1)) for phrase, weight in enumerate(json.loads(weights)))
            scored = api.aux_data = [(phrase, weight) for phrase, weight in greatest if weight]
        length = 0
        for column in counted:
            length += api.column_size(column)
        score = 0.0
        for phrase, weight in scored:
            frequency = 0.0
            for column in api.phrase_columns(phrase):
                frequency += columns[column] * len(api.phrase_column_offsets(phrase, column))
            score += weight * frequency / (frequency + damping + growth * length)
        return score

    return relevance
