"""Middlewares of both APIs, a class for each duty; :data:`LAYERS` lists them from the outside in.

Plain ASGI, since a middleware on top of Starlette's request object would read bodies twice. Each passes on what is not
HTTP (lifespan messages) as it is.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Awaitable
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import errors, logs, metrics
from shared.http.bodies import Bodies
from shared.http.cross_origin import NOWHERE, CrossOrigin
from shared.http.problem import problem_response
from shared.settings import Settings

CLIENT_HUNG_UP = 499
"""The status that nginx logs for a client that closed the connection before its answer; it is never sent."""

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = ("/health/", "/metrics")
_LOGGED_PATH_CHARS = 200
"""Of a path in the log: every path that is served fits in, and a client cannot fill the disk with long ones."""

_LENGTH_DIGITS = 18
"""Of a Content-Length that is read as a number; Python refuses numbers of thousands of digits."""

log = logs.get(__name__)


class Middleware:
    """Base of the layers: passes every request on. The other arguments hold what a layer allows."""

    def __init__(self, app: ASGIApp, settings: Settings, bodies: Bodies, cross_origin: CrossOrigin = NOWHERE) -> None:
        self._app, self._settings, self._bodies, self._cross_origin = app, settings, bodies, cross_origin

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Handle a request; pass anything else on. No coroutine of its own: ten layers of them cost each request."""
        return (self._handle if scope["type"] == "http" else self._app)(scope, receive, send)

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


class RequestIds(Middleware):
    """Take the request's id from ``X-Request-ID``, or make one; bind it to log lines and name it in the answer."""

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = header(scope, b"x-request-id")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        with logs.bound(request_id=request_id):
            await self._app(scope, receive, send_with_id)


class _Observer(Middleware):
    """Base of the layers that look at how a request ended."""

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, start = 500, time.perf_counter()

        async def send_observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_observed)
        finally:
            self._observe(scope, status, time.perf_counter() - start)

    def _observe(self, scope: Scope, status: int, seconds: float) -> None:
        raise NotImplementedError


class AccessLog(_Observer):
    """Write a log line for each request, but for those of probes."""

    def _observe(self, scope: Scope, status: int, seconds: float) -> None:
        path = scope["path"]
        if not path.startswith(_QUIET):
            ms = round(seconds * 1000, 1)
            log.info("request", method=scope["method"], path=path[:_LOGGED_PATH_CHARS], status=status, ms=ms)


class RequestMetrics(_Observer):
    """Count requests by route and status, and time them."""

    def _observe(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        metrics.REQUESTS.labels(route, scope["method"], status).inc()
        metrics.REQUEST_SECONDS.labels(route, scope["method"]).observe(seconds)


class AnswerHeaders(Middleware):
    """Add headers to every answer that does not say otherwise.

    Answers change with every article, so none is kept; and nothing that an article holds can make a browser run it,
    fetch from elsewhere, or show us inside another page.
    """

    _HEADERS = (
        (b"cache-control", b"no-store"),
        (
            b"content-security-policy",
            b"default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
        ),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
    )

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                message["headers"] = [*given, *(pair for pair in self._HEADERS if pair[0] not in names)]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class CrossOriginAnswers(Middleware):
    """Let pages of declared origins read the answers of one part, problems included, and answer their preflights."""

    def __init__(self, app: ASGIApp, settings: Settings, bodies: Bodies, cross_origin: CrossOrigin = NOWHERE) -> None:
        super().__init__(app, settings, bodies, cross_origin)
        self._sharing = CORSMiddleware(
            app,
            allow_origins=sorted(cross_origin.origins),
            allow_methods=["GET", "POST"],
            allow_headers=["content-type"],
        )

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        shared = self._cross_origin.allows(scope["path"], header(scope, b"origin"))
        await (self._sharing if shared else self._app)(scope, receive, send)


class ErrorAnswers(Middleware):
    """Answer errors as problem documents: ours as they say, any other as 500 with its traceback in the log alone.

    A client that hung up gets no answer and is nobody's error; it is counted as :data:`CLIENT_HUNG_UP`.
    """

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
            return
        except errors.QuotewireError as error:
            answer = problem_response(error)
        except ClientDisconnect:
            log.info("the client hung up", answered=started)
            answer = Response(status_code=CLIENT_HUNG_UP)
        except Exception:
            log.exception("unhandled error")
            answer = problem_response(errors.QuotewireError("Unexpected; the log has it under this request id."))
        if not started:
            await answer(scope, receive, send)


class AllowedHosts(Middleware):
    """Refuse requests that are addressed to a host which is not ours, so that DNS rebinding leads nowhere."""

    def __init__(self, app: ASGIApp, settings: Settings, bodies: Bodies, cross_origin: CrossOrigin = NOWHERE) -> None:
        super().__init__(app, settings, bodies, cross_origin)
        self._hosts = {host.lower() for host in settings.allowed_hosts}

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = header(scope, b"host").lower()
        name = host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
        if "*" not in self._hosts and name not in self._hosts:
            raise errors.Forbidden(
                f"This service does not answer to the host {name!r}; add it to QUOTEWIRE_ALLOWED_HOSTS if it should."
            )
        await self._app(scope, receive, send)


class AllowedOrigins(Middleware):
    """Refuse writes that a page of another origin makes a browser send, but where it may ask (CrossOrigin)."""

    def __init__(self, app: ASGIApp, settings: Settings, bodies: Bodies, cross_origin: CrossOrigin = NOWHERE) -> None:
        super().__init__(app, settings, bodies, cross_origin)
        self._origins = {origin.lower() for origin in settings.allowed_origins}

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = header(scope, b"origin").lower()
        shared = self._cross_origin.allows(scope["path"], origin)
        if origin and scope["method"] in _WRITES and origin not in self._origins and not shared:
            try:
                ours = urlsplit(origin).netloc == header(scope, b"host").lower()
            except ValueError:  # such as "http://["
                ours = False
            if not ours:
                raise errors.Forbidden(
                    f"Pages from {origin} may not write here; add it to QUOTEWIRE_ALLOWED_ORIGINS if they should."
                )
        await self._app(scope, receive, send)


class MediaTypes(Middleware):
    """Refuse writes that are not of a content type that their route declares, which is JSON where it declares none: a
    form in a browser cannot send that without being asked.

    Compressed bodies are refused, too: 2 MB of them may hold 2 GB.
    """

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in _WRITES:
            has_body = header(scope, b"content-length") not in ("", "0") or header(scope, b"transfer-encoding") != ""
            media = header(scope, b"content-type").split(";")[0].strip().lower()
            declared = self._bodies.of(scope)
            if (has_body or scope["method"] != "DELETE") and not declared.accepts(media):
                raise errors.UnsupportedMedia(declared.advice)
            coding = header(scope, b"content-encoding").strip().lower()
            if has_body and coding not in ("", "identity"):
                raise errors.UnsupportedMedia("Send the body as it is; no Content-Encoding is decoded here.")
        await self._app(scope, receive, send)


class BodyLimit(Middleware):
    """Refuse a body of more bytes than its route declares: by its Content-Length, and by what really arrives.

    A chunked request has no Content-Length, and a header may lie.
    """

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = header(scope, b"content-length") or "0"
        if not length.isascii() or not length.isdigit():
            raise errors.Malformed("The header Content-Length has to be a whole number.")
        declared = self._bodies.of(scope).max_bytes
        limit, received = self._settings.max_request_bytes if declared is None else declared, 0
        if len(length) > _LENGTH_DIGITS or int(length) > limit:
            raise _too_large(limit)

        async def receive_counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, receive_counting, send)


LAYERS: tuple[type[Middleware], ...] = (
    RequestIds,
    AccessLog,
    RequestMetrics,
    AnswerHeaders,
    CrossOriginAnswers,
    ErrorAnswers,
    AllowedHosts,
    AllowedOrigins,
    MediaTypes,
    BodyLimit,
)
"""Layers from the outside in. Those above :class:`ErrorAnswers` see every answer; those below may raise."""


def add_middlewares(app: FastAPI, settings: Settings, bodies: Bodies, cross_origin: CrossOrigin = NOWHERE) -> None:
    """Put every layer around an application, whose routes take JSON but for those of ``bodies``."""
    for layer in reversed(LAYERS):  # the last one added is the outermost
        app.add_middleware(layer, settings=settings, bodies=bodies, cross_origin=cross_origin)


def _too_large(limit: int) -> errors.TooLarge:
    return errors.TooLarge(f"A request body may have {limit:,} bytes.", limit=limit)


def header(scope: Scope, name: bytes) -> str:
    """Return the value of a request's header, "" where it has none, and all values with commas where it has several."""
    return ", ".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)
