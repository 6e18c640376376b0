"""Former ids of quotes, kept with their article, or with the tombstone of one that was merged into another."""

from __future__ import annotations

from elasticsearch import Elasticsearch

from services.search.engines.elastic.engine import Engine
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.engines.elastic.layout import Layout
from services.search.engines.elastic.searching import quote
from services.search.index.merged import MOST_STEPS
from services.search.index.results import FoundQuote


def quote_of_former_id(engine: Engine, client: Elasticsearch, layout: Layout, id: str) -> FoundQuote | None:
    """Return the quote that a former id leads on to."""
    for _ in range(MOST_STEPS):
        present = _present(client, layout, id)
        if present is None:
            return None
        if found := quote(engine, present):
            return found
        id = present
    return None


def _present(client: Elasticsearch, layout: Layout, id: str) -> str | None:
    """Return the id that a former one leads on to; also of tombstones, which the alias for readers leaves out."""
    with elasticsearch_errors():
        answer = client.search(
            index=layout.articles.write,
            query={"bool": {"filter": [{"term": {"former_quote_ids": id}}]}},
            size=1,
            source={"includes": ["stored.former_quote_ids"]},
            allow_partial_search_results=False,
        )
    return next((hit["_source"]["stored"]["former_quote_ids"][id] for hit in answer["hits"]["hits"]), None)
