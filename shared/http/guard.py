"""What every request passes before a route sees it: request id, Host, Origin, content type, size, log line, count.

Plain ASGI, since a middleware on top of Starlette's request object would read bodies twice.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from shared import errors, logs, metrics
from shared.http.problem import problem_response
from shared.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = ("/health/", "/metrics")

_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
"""On every answer that does not say otherwise. Answers change with every article, so none is kept; and nothing that
an article holds can make a browser run it, fetch from elsewhere, or show us inside another page."""

log = logs.get(__name__)


class Guard:
    """ASGI middleware; the outermost layer of both APIs."""

    def __init__(self, app: App, settings: Settings) -> None:
        self._app = app
        self._hosts = {host.lower() for host in settings.allowed_hosts}
        self._origins = {origin.lower() for origin in settings.allowed_origins}
        self._max_bytes = settings.max_request_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer; either way log and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        status = 500
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                given_headers = list(message.get("headers", []))
                names = {name.lower() for name, _ in given_headers}
                ours = [(name, value) for name, value in _HEADERS if name not in names]
                message["headers"] = [*given_headers, *ours, (b"x-request-id", request_id.encode())]
            await send(message)

        start = time.perf_counter()
        with logs.bound(request_id=request_id):
            try:
                self._check(scope, headers)
                await self._app(scope, self._counting(headers, receive), send_noting)
            except errors.QuotewireError as error:
                if not started:
                    await problem_response(error)(scope, receive, send_noting)
            except Exception:
                log.exception("unhandled error")
                if not started:
                    await problem_response(errors.QuotewireError("Unexpected; the log has it under this request id."))(
                        scope, receive, send_noting
                    )
            finally:
                took = time.perf_counter() - start
                route = getattr(scope.get("route"), "path", "unmatched")
                metrics.REQUESTS.labels(route, scope["method"], status).inc()
                metrics.REQUEST_SECONDS.labels(route, scope["method"]).observe(took)
                if not scope["path"].startswith(_QUIET):
                    log.info(
                        "request",
                        method=scope["method"],
                        path=scope["path"],
                        status=status,
                        ms=round(took * 1000, 1),
                    )

    def _check(self, scope: Scope, headers: dict[str, str]) -> None:
        host = headers.get("host", "").lower()
        name = host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
        if "*" not in self._hosts and name not in self._hosts:
            raise errors.Forbidden(
                f"This service does not answer to the host {name!r}; add it to QUOTEWIRE_ALLOWED_HOSTS if it should."
            )
        if scope["method"] not in _WRITES:
            return
        origin = headers.get("origin", "").lower()
        if origin and urlsplit(origin).netloc != host and origin not in self._origins:
            raise errors.Forbidden(
                f"Pages from {origin} may not write here; add it to QUOTEWIRE_ALLOWED_ORIGINS if they should."
            )
        has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        media = headers.get("content-type", "").split(";")[0].strip().lower()
        if (has_body or scope["method"] != "DELETE") and not (media == "application/json" or media.endswith("+json")):
            raise errors.UnsupportedMedia("Send JSON, with the header Content-Type: application/json.")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            raise errors.Malformed("The header Content-Length has to be a whole number.")
        if int(length) > self._max_bytes:
            raise self._too_large()

    def _too_large(self) -> errors.TooLarge:
        return errors.TooLarge(f"A request body may have {self._max_bytes:,} bytes.", limit=self._max_bytes)

    def _counting(self, headers: dict[str, str], receive: Receive) -> Receive:
        """Count what really arrives: a chunked request has no Content-Length, and a header may lie."""
        received = 0

        async def receive_counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise self._too_large()
            return message

        return receive_counting
