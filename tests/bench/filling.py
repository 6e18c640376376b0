"""An Elasticsearch index filled for measuring: invented articles, each several times under other ids, in plain bulks.

The documents are those that the indexer writes, made once for all copies of an article. Nothing is looked for before
they are written, as the indexer does, so that what is a copy of what is left open: each is a group of its own.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from services.search.engines.elastic import documents
from services.search.engines.elastic.bulk import REQUEST_BYTES
from services.search.engines.elastic.layout import Layout
from services.search.groups.texts import text_of
from services.search.index.changes import Change
from services.search.index.rules import revision
from tests.bench.news import World

_SECONDS = 120
"""A bulk may take so long on a machine that others use, too."""

_AT_ONCE = 2
"""Bulks under way: Elasticsearch writes one index of one bulk at a time."""


def fill(client: Elasticsearch, layout: Layout, world: World, count: int, made: int) -> None:
    """Write ``count`` articles into empty indices, of which ``made`` are different; visible when this returns."""
    patient = client.options(request_timeout=_SECONDS)
    indices = (layout.articles.write, layout.quotes.write)
    hurried = {"index.refresh_interval": -1, "index.translog.durability": "async"}
    patient.indices.put_settings(index=indices, settings=hurried)
    with ThreadPoolExecutor(_AT_ONCE) as senders:
        under_way: deque[Future[None]] = deque()
        for lines in _bulks(layout, world, count, made):
            if len(under_way) == _AT_ONCE:
                under_way.popleft().result()
            under_way.append(senders.submit(_send, patient, lines))
        for each in under_way:
            each.result()
    patient.indices.put_settings(index=indices, settings=dict.fromkeys(hurried))
    patient.indices.refresh(index=indices)


def _bulks(layout: Layout, world: World, count: int, made: int) -> Iterator[list[bytes]]:
    """Yield the documents, as many at once as one request takes."""
    lines: list[bytes] = []
    size = 0
    for number in range(made):
        for line in _lines(world.article(number), layout, number, made, count):
            lines.append(line)
            size += len(line)
        if size > REQUEST_BYTES:
            yield lines
            lines, size = [], 0
    if lines:
        yield lines


def _send(client: Elasticsearch, lines: list[bytes]) -> None:
    operations: Any = lines
    answer = client.bulk(operations=operations, filter_path=["errors", "items.*.error"])
    assert not answer["errors"], answer["items"][0]


def _lines(change: Change, layout: Layout, number: int, made: int, count: int) -> Iterator[bytes]:
    """Yield the documents of an article, and of its copies: every so many articles one."""
    article, annotation = change.article, change.annotation
    assert article and annotation
    now, quotes = datetime.now(UTC), annotation.quotes
    kept = documents.payload(change, article, annotation, [], len(quotes), now, {})
    written = revision(change, annotation)
    whole, parts = documents.whole_documents(change.id, written, article, annotation, kept, text_of(article))
    puts = [(layout.articles.write, change.id, whole)]
    puts += [(layout.quotes.write, documents.quote_id(change.id, slot), part) for slot, part in enumerate(parts)]
    for index, id, document in puts:
        action = {"_index": index, "_id": id, "version": written, "version_type": "external", "require_alias": True}
        line = f"{json.dumps({'index': action})}\n{json.dumps(document, ensure_ascii=False)}"
        for copy in range(number, count, made):
            copied = line.replace(change.id, f"news-{copy:06}")
            for quote in quotes if copy != number else ():
                copied = copied.replace(f'"{quote.id}"', f'"{quote.id}-{copy // made}"')
            yield copied.encode()
