"""Ingest's API over a real Redis, for the tests that post to it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from services.ingest.settings import Settings
from shared import settings as shared_settings
from shared.delivery.receipts import Receipts
from tests.support.ingest_api import ingesting


@pytest.fixture
def api(settings: shared_settings.Settings) -> Iterator[tuple[httpx.Client, Receipts]]:
    with ingesting(Settings(redis_url=settings.redis_url, queue_name_prefix=settings.queue_name_prefix)) as both:
        yield both
