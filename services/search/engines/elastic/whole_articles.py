"""Whole articles out of Elasticsearch, and back into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from services.search.engines.elastic import documents
from services.search.engines.elastic.bulk import Put, put
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.engines.elastic.grouping import Grouping
from services.search.engines.elastic.layout import Layout
from services.search.groups.texts import text_of
from services.search.index.changes import Result
from services.search.index.rules import GENERATIONS
from services.search.index.whole_articles import WholeArticle, WholeVersion
from shared.cleaning.article import CleanedArticle
from shared.errors import QuotewireError, Unavailable
from shared.models.annotations import Annotation

READ_TOGETHER = 20
"""Articles read in one request: with all their past each may have some ten megabytes."""

Stored = Mapping[str, Any]


def read(client: Elasticsearch, layout: Layout, after: str) -> Iterator[WholeArticle]:
    """Yield all behind an id by ascending id; each request asks for the present."""
    while True:
        with elasticsearch_errors():
            answer = client.search(
                index=layout.articles.write,
                query={"range": {"id": {"gt": after}}},
                sort=[{"id": "asc"}],
                size=READ_TOGETHER,
                version=True,
                track_total_hits=False,
                allow_partial_search_results=False,
            )
        hits = answer["hits"]["hits"]
        if not hits:
            return
        yield from (_whole(hit["_id"], hit["_version"], hit["_source"]) for hit in hits)
        after = hits[-1]["_id"]


def revisions(client: Elasticsearch, layout: Layout, ids: Sequence[str]) -> dict[str, int]:
    """Return the revision that is held of each."""
    return {hit["_id"]: hit["_version"] for hit in _get(client, layout.articles.write, ids, source=False)}


def merged_into(client: Elasticsearch, layout: Layout, ids: Sequence[str]) -> dict[str, str]:
    """Return the articles that these were merged into."""
    held = _get(client, layout.articles.write, ids, source=["stored.into"])
    stored = {hit["_id"]: hit["_source"].get("stored", {}) for hit in held}
    return {id: parts["into"] for id, parts in stored.items() if "into" in parts}


def put_back(client: Elasticsearch, layout: Layout, articles: Sequence[WholeArticle]) -> list[Result]:
    """Write articles, then the quotes of those that are now held at their revision, and make both searchable."""
    ids = [article.id for article in articles]
    held = {
        hit["_id"]: hit for hit in _get(client, layout.articles.write, ids, source=["stored.slots", "stored.group"])
    }
    made = [_documents(article, held.get(article.id)) for article in articles]
    puts = [
        Put(layout.articles.write, article.id, article.revision, document)
        for article, (document, _) in zip(articles, made, strict=True)
    ]
    outcomes = put(client, puts)
    now = revisions(client, layout, ids)
    results: list[Result] = []
    quotes: list[Put] = []
    owners: list[int] = []
    for place, (article, (_, said), outcome) in enumerate(zip(articles, made, outcomes, strict=True)):
        if isinstance(outcome, QuotewireError):
            results.append(outcome)
        elif now.get(article.id) != article.revision:
            results.append("superseded")
        else:
            results.append("written")
            for slot, document in enumerate(said):
                quotes.append(
                    Put(layout.quotes.write, documents.quote_id(article.id, slot), article.revision, document)
                )
                owners.append(place)
    for place, ended in zip(owners, put(client, quotes), strict=True):
        if isinstance(ended, QuotewireError):
            results[place] = ended
    with elasticsearch_errors():
        client.indices.refresh(index=[layout.articles.write, layout.quotes.write])
    written = {
        article.id: (str(document["group"]), text_of(article.versions[-1].article))
        for article, (document, _), result in zip(articles, made, results, strict=True)
        if result == "written" and article.versions
    }
    left = [hit["_source"]["stored"]["group"] for hit in held.values() if "group" in hit["_source"]["stored"]]
    Grouping(client, layout.articles.write, layout.quotes.write).settle(written, left)
    return results


def _get(
    client: Elasticsearch, alias: str, ids: Sequence[str], source: bool | Sequence[str]
) -> list[Mapping[str, Any]]:
    if not ids:
        return []
    with elasticsearch_errors():
        answer = client.mget(index=alias, ids=ids, source=source)
    for hit in answer["docs"]:
        if "error" in hit:
            raise Unavailable(f"Elasticsearch cannot read {hit['_id']}: {hit['error'].get('reason')}")
    return [hit for hit in answer["docs"] if hit["found"]]


def _whole(id: str, revision: int, source: Stored) -> WholeArticle:
    if source["deleted"]:
        into = source["stored"].get("into", "")
        ended, former = documents.ended_at(source), source["stored"].get("former_quote_ids", {})
        return WholeArticle(id=id, revision=revision, deleted_at=ended, into=into, former_quote_ids=former)
    stored = source["stored"]
    versions = [
        WholeVersion(
            version=entry["version"],
            accepted_at=entry["accepted_at"],
            indexed_at=entry["indexed_at"],
            text_hash=entry.get("text_hash", ""),
            article=CleanedArticle.model_validate(entry["article"]),
            annotation=Annotation.model_validate(entry["annotation"]),
        )
        for entry in [*reversed(stored["past"]), stored]
    ]
    former = stored.get("former_quote_ids", {})
    return WholeArticle(id=id, revision=revision, versions=versions, former_quote_ids=former)


def _documents(article: WholeArticle, held: Stored | None) -> tuple[Stored, Sequence[Stored]]:
    """Return the article's document and those of its quotes, by slot, tombstones at slots that are not used."""
    slots: int = held["_source"]["stored"]["slots"] if held else 0
    if article.deleted_at is not None:
        version = article.revision // GENERATIONS
        ended = article.deleted_at
        source: Stored = documents.article_tombstone(
            article.id, version, slots, ended, into=article.into, former=article.former_quote_ids
        )
        return documents.rebuilt(article.id, article.revision, source, article.deleted_at)
    stored: dict[str, Any] = {}
    for one in article.versions:
        past = documents.past_of(stored, one.version)
        stored = documents.payload(
            one.change(article.id),
            one.article,
            one.annotation,
            past,
            max(slots, len(one.annotation.quotes)),
            one.indexed_at,
            article.former_quote_ids,
        )
    return documents.rebuilt(article.id, article.revision, {"deleted": False, "stored": stored}, datetime.now(UTC))
