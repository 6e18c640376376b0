"""Similar articles: those whose words are most like the words of one."""

from __future__ import annotations

import math
from collections import Counter
from functools import partial

from services.search.engines.elastic import stored_documents
from services.search.engines.elastic.engine import Engine
from services.search.engines.elastic.groups import groups
from services.search.engines.elastic.searching import found_articles, group_keys
from services.search.engines.elastic.words import TITLE_WEIGHT
from services.search.index.questions import FoundArticleText
from services.search.query.words import words

_CHARS = 50_000
"""Characters of a body that its topic is read from: ten times a usual article."""
_TERMS = 30
"""The most telling words that others are compared by; more bring the words that every article has."""
_SHARED = "30%"
"""The share of them that another article has to have, Elasticsearch's own default."""


def similar(engine: Engine, id: str, size: int) -> list[FoundArticleText] | None:
    """Return the most similar articles, best first; None if there is no such article."""
    hits = engine.ask(
        "articles",
        {
            "query": {"bool": {"filter": [{"term": {"id": id}}]}},
            "size": 1,
            "_source": ["stored.article.title", "stored.article.body"],
        },
    )["hits"]["hits"]
    if not hits:
        return None
    article = hits[0]["_source"]["stored"]["article"]
    answer = engine.ask(
        "articles",
        {
            "query": {
                "bool": {
                    "must": [
                        {
                            "more_like_this": {
                                "fields": ["body_stems"],
                                "like": _telling(article["title"], article["body"]),
                                "max_query_terms": _TERMS,
                                "min_term_freq": 1,
                                "min_doc_freq": 2,  # a word of this article alone leads nowhere
                                "minimum_should_match": _SHARED,
                            }
                        }
                    ],
                    "must_not": [{"term": {"id": id}}],
                }
            },
            "sort": [{"_score": "desc"}, {"id": "asc"}],
            "size": size,
            "_source": {"includes": stored_documents.SHOWN["articles"], "excludes": [stored_documents.BODY]},
        },
    )
    hits = answer["hits"]["hits"]
    return found_articles(hits, groups(partial(engine.ask, "articles"), group_keys(hits)), "speech")


def _telling(title: str, body: str) -> str:
    """Return the text as its stems, each as often as the logarithm of its frequency says.

    Elasticsearch takes a word's frequency times its rarity for how telling it is; by plain frequencies ``the`` and
    ``of`` would be among the first, as there are no stop words.
    """
    stems = Counter(token.stem for token in words(body[:_CHARS]))
    for token in words(title):
        stems[token.stem] += TITLE_WEIGHT
    return " ".join(f"{stem} " * round(1 + math.log(count)) for stem, count in stems.items())
