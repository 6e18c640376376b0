"""Articles in full, as they were last written, searchable yet or not."""

from __future__ import annotations

from functools import partial

from elasticsearch import Elasticsearch

from services.search.engines.elastic import about_names, stored_documents
from services.search.engines.elastic.engine import Engine
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.engines.elastic.groups import groups_in, sizes_of
from services.search.engines.elastic.layout import Layout
from services.search.identities.kinds import kind_of
from services.search.index.questions import AboutNames
from services.search.index.results import StoredArticle
from shared.errors import Unavailable

_GROUP = "group"


def stored_article(
    client: Elasticsearch, engine: Engine, layout: Layout, id: str, version: int | None, *, identifying: bool
) -> tuple[StoredArticle, AboutNames | None] | None:
    """Return an article, and if asked what the index tells of its names; None if there is none at this version."""
    with elasticsearch_errors():
        answer = client.options(ignore_status=404).get(index=layout.articles.read, id=id)
        if "error" in answer:
            raise Unavailable(f"Elasticsearch has no index behind {layout.articles.read}.")
    if not answer["found"] or answer["_source"]["deleted"]:
        return None
    stored = answer["_source"]["stored"]
    article = stored_documents.stored_article(id, stored, version)
    if article is None:
        return None
    names = _names(article) if identifying else frozenset[str]()
    called = {name for name in names if kind_of(name)}
    key = stored["group"]
    answers = engine.ask_each({_GROUP: ("articles", sizes_of([key])), **about_names.questions(names, called)})
    group = groups_in(answers[_GROUP], partial(engine.ask, "articles")).get(key)
    about = about_names.about(names, called, answers) if names else None
    return article.model_copy(update={"group": group}), about


def _names(article: StoredArticle) -> frozenset[str]:
    speakers = [quote.speaker.id for quote in article.quotes if quote.speaker]
    return frozenset([*(entity.id for entity in article.entities), *speakers])
