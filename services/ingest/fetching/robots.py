"""robots.txt (RFC 9309): what a site asks crawlers to leave alone, kept for a while in this process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from services.ingest.fetching.failures import FetchFailed

MAX_BYTES = 500 * 1024
"""Read of a robots.txt; what stands behind is not heeded. RFC 9309 asks for at least so much."""

KEPT_SECONDS, KEPT_AFTER_FAILURE_SECONDS = 24 * 3600, 600
"""How long the rules of a site are kept: RFC 9309 allows a day. Those that cannot be read are soon asked for again."""

MOST_SITES = 1_000
"""Sites whose rules are kept; the one asked for longest ago goes first."""

LONGEST_DELAY = 60.0
"""Of a Crawl-delay, in seconds: a site that asks for hours would never be read."""

Read = Callable[[str], Awaitable[tuple[int, bytes]]]
"""Return status and body of a robots.txt at an address, after redirects. Raises FetchFailed."""


@dataclass(frozen=True)
class _Rules:
    parsed: Protego | None
    """None: no rules could be read, so nothing may be fetched."""
    until: float


class Robots:
    """Rules of the sites that were asked for last."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._rules: OrderedDict[str, _Rules] = OrderedDict()

    async def check(self, site: str, url: str, read: Read) -> None:
        """Return if the site (*https://example.org*) lets us fetch ``url``. Raises FetchFailed (``robots``)."""
        rules = self._kept(site) or self._keep(site, await self._read(site, read))
        if rules.parsed is None:
            raise FetchFailed("robots", f"The robots.txt of {site} cannot be read at the moment.", temporary=True)
        if not rules.parsed.can_fetch(url, self._agent):
            raise FetchFailed("robots", f"The robots.txt of {site} asks {self._agent} not to fetch this address.")

    def delay(self, site: str) -> float:
        """Return the seconds between two requests that the site asks for, as far as is known; 0 where it does not."""
        rules = self._kept(site)
        asked = rules.parsed.crawl_delay(self._agent) if rules and rules.parsed else None
        return min(LONGEST_DELAY, float(asked or 0))

    def _kept(self, site: str) -> _Rules | None:
        rules = self._rules.get(site)
        return rules if rules and time.monotonic() < rules.until else None

    def _keep(self, site: str, rules: _Rules) -> _Rules:
        self._rules.pop(site, None)
        self._rules[site] = rules
        if len(self._rules) > MOST_SITES:
            self._rules.popitem(last=False)
        return rules

    async def _read(self, site: str, read: Read) -> _Rules:
        try:
            status, body = await read(f"{site}/robots.txt")
        except FetchFailed as failed:
            if failed.failure != "bad_encoding":  # what keeps us from robots.txt would keep us from the page
                raise
            status, body = 503, b""
        now = time.monotonic()
        if status >= 500 or status == 429:
            return _Rules(None, now + KEPT_AFTER_FAILURE_SECONDS)
        text = body.decode("utf-8", "replace") if status == 200 else ""  # no rules: everything is allowed
        return _Rules(Protego.parse(text), now + KEPT_SECONDS)
