"""The two engines that the contract suite runs on: how each is opened, emptied, broken, and made to forget."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from elasticsearch import Elasticsearch

from services.search.engines.elastic import ElasticIndex
from services.search.engines.sqlite import SqliteIndex
from services.search.index.port import Index
from services.search.index.questions import Page
from tests.support.corpus import deletion
from tests.support.elasticsearch_local import free_port

GC_DELETES_SECONDS = 0.1


class Engine(Protocol):
    """One engine, as the suite needs it."""

    name: str

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Index]:
        """An empty, prepared index, gone afterwards."""

    def fresh(self, folder: Path) -> str:
        """Python source that makes ``index``, always the same one, which nobody has prepared yet."""

    def outlast_deletes(self) -> None:
        """Wait until the engine has forgotten the versions of what was really deleted (Elasticsearch: gc_deletes)."""

    def expire(self, index: Index, page: Page) -> None:
        """Take away the snapshot behind the page's ``next``."""

    def away(self, folder: Path) -> Index:
        """An index whose engine cannot be reached."""


class OnElasticsearch:
    """Elasticsearch at ``url``, each index under a prefix of its own."""

    name = "elasticsearch"

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = Elasticsearch(url)

    @contextmanager
    def opened(self, folder: Path) -> Iterator[ElasticIndex]:
        """See :class:`Engine`."""
        prefix = f"test-{uuid.uuid4().hex[:12]}"
        settings = {"index.gc_deletes": f"{int(GC_DELETES_SECONDS * 1000)}ms"}
        index = ElasticIndex(self.url, prefix=prefix, index_settings=settings)
        index.prepare()
        try:
            yield index
        finally:
            index.close()
            self.drop(prefix)

    def fresh(self, folder: Path) -> str:
        """See :class:`Engine`."""
        self.drop("test-fresh")
        return (
            "from services.search.engines.elastic import ElasticIndex\n"
            + f"index = ElasticIndex({self.url!r}, prefix='test-fresh')"
        )

    def drop(self, prefix: str) -> None:
        """Delete the indices under the prefix."""
        names = list(self.client.indices.get(index=f"{prefix}-*"))
        if names:
            self.client.indices.delete(index=names)

    def outlast_deletes(self) -> None:
        """See :class:`Engine`; the test of gc_deletes itself shows that this wait is long enough."""
        time.sleep(GC_DELETES_SECONDS * 10)
        self.client.indices.refresh(index="test-*")

    def expire(self, index: Index, page: Page) -> None:
        """See :class:`Engine`."""
        assert page.next
        self.client.close_point_in_time(id=page.next["snapshot"])

    def away(self, folder: Path) -> ElasticIndex:
        """See :class:`Engine`."""
        return ElasticIndex(f"http://127.0.0.1:{free_port()}")


class OnSqlite:
    """SQLite files in the test's folder."""

    name = "sqlite"

    @contextmanager
    def opened(self, folder: Path) -> Iterator[SqliteIndex]:
        """See :class:`Engine`."""
        self._path = folder / f"{uuid.uuid4().hex}.sqlite3"
        index = SqliteIndex(self._path, walk_seconds=300)
        index.prepare()
        try:
            yield index
        finally:
            index.close()

    def fresh(self, folder: Path) -> str:
        """See :class:`Engine`."""
        path = folder / "new" / "index.sqlite3"
        return (
            "from pathlib import Path\nfrom services.search.engines.sqlite import SqliteIndex\n"
            f"index = SqliteIndex(Path({str(path)!r}), walk_seconds=300)"
        )

    def outlast_deletes(self) -> None:
        """Nothing is forgotten before the purge."""

    def expire(self, index: Index, page: Page) -> None:
        """See :class:`Engine`: an article that the walk has yet to show is replaced, and what it was is purged."""
        index.write([deletion("talks-2", 2)])
        impatient = SqliteIndex(self._path, walk_seconds=0)
        impatient.purge(datetime.now(UTC) + timedelta(hours=1))
        impatient.close()

    def away(self, folder: Path) -> SqliteIndex:
        """See :class:`Engine`: the file's folder is a file."""
        (folder / "occupied").write_text("")
        return SqliteIndex(folder / "occupied" / "index.sqlite3", walk_seconds=300)
