"""HTTP server in front of both APIs: uvicorn with httptools, and limits on what a connection may take.

An application is asked only when a request's head is complete, so what comes before has to be bounded here: the size of
the head, the time until it is complete, the number of connections. The body's size is bounded by
:class:`shared.http.guard.Guard`; here its bytes have to keep coming, and a client has to keep reading its answer.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 64 * 1024
"""Request line and headers together. Proxies allow 8 to 32 kB, so nothing that passes one is refused here."""

MAX_URL_BYTES = 48 * 1024
"""More than a query string may have (``MAX_QUERY_BYTES``): the application refuses that one, and says what to do."""

HEAD_SECONDS = 10.0
"""From a connection, or the first byte of a further request, until its head is complete."""

IDLE_SECONDS = 30.0
"""Longest silence in a body that is being sent, and longest time that a client reads nothing of its answer."""

KEEP_ALIVE_SECONDS = 5
"""Between two requests of a connection; uvicorn's own default."""

MAX_CONNECTIONS = 1_000
"""Connections at once. One more closes the one that has been owing us a request for longest; clients that send whole
requests keep theirs."""

_REASONS = {
    400: ("malformed_http", "Bad Request", "The request is not valid HTTP."),
    414: ("url_too_long", "URI Too Long", f"A URL may have {MAX_URL_BYTES:,} bytes."),
    431: (
        "headers_too_large",
        "Request Header Fields Too Large",
        f"A request's headers may have {MAX_HEAD_BYTES:,} bytes together.",
    ),
    503: ("overloaded", "Service Unavailable", f"{MAX_CONNECTIONS:,} connections are open already; try again shortly."),
}


class LimitedProtocol(HttpToolsProtocol):
    """Uvicorn's connection, which ends when a client exceeds a limit."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._head_bytes = 0
        self._in_head = True
        self._owing_since: float | None = None
        """Since when a part of a request has been missing; None while we owe an answer, or nothing is open."""
        self._refusal = 400
        self._timer: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request; make room where there are too many connections."""
        super().connection_made(transport)
        self._wait_for_rest(HEAD_SECONDS)
        if len(self.connections) > MAX_CONNECTIONS and not self._close_the_longest_owing():
            self._refuse(503)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._wait_no_more()
        self._cancel_unread()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what has come, and see that the head stays within its limit while it is incomplete."""
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_head and self._head_bytes > MAX_HEAD_BYTES:
            self._refuse(431)
        elif self._owing_since is not None and not self._in_head:
            self._wait_for_rest(IDLE_SECONDS)

    def on_message_begin(self) -> None:
        """Begin a request: its head has to be complete in time."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        if self._owing_since is None:
            self._wait_for_rest(HEAD_SECONDS)

    def on_url(self, url: bytes) -> None:
        """Collect the URL, up to its limit."""
        super().on_url(url)
        if len(self.url) > MAX_URL_BYTES:
            self._stop_parsing(414)

    def on_headers_complete(self) -> None:
        """Hand the request to the application, if its head is within the limit."""
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > MAX_HEAD_BYTES:
            self._stop_parsing(431)
        self._in_head = False
        self._wait_for_rest(IDLE_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that the client owes us nothing more."""
        self._wait_no_more()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse the request for the limit that stopped the parser, or as bad HTTP; a problem document either way."""
        self._refuse(self._refusal)

    def pause_writing(self) -> None:
        """Give the client a while to go on reading."""
        super().pause_writing()
        self._cancel_unread()
        self._unread = self.loop.call_later(IDLE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Note that the client reads."""
        self._cancel_unread()
        super().resume_writing()

    def _stop_parsing(self, status: int) -> None:
        self._refusal = status
        raise httptools.HttpParserError(_REASONS[status][2])  # comes back to us in send_400_response

    def _refuse(self, status: int) -> None:
        code, phrase, detail = _REASONS[status]
        title = phrase.capitalize()
        problem = {"type": f"urn:quotewire:problem:{code}", "title": title, "status": status, "detail": detail}
        body = json.dumps(problem | {"code": code}).encode("ascii")
        head = (
            f"HTTP/1.1 {status} {phrase}\r\ncontent-type: application/problem+json\r\nconnection: close\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        self._wait_no_more()
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()

    def _close_the_longest_owing(self) -> bool:
        others = [each for each in self.connections if isinstance(each, LimitedProtocol) and each is not self]
        owing = [(each._owing_since, each) for each in others if each._owing_since is not None]
        if not owing:
            return False
        _, longest = min(owing, key=lambda pair: pair[0])
        longest.transport.close()
        self.connections.discard(longest)
        return True

    def _wait_for_rest(self, seconds: float) -> None:
        now = self.loop.time()
        self._owing_since = self._owing_since or now
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self._give_up)

    def _wait_no_more(self) -> None:
        self._owing_since = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        if self.flow is not None and self.flow.read_paused:  # it is us who do not read
            self._wait_for_rest(IDLE_SECONDS)
        elif not self.transport.is_closing():
            self.transport.close()

    def _cancel_unread(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None


def config(app: Any, *, host: str, port: int, factory: bool = False) -> uvicorn.Config:
    """Return how an API is served: the limits above, our own logs, ten seconds for requests at a stop."""
    return uvicorn.Config(
        app,
        factory=factory,
        host=host,
        port=port,
        http=LimitedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=10,
    )
