"""Similar articles: those that hold the most telling words of one."""

from __future__ import annotations

import heapq
import math
from collections import Counter

import numpy as np

from services.search.engines.sqlite import scoring, stored_rows
from services.search.engines.sqlite.paging import page
from services.search.engines.sqlite.reading import Reading
from services.search.engines.sqlite.words import Scored
from services.search.index.questions import FoundArticleText
from services.search.query.words import words

_TELLING = 25
"""Words that are searched for, as many as Lucene's MoreLikeThis takes."""

_COLUMNS = ("title", "body")
"""Where the words stand that are compared."""

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
    db, moment = reading.db, reading.now
    row: int | None = db.execute("SELECT article FROM current WHERE id = ?", (id,)).get
    if row is None:
        return None
    [article] = stored_rows.found_articles(db, [row], "speech", moment.sequence)
    telling = _telling(reading, f"{article.article.title} {article.body}")
    phrases = [scoring.frequencies(reading, moment, "articles", Scored(_COLUMNS, f'"{stem}"')) for stem in telling]
    mask = np.zeros(moment.count("articles"), bool)
    for phrase in phrases:
        mask[phrase.places] = True
    mask[moment.places("articles", np.array([row]))] = False
    hits = moment.everything("articles", "any").alone(mask & moment.visible)
    scores = scoring.scores(hits, phrases, scoring.weights(moment, "articles", phrases))
    places = [place for place, _ in page(db, hits, -scores, "relevance", last=None, size=size)]
    rows = moment.articles.row[np.array(places, np.int64)].tolist()
    return stored_rows.found_articles(db, rows, "speech", moment.sequence)


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
