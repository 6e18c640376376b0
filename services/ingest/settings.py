"""Ingest's settings."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from services.ingest.signatures import read_secret
from shared import settings


class Settings(settings.Settings):
    """Settings that only ingest needs."""

    ingest_port: int = 8001
    """Port of the write API."""

    search_url: str = "http://127.0.0.1:8002"
    """Address of the search service, from which ``?wait=`` reads the finished article. Accepting never needs it."""

    prepare_batch: int = Field(8, ge=1)
    """Pages that the worker extracts in one go. Extraction does not gain from batches; leases and commits do."""

    fetch_contact: Annotated[str, Field(max_length=200, pattern=r"^[\x20-\x7e]*$")] = ""
    """Address of a page, or of a mailbox, that tells a site's owner who fetches from it; it stands in the User-Agent.
    Empty by default, since only you know it: set it before you fetch from other people's sites."""

    fetch_private_hosts: Annotated[list[str], NoDecode] = Field([])
    """Hosts (comma-separated, as they stand in an address) that may be fetched from though they are not on the public
    internet, such as an intranet's. None by default: who may post could otherwise read what only this machine can."""

    fetch_seconds: float = Field(8, gt=0, le=10)
    """Seconds that fetching one address may take, redirects included. Ten at most: others wait in the same batch."""

    fetch_max_bytes: int = Field(4_000_000, gt=0)
    """Bytes that a page may have, decompressed. Pages of news have 0.1 to 2 MB; it waits in Redis until its article is
    extracted."""

    gone_pages: Literal["keep", "delete"] = "keep"
    """Fate of an article that we have when its address is posted again and its page is gone (404, 410): ``keep`` leaves
    it searchable and notes the time as its ``page_gone_at``, ``delete`` deletes it. Kept by default, since sites lose
    pages by mistake, and a record should outlive them."""

    feed_least_minutes: float = Field(10, gt=0, le=24 * 60)
    """Minutes between two polls of a feed at least, whatever it brings, unless its own interval is set by hand. Ten as
    mediacloud/rss-fetcher has it: nobody has to read news sooner, and a site's owner sees each request."""

    feed_robots: Literal["heed", "ignore"] = "heed"
    """Whether the robots.txt of a site counts for its feeds, too: ``heed`` it as for pages, or ``ignore`` it. Heeded by
    default; a site may close its feeds to search engines and still mean them for readers: ask it before you do not."""

    feed_max_bytes: int = Field(8_000_000, gt=0)
    """Bytes that a feed may have, decompressed. Those with whole articles in them have 0.2 to 3 MB."""

    @field_validator("fetch_private_hosts", mode="before")
    @classmethod
    def _lower_case(cls, value: object) -> object:
        return [part.strip().lower() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    push_secrets: Annotated[list[SecretStr], NoDecode] = Field([])
    """Secrets (``whsec_…``, comma-separated) one of which has to sign what comes to ``POST /v1/push``. None: it takes
    unsigned articles, as a network of one's own may do; two: while one is being replaced by the other."""

    @field_validator("push_secrets", mode="before")
    @classmethod
    def _secrets(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("push_secrets")
    @classmethod
    def _readable(cls, secrets: list[SecretStr]) -> list[SecretStr]:
        for secret in secrets:
            read_secret(secret.get_secret_value())
        return secrets

    @cached_property
    def push_keys(self) -> list[bytes]:
        """The keys of :attr:`push_secrets`."""
        return [read_secret(secret.get_secret_value()) for secret in self.push_secrets]
