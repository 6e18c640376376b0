"""Ingest's settings."""

from __future__ import annotations

from pydantic import Field

from shared import settings


class Settings(settings.Settings):
    """Settings that only ingest needs."""

    ingest_port: int = 8001
    """Port of the write API."""

    search_url: str = "http://127.0.0.1:8002"
    """Address of the search service, from which ``?wait=`` reads the finished article. Accepting never needs it."""

    prepare_batch: int = Field(8, ge=1)
    """Pages that the worker extracts in one go. Extraction does not gain from batches; leases and commits do."""
