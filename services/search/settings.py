"""Settings of the search service: everything in :mod:`shared.settings`, and what the index and its API need."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

import shared.settings


class Settings(shared.settings.Settings):
    """Settings of the indexer and the search API. Each is an environment variable ``QUOTEWIRE_…``."""

    search_port: int = 8002
    """Where the search API listens."""

    ingest_url: str = "http://127.0.0.1:8001"
    """Address of ingest, to which the page sends what people add there. Searching never needs it."""

    search_engine: Literal["elasticsearch", "sqlite"] = "elasticsearch"
    """Which index adapter is used. Elasticsearch is what the API is designed for; ``make run`` sets ``sqlite``."""

    elasticsearch_url: str = "http://127.0.0.1:9200"
    """Where Elasticsearch 9 answers. Several nodes are separated by commas."""

    elasticsearch_api_key: SecretStr | None = None
    """The API key for Elasticsearch, base64 as it gives them out. None: it asks for none, as on one machine."""

    elasticsearch_prefix: str = "quotewire"
    """What the names of our indices and aliases begin with, so that several stacks can share a cluster."""

    elasticsearch_cache: bool = True
    """Whether Elasticsearch keeps what it has counted for a question, and the order of the results, until the index has
    changed. What is kept is true; it takes a hundredth of its memory. Off to measure what a new question takes."""

    sqlite_path: Path = Path("data/index.sqlite3")
    """The file of the embedded index. Its folder is made if it is missing."""

    sqlite_walk_seconds: int = Field(3_600, ge=1)
    """How long the embedded index keeps what was replaced for walks from page to page that began before. It costs disk
    only; past it, a walk over what has changed meanwhile ends with 410."""

    index_batch: int = Field(100, ge=1)
    """Articles that the indexer writes at once: a megabyte of usual articles and their quotes as they came, seven as
    Elasticsearch is sent them. That writes a tenth more than with 50, a third more with 200, for 60 MB of memory more;
    SQLite gains next to nothing."""

    cursor_seconds: int = Field(300, ge=1)
    """How long a paging cursor, and Elasticsearch's snapshot behind it, may lie unused. Every page gives a new one, so
    this is the longest pause between two pages; a snapshot keeps merged segments from being freed."""

    cursors_per_client: int = Field(10, ge=1)
    """Elasticsearch's snapshots that one client may keep open; one more closes its oldest, whose cursor then gives 410.
    A reader pages through one or two lists at a time, a program through a few; more would be somebody's leak. Each API
    process counts for itself."""

    cursor_secret: SecretStr | None = None
    """The key that signs cursors; the same on every replica. None: the index's own secret, so that all who serve one
    index agree, also after a restart, without being told. See :meth:`services.search.index.port.Index.secret`."""

    reconcile_origins: Annotated[list[str], NoDecode] = Field(["http://127.0.0.1:3333", "http://localhost:3333"])
    """Origins whose pages may ask ``/v1/reconcile`` and show its previews (comma-separated), see docs/reconciling.md.
    The defaults are where OpenRefine serves its own page to who runs it on this machine, and to nobody else; that page
    suggests names and shows previews from the browser. Nothing below that path writes."""

    @field_validator("reconcile_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return cls._comma_separated(value)
