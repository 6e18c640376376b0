"""What several modules here need: ingest's API over a real Redis, and settings of a search service."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services.ingest.settings import Settings
from services.search.settings import Settings as SearchSettings
from shared import settings as shared_settings
from shared.delivery.receipts import Receipts
from tests.support.ingest_api import ingesting
from tests.support.redis_server import RedisServer


@pytest.fixture
def api(settings: shared_settings.Settings) -> Iterator[tuple[httpx.Client, Receipts]]:
    with ingesting(Settings(redis_url=settings.redis_url, queue_name_prefix=settings.queue_name_prefix)) as both:
        yield both


@pytest.fixture
def search_settings(tmp_path: Path, redis_server: RedisServer) -> SearchSettings:
    """Settings of a search service on a new index file, with keys of its own in Redis."""
    return SearchSettings(
        redis_url=redis_server.url,
        queue_name_prefix=f"t{uuid.uuid4().hex[:8]}",
        search_engine="sqlite",
        sqlite_path=tmp_path / "index.sqlite3",
    )
