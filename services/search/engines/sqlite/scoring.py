"""Relevance of a row to the words: BM25 over the row's own words, with weights that are handed in.

FTS5's own ``bm25()`` looks at the whole corpus at every call, so the order would change between two pages while
articles come in. Here the weight of each phrase is worked out for the first page and travels with the cursor.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import apsw
import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.moments import Hits, Moment
from services.search.engines.sqlite.full_text import joined_numbers
from services.search.engines.sqlite.reading import Reading
from services.search.engines.sqlite.words import Scored
from services.search.index.questions import Kind

_SATURATION = 1.2
_LENGTH_MATTERS = 0.75
"""BM25's k1 and b, the values that Lucene uses."""

_TYPICAL_LENGTH: dict[Kind, int] = {"articles": 3_000, "quotes": 170}
"""Characters of a news article and of a quote: 500 words, and 30."""

TITLE_WEIGHT = 3.0
"""How often a word of the headline counts, for one of the body. On how Elasticsearch's number differs, and why, see
:data:`services.search.engines.elastic.words.TITLE_WEIGHT`."""

_TITLES: dict[Kind, frozenset[str]] = {"articles": frozenset(("title", "title_exact")), "quotes": frozenset()}
"""Columns of headlines. A quote is found by that of its article, which says as much of all its other quotes."""


@dataclass(frozen=True, eq=False)
class Frequencies:
    """How often a phrase stands in the rows that have it; once in a headline is :data:`TITLE_WEIGHT` times."""

    count: int
    """How many rows were looked at."""
    places: npt.NDArray[np.int32]
    times: npt.NDArray[np.float32]

    @property
    def nbytes(self) -> int:
        """Bytes of both arrays."""
        return self.places.nbytes + self.times.nbytes

    def first(self, count: int) -> Frequencies:
        """Return those of the first so many rows."""
        if count >= self.count:
            return self
        end = int(np.searchsorted(self.places, count))
        return Frequencies(count, self.places[:end], self.times[:end])


def register(db: apsw.Connection) -> None:
    """Register with a connection where frequencies are read: those of single words in quotes, where most stand once, in
    a table; others are noted by a function, row by row, and then handed over at once."""
    db.execute("CREATE VIRTUAL TABLE temp.quotes_instances USING fts5vocab(main, quotes_fts, instance)")
    noted = array("i")

    def note(api: apsw.FTS5ExtensionApi, *_: Any) -> None:
        noted.append(api.inst_count)

    def hand_over(*_: Any) -> bytes:
        handed = noted.tobytes()
        del noted[:]
        return handed

    db.register_fts5_function("note_times", note)
    db.create_scalar_function("noted_times", hand_over, 0)


def frequencies(reading: Reading, moment: Moment, kind: Kind, phrase: Scored) -> Frequencies:
    """Return how often a phrase stands in each of the rows that have it."""
    question, seen = ("times", kind, phrase), reading.seen(kind)
    known = moment.memory.get(question, Frequencies)
    if known is None or known.count < seen:
        if known is None and kind == "quotes" and phrase.term is not None:
            known = _of_word(reading.db, moment, phrase, seen)
        else:
            known = _noted(reading.db, moment, kind, phrase, seen, known)
        moment.memory.put(question, known)
    return known.first(seen)


def _noted(
    db: apsw.Connection, moment: Moment, kind: Kind, phrase: Scored, seen: int, known: Frequencies | None
) -> Frequencies:
    """Return what is known, and the same of rows that came since."""
    known = known or Frequencies(0, np.zeros(0, np.int32), np.zeros(0, np.float32))
    times = np.zeros(moment.count(kind), np.float32)
    select = f"""SELECT group_concat(rowid) FROM {kind}_fts
        WHERE {kind}_fts MATCH ? AND rowid >= ? AND note_times({kind}_fts) IS NULL"""  # noqa: S608 - one of two
    for weight in (TITLE_WEIGHT, 1.0):
        if columns := [column for column in phrase.columns if _weight(kind, column) == weight]:
            joined = db.execute(select, (phrase.match(columns), moment.last_row(kind, known.count) + 1)).get
            noted = np.frombuffer(db.execute("SELECT noted_times()").get, np.int32)
            times[moment.places(kind, joined_numbers(joined))] += noted * np.float32(weight)
    places = np.flatnonzero(times).astype(np.int32)
    return Frequencies(seen, np.concatenate((known.places, places)), np.concatenate((known.times, times[places])))


def _of_word(db: apsw.Connection, moment: Moment, phrase: Scored, seen: int) -> Frequencies:
    """Return the same of one word in quotes, where all columns weigh the same."""
    columns = ", ".join("?" for _ in phrase.columns)
    select = f"SELECT group_concat(doc) FROM temp.quotes_instances WHERE term = ? AND col IN ({columns})"  # noqa: S608
    rows = joined_numbers(db.execute(select, (phrase.term, *phrase.columns)).get)
    times = np.bincount(moment.places("quotes", rows), minlength=moment.count("quotes"))
    places = np.flatnonzero(times).astype(np.int32)
    return Frequencies(seen, places, times[places].astype(np.float32))


def weights(moment: Moment, kind: Kind, phrases: Sequence[Frequencies]) -> list[float]:
    """Return the weight of each phrase, greater the rarer it is. Rounded, for cursors are short."""
    rows = moment.count(kind)
    return [round(math.log1p(rows / max(1, len(phrase.places))), 3) for phrase in phrases]


def scores(hits: Hits, phrases: Sequence[Frequencies], weights: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return the score of each of the hits, in their order."""
    moment = hits.moment
    length = (moment.articles if hits.kind == "articles" else moment.quotes).length
    growth = _SATURATION * _LENGTH_MATTERS / _TYPICAL_LENGTH[hits.kind]
    score = np.zeros(len(hits.mask))
    for phrase, weight in zip(phrases, weights, strict=True):
        places, times = phrase.places, phrase.times.astype(np.float64)
        damping = _SATURATION * (1 - _LENGTH_MATTERS) + growth * length[places]
        score[places] += weight * (_SATURATION + 1) * times / (times + damping)
    return score[hits.places]


def _weight(kind: Kind, column: str) -> float:
    return TITLE_WEIGHT if column in _TITLES[kind] else 1.0
