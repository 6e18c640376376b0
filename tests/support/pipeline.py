"""Ingest, an annotator that finds nothing, and the indexer in one process, over a real Redis and an index file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from services.ingest.settings import Settings as IngestSettings
from services.ingest.worker import prepare_page
from services.search.bootstrap import open_index
from services.search.settings import Settings
from services.search.worker import Indexer
from shared import settings as shared_settings
from shared.delivery.receipts import Receipts
from shared.delivery.stage import Line, Next, drain
from shared.models.annotations import Annotation, Annotator
from shared.models.receipts import Stage
from tests.support.ingest_api import ARTICLE, ingesting

EMPTY = Annotation(annotator=Annotator(version="none", generation=0)).model_dump_json()


class Pipeline:
    """One of them; see the module."""

    def __init__(self, client: httpx.Client, receipts: Receipts, settings: Settings) -> None:
        self.client, self.receipts, self.settings = client, receipts, settings
        self.start_indexer()

    def start_indexer(self) -> None:
        self._indexer = Indexer(self.settings)

    def post(self, body: str) -> httpx.Response:
        return self.client.post("/v1/articles", json=ARTICLE | {"body": body})

    def work(self) -> None:
        for stage, handle in (
            (Stage.PREPARING, lambda jobs: [prepare_page(job) for job in jobs]),
            (Stage.ANNOTATING, lambda jobs: [Next(Stage.INDEXING, annotation=EMPTY) for _ in jobs]),
            (Stage.INDEXING, self._indexer),
        ):
            drain(Line(stage, handle, lambda _: None, 10), self.receipts, self.settings)

    def indexed(self, *bodies: str) -> list[str]:
        """Post and index them one after the other; return their ids."""
        ids = []
        for body in bodies:
            ids.append(str(self.post(body).json()["id"]))
            self.work()
        return ids

    def found(self, id: str) -> bool:
        with closing(open_index(self.settings)) as index:
            return index.article(id) is not None

    def health(self) -> dict[str, object]:
        answer = self.client.get("/health/ready")
        assert answer.status_code == 200
        return dict(answer.json())

    def lose(self) -> None:
        """Take the index file away, as a lost disk would, and start the indexer anew."""
        for file in self.settings.sqlite_path.parent.glob(f"{self.settings.sqlite_path.name}*"):
            file.unlink()
        self.start_indexer()


@contextmanager
def pipeline_on(settings: shared_settings.Settings, path: Path) -> Iterator[Pipeline]:
    """A pipeline whose index is the file at ``path``."""
    of_redis = {"redis_url": settings.redis_url, "queue_name_prefix": settings.queue_name_prefix}
    of_index = Settings(**of_redis, search_engine="sqlite", sqlite_path=path)  # type: ignore[arg-type]
    with ingesting(IngestSettings(**of_redis)) as (client, receipts):  # type: ignore[arg-type]
        yield Pipeline(client, receipts, of_index)
