"""Settings that every process has. Each service adds its own in its ``settings.py``.

Every setting is an environment variable with the prefix ``QUOTEWIRE_``: ``QUOTEWIRE_REDIS_URL``.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Settings that ingest, nlp and search have in common."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_", frozen=True, extra="ignore")

    redis_url: str = "redis://127.0.0.1:6379/0"
    """Address of the Redis that holds receipts, waiting sets and Celery's queues."""

    host: str = "127.0.0.1"
    """The address to listen on. This machine only, since nothing asks for a password by default."""

    health_port: int = 9101
    """Port where a worker answers /health and /metrics; the APIs answer on their own. 0 turns it off."""

    allowed_hosts: Annotated[list[str], NoDecode] = ["localhost", "127.0.0.1", "[::1]"]
    """Host names that requests may be addressed to (comma-separated). Any other is refused, so that a page in a
    browser cannot reach us through a name that it controls (DNS rebinding)."""

    allowed_origins: Annotated[list[str], NoDecode] = []
    """Origins, beside our own, whose pages may write to us (comma-separated)."""

    max_request_bytes: int = 2 * 1024 * 1024
    """Limit of a request body, in received bytes. A million characters of most scripts fit in JSON within it."""

    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""

    log_format: str = "json"
    """``json`` for machines, ``console`` for people."""

    lease_seconds: float = Field(30, gt=0)
    """Seconds for which a worker holds what it took up before others may have it. It renews at a third of that, so this
    is only how long the work of a killed worker lies still."""

    sweep_seconds: float = Field(5, gt=0)
    """Seconds between sweeps, which return expired leases and ring where articles wait. A lost job costs this much."""

    max_attempts: int = Field(3, ge=1)
    """Times that an article may kill or fail its worker before it goes to quarantine."""

    receipt_days: float = Field(30, gt=0)
    """Days that final receipts, aliases and fingerprints are kept. Afterwards a repost is merely annotated again."""

    queue_name_prefix: str = "qw"
    """Prefix of every Redis key and Celery queue, so that several stacks can share a Redis in tests."""

    @field_validator("allowed_hosts", "allowed_origins", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
