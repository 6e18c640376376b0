"""Ingest as the pages use it: its public API, for what they add and look after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import httpx

from shared import errors

SECONDS = 10.0
"""Longest time that a page waits for ingest: what it accepts is on disk within one."""

LINES, LINES_SECONDS = 500, 60.0
"""Lines posted at once, of which ingest takes several hundred a second, and how long a page waits for their results."""

FEED_SECONDS = 30.0
"""How long a page waits for a feed to be added: ingest looks at it first, when it is its turn at the feed's host."""

_LINES = {"content-type": "application/x-ndjson"}


class Ingest:
    """Client of ingest. Each method raises Unavailable while it is away, and Refused with its reason."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=SECONDS)

    def add(self, article: Mapping[str, Any]) -> Mapping[str, Any]:
        """Post an article; return its id, version and state."""
        return self._ask("POST", "/v1/articles", json=article)

    def add_all(self, lines: Iterable[bytes]) -> Iterator[Mapping[str, Any]]:
        """Post lines of JSON, an article each; yield the result of each in order, its ``line`` counted from 1."""
        rest, done = iter(lines), 0
        while some := list(islice(rest, LINES)):
            body = b"".join(line.rstrip() + b"\n" for line in some)
            for result in self._results(body):
                yield {**result, "line": result["line"] + done}
            done += len(some)

    def receipt(self, id: str, version: int | None = None) -> Mapping[str, Any]:
        """Return what became of an article's version, of the newest if none is given."""
        return self._ask("GET", f"/v1/receipts/{id}", params={"version": version} if version else {})

    def status(self) -> Mapping[str, Any]:
        """Return what waits, and how Redis is."""
        return self._ask("GET", "/v1/status")

    def sources(self, size: int) -> Mapping[str, Any]:
        """Return what became of the inputs of each source, and of all; the sources seen last."""
        return self._ask("GET", "/v1/sources", params={"size": size})

    def refusals(self) -> Mapping[str, Any]:
        """Return the latest refusals with their reasons."""
        return self._ask("GET", "/v1/refusals")

    def quarantine(self, size: int, offset: int = 0) -> Mapping[str, Any]:
        """Return a page of the quarantine."""
        return self._ask("GET", "/v1/quarantine", params={"size": size, "offset": offset})

    def replay(self, id: str) -> Mapping[str, Any]:
        """Send a quarantined article back to its stage."""
        return self._ask("POST", f"/v1/quarantine/{id}/replay", json={})

    def discard(self, id: str) -> Mapping[str, Any]:
        """Give a quarantined article up."""
        return self._ask("DELETE", f"/v1/quarantine/{id}")

    def feeds(self, size: int, offset: int = 0, *, quiet: bool = False) -> Mapping[str, Any]:
        """Return a page of the feeds, those added last first; or of those that are quiet, the longest quiet first."""
        return self._ask("GET", "/v1/feeds", params={"size": size, "offset": offset, "quiet": quiet})

    def feed(self, id: str) -> Mapping[str, Any]:
        """Return a feed with its latest fetches."""
        return self._ask("GET", f"/v1/feeds/{id}")

    def add_feed(self, url: str) -> Mapping[str, Any]:
        """Add a feed and return it. Raises NoFeed, which lists the feeds that its page links to."""
        return self._ask("POST", "/v1/feeds", json={"url": url}, timeout=FEED_SECONDS)

    def add_feeds(self, opml: bytes) -> Mapping[str, Any]:
        """Add the feeds of an OPML list; return how many were added and known, and which were refused."""
        return self._ask("POST", "/v1/feeds/opml", content=opml, headers={"content-type": "text/x-opml"})

    def act_on_feed(self, id: str, action: str) -> None:
        """Pause, resume, poll or remove a feed."""
        if action == "remove":
            self._ask("DELETE", f"/v1/feeds/{id}")
        else:
            self._ask("POST", f"/v1/feeds/{id}/{action}", json={})

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def _results(self, lines: bytes) -> list[Mapping[str, Any]]:
        try:
            answer = self._client.post("/v1/articles/bulk", content=lines, headers=_LINES, timeout=LINES_SECONDS)
            answer.raise_for_status()
            return [json.loads(line) for line in answer.text.splitlines()]
        except (httpx.HTTPError, ValueError):
            raise errors.Unavailable("Ingest, which takes articles in, does not answer.") from None

    def _ask(self, method: str, path: str, **options: Any) -> Mapping[str, Any]:
        try:
            answer = self._client.request(method, path, **options)
            document: Mapping[str, Any] = answer.json() if answer.content else {}
        except (httpx.HTTPError, ValueError):
            raise errors.Unavailable("Ingest, which takes articles in, does not answer.") from None
        if answer.status_code == 404:
            raise errors.NotFound(str(document.get("detail", "There is no such article.")))
        if answer.status_code >= 500 or answer.status_code == 429:
            raise errors.Unavailable(str(document.get("detail", "Ingest cannot take it at the moment.")))
        if document.get("code") == errors.NoFeed.code:
            raise errors.NoFeed(str(document["detail"]), feeds=document.get("feeds", []))
        if answer.is_error:
            raise errors.Refused(str(document.get("detail", "Ingest refused it.")))
        return document
