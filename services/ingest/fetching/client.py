"""Client for the addresses of strangers: one bounded GET, with manners."""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Self, TypeVar

import httpx

from services.ingest.fetching import body
from services.ingest.fetching.addresses import Resolve, addresses_of, look_up
from services.ingest.fetching.failures import FetchFailed, NotYet
from services.ingest.fetching.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from services.ingest.fetching.robots import Robots
from services.ingest.settings import Settings
from shared import metrics
from shared.delivery.visits import Visits

AGENT = "Quotewire"
"""The name that robots.txt files call us by."""

MOST_REDIRECTS = 10
"""Redirects in a row; browsers allow 20, and RFC 9309 asks for 5 at least."""

LONGEST_RETRY_AFTER = 24 * 3600.0
"""Of a Retry-After, in seconds, as mediacloud/rss-fetcher has it."""

PAUSE_SECONDS = 60.0
"""How long a host is left alone that answers 429 or 503 without saying when to come back."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}

T = TypeVar("T")


@dataclass(frozen=True)
class Fetched:
    """An answer, of whatever status; only 2xx ones have their body."""

    url: str
    """The address that answered, after redirects."""
    status: int
    headers: Mapping[str, str]
    """By names in lower case."""
    body: bytes = b""

    @property
    def redirects(self) -> bool:
        """Return whether the answer names another address."""
        return self.status in _REDIRECTS and "location" in self.headers

    @property
    def retry_after(self) -> float | None:
        """Return the seconds that the server asks us to stay away, from a number or a date; None where it does not."""
        given = self.headers.get("retry-after", "").strip()
        if given.isascii() and given.isdigit():
            return min(float(given[:10]), LONGEST_RETRY_AFTER)
        try:
            at = parsedate_to_datetime(given)
        except (ValueError, OverflowError):  # a year of a hundred digits
            return None
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
        return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


class Client:
    """Fetches. One for each process; ``resolve`` is another way to look hosts up, for tests."""

    def __init__(self, settings: Settings, visits: Visits, *, resolve: Resolve = look_up) -> None:
        contact = f" (+{settings.fetch_contact})" if settings.fetch_contact else ""
        self.user_agent = f"{AGENT}/{version('quotewire')}{contact}"
        self._settings, self._visits, self._resolve = settings, visits, resolve
        self._robots = Robots(AGENT)

    async def fetch(
        self,
        url: str,
        *,
        ticket: str,
        accept: str = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
        etag: str = "",
        last_modified: str = "",
        max_bytes: int | None = None,
        robots: bool = True,
    ) -> Fetched:
        """Fetch an address; return the answer of whatever status, after redirects.

        ``ticket`` names the request in each host's queue (an article's id, a feed's). With ``etag`` or
        ``last_modified``, as the last answer gave them, the answer may be a 304 without a body. ``robots``: whether
        robots.txt is heeded. Raises FetchFailed; NotYet where it is not this request's turn; Unavailable while Redis is
        away.
        """
        conditions = {"If-None-Match": etag} if etag else {"If-Modified-Since": last_modified} if last_modified else {}
        headers = {"Accept": accept, **conditions}
        limit = max_bytes or self._settings.fetch_max_bytes
        try:
            async with asyncio.timeout(self._settings.fetch_seconds):
                fetched = await self._follow(url, ticket, headers, limit, robots=robots)
        except TimeoutError:
            failed = FetchFailed("too_slow", f"No whole answer within {self._settings.fetch_seconds:g} s.")
            metrics.FETCHES.labels(failed.failure).inc()
            raise failed from None
        except FetchFailed as failed:
            metrics.FETCHES.labels(failed.failure).inc()
            raise
        metrics.FETCHES.labels(f"{fetched.status // 100}xx").inc()
        return fetched

    async def _follow(self, url: str, ticket: str, headers: Mapping[str, str], limit: int, *, robots: bool) -> Fetched:
        """Follow redirects. Each host on the way is visited once, however often the address leads through it."""
        seen: set[str] = set()
        target = _parsed(url)
        with _Tour(self._visits, ticket) as tour:
            for _ in range(MOST_REDIRECTS + 1):
                seen.add(str(target))
                tour.visit(_host(target), self._robots.delay(_site(target)))
                if robots:
                    await self._robots.check(_site(target), str(target), self._read_robots)
                fetched = await self._get(target, headers, limit)
                if fetched.status in (429, 503):
                    self._visits.pause(_host(target), fetched.retry_after or PAUSE_SECONDS)
                if not fetched.redirects:
                    return fetched
                target = _parsed(fetched.headers["location"], base=target)
                if str(target) in seen:
                    raise FetchFailed("too_many_redirects", "The address redirects in a circle.")
        raise FetchFailed("too_many_redirects", f"The address redirects more than {MOST_REDIRECTS} times.")

    async def _read_robots(self, url: str) -> tuple[int, bytes]:
        """Read a robots.txt. It goes with the visit that asks for it, and has no turn of its own."""
        target = _parsed(url)
        try:
            async with asyncio.timeout(self._settings.fetch_seconds / 2):
                for _ in range(MOST_REDIRECTS + 1):
                    fetched = await self._get(target, {"Accept": "text/plain,*/*;q=0.1"}, MAX_ROBOTS_BYTES, cut=True)
                    if not fetched.redirects:
                        return fetched.status, fetched.body
                    target = _parsed(fetched.headers["location"], base=target)
        except TimeoutError:
            raise FetchFailed("too_slow", f"No whole answer from {url}.") from None
        return 404, b""  # as RFC 9309 has it for too many redirects

    async def _get(self, target: httpx.URL, headers: Mapping[str, str], limit: int, *, cut: bool = False) -> Fetched:
        """Send one GET to an address that was checked just now, and to no other."""
        port = target.port or _PORTS[target.scheme]
        allowed = self._settings.fetch_private_hosts
        addresses = await addresses_of(_host(target), port, allowed=allowed, resolve=self._resolve)
        for last, address in zip([False] * (len(addresses) - 1) + [True], addresses, strict=True):
            try:
                return await self._send(target, address, headers, limit, cut=cut)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if last:
                    raise FetchFailed("no_connection", f"The host cannot be connected to ({error}).") from error
            except httpx.TimeoutException as error:
                raise FetchFailed("too_slow", "The server takes too long to answer.") from error
            except httpx.HTTPError as error:
                raise FetchFailed(
                    "no_connection", f"The answer is not valid HTTP, or was cut off ({error})."
                ) from error
        raise AssertionError("a host has at least one address")

    async def _send(
        self, target: httpx.URL, address: str, headers: Mapping[str, str], limit: int, *, cut: bool
    ) -> Fetched:
        request = httpx.Request(
            "GET",
            target.copy_with(host=f"[{address}]" if ":" in address else address),
            headers={
                "Host": target.netloc.decode("ascii"),
                "User-Agent": self.user_agent,
                "Accept-Encoding": body.ACCEPTED_ENCODINGS,
                **headers,
            },
            extensions={
                "timeout": httpx.Timeout(
                    self._settings.fetch_seconds, connect=self._settings.fetch_seconds / 2
                ).as_dict(),
                "sni_hostname": _host(target),  # the certificate is checked against the name, not the address
            },
        )
        # A connection for each request: a kept one to the same address may be another host's.
        async with httpx.AsyncHTTPTransport(verify=_trusted(), trust_env=False) as transport:
            response = await transport.handle_async_request(request)
            try:
                return await _answer(str(target), response, limit, cut=cut)
            finally:
                await response.aclose()


class _Tour:
    """The visits of one fetch: begun when a host is first asked, and ended together."""

    def __init__(self, visits: Visits, ticket: str) -> None:
        self._visits, self._ticket, self._hosts = visits, ticket, set[str]()

    def visit(self, host: str, delay: float) -> None:
        """Begin a visit to a host, unless it is begun. Raises NotYet."""
        if host in self._hosts:
            return
        if seconds := self._visits.ask(host, self._ticket, delay=delay):
            raise NotYet(host, seconds)
        self._hosts.add(host)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for host in self._hosts:
            self._visits.end(host, self._ticket)


async def _answer(url: str, response: httpx.Response, limit: int, *, cut: bool) -> Fetched:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if not 200 <= response.status_code < 300:
        return Fetched(url, response.status_code, headers)
    length = headers.get("content-length", "")
    if length.isdigit() and int(length[:20]) > limit and not cut:
        raise FetchFailed("too_large", f"The answer has more than {limit:,} bytes.")
    assert isinstance(response.stream, httpx.AsyncByteStream)
    content = await body.read(response.stream, headers.get("content-encoding", ""), limit, cut=cut)
    return Fetched(url, response.status_code, headers, content)


def together(fetches: Sequence[Callable[[], Awaitable[T]]]) -> list[T | Exception]:
    """Run fetches at the same time; return each one's result, or what it raised, in order."""

    async def settle(fetch: Callable[[], Awaitable[T]]) -> T | Exception:
        try:
            return await fetch()
        except Exception as error:  # noqa: BLE001 - its type is judged by the caller
            return error

    async def settle_all() -> list[T | Exception]:
        return list(await asyncio.gather(*map(settle, fetches)))

    return asyncio.run(settle_all())


def _parsed(url: str, base: httpx.URL | None = None) -> httpx.URL:
    """Return an address, also one relative to ``base``. Raises FetchFailed unless it is an http or https one."""
    try:
        parsed = base.join(url) if base else httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchFailed("bad_address", f"This is not an address that can be fetched: {error}.") from error
    if parsed.scheme not in _PORTS or not _host(parsed):
        raise FetchFailed("bad_address", f"Addresses of http and https are fetched, not those of {parsed.scheme!r}.")
    return parsed.copy_with(userinfo=b"", fragment=None)


def _host(url: httpx.URL) -> str:
    """Return the host as it is looked up and named in certificates: ASCII, lower case, without brackets."""
    return url.raw_host.decode("ascii").lower().strip("[]").rstrip(".")


def _site(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


@functools.cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
