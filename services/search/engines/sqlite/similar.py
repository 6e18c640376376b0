"""Similar articles: those that hold the most telling words of one."""

from __future__ import annotations

import heapq
import math
from collections import Counter

from services.search.engines.sqlite import stored_rows
from services.search.engines.sqlite.reading import Reading
from services.search.engines.sqlite.scoring import TITLE_WEIGHT
from services.search.index.questions import FoundArticleText
from services.search.query.words import words

_TELLING = 25
"""Words that are searched for, as many as Lucene's MoreLikeThis takes."""

_LOOKED_AT = 300
"""Different words of which the telling ones are chosen; long articles have more, but repeat what they are about."""

_COMMON = 0.1
_FEW = 10
"""Words of more than this share of all articles, and of more than a few, tell nothing."""

_SETTLED = 0.1
"""Share of all articles that has to come or go before the articles with a word are counted anew: 200 words are counted
for each article, and how telling one is changes slowly."""

_REMEMBERED = 2**16
"""Words of which this is remembered: some 10 MB."""


def similar(reading: Reading, id: str, size: int) -> list[FoundArticleText] | None:
    """Return the most similar articles, see :meth:`services.search.index.port.Index.similar`."""
    db = reading.db
    row: int | None = db.execute("SELECT article FROM current WHERE id = ?", (id,)).get
    if row is None:
        return None
    now: int = db.execute("SELECT sequence FROM state").get
    [article] = stored_rows.found_articles(db, [row], "speech", now)
    telling = _telling(reading, f"{article.article.title} {article.body}")
    if not telling:
        return []
    stems = " OR ".join(f'"{stem}"' for stem in telling)
    match = f"{{title body}} : ({stems})"
    rows = db.execute(
        "SELECT a.row FROM articles_fts CROSS JOIN articles a ON a.row = articles_fts.rowid"
        " WHERE articles_fts MATCH ? AND a.removed IS NULL AND a.row <> ?"
        " ORDER BY bm25(articles_fts, ?, 1.0), a.id LIMIT ?",
        (match, row, TITLE_WEIGHT, size),
    )
    return stored_rows.found_articles(db, [row for (row,) in rows], "speech", now)


def _telling(reading: Reading, text: str) -> list[str]:
    """Return the stems with the highest tf-idf."""
    # What was removed of late is still counted, here as below.
    articles: int = reading.db.execute("SELECT count(*) FROM articles_fts_docsize").get
    common = max(_FEW, int(articles * _COMMON))
    scores = {}
    for stem, times in Counter(token.stem for token in words(text)).most_common(_LOOKED_AT):
        holding = _holding(reading, stem, articles, common + 1)
        if 2 <= holding <= common:
            scores[stem] = (1 + math.log(times)) * math.log(1 + articles / holding)
    return heapq.nlargest(_TELLING, scores, key=lambda stem: (scores[stem], stem))


def _holding(reading: Reading, stem: str, articles: int, limit: int) -> int:
    """Return how many of so many articles hold a stem, counted up to ``limit``, or how many lately did."""
    known = reading.columns.holding
    holding, of = known.get(stem, (0, 0))
    if abs(articles - of) > articles * _SETTLED:
        if len(known) >= _REMEMBERED:
            known.clear()
        holding = reading.db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)",
            (f'{{title body}} : "{stem}"', limit),
        ).get
        if holding == limit:
            holding = articles  # however many they are: among more articles, the limit would not tell that it is common
        known[stem] = holding, articles
    return holding
