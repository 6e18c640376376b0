"""A web site on this machine, polite or rude, that keeps a record of what it was asked."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    headers: Mapping[str, str]
    """By names in lower case."""
    at: float
    """Seconds of the monotonic clock."""


@dataclass
class NewsSite:
    """Pages by path. A path that is not there is answered 404; ``robots.txt`` is there only if it is put there."""

    port: int = 0
    pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, path: str, body: str | bytes, *, status: int = 200, **headers: str) -> None:
        """Answer a path with this; ``headers`` by names with _ in place of -."""
        content = body.encode() if isinstance(body, str) else body
        named = {"content-type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
        self.pages[path] = lambda request: answer(request, status, named, content)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.put(path, "", status=status, location=to)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


def answer(request: BaseHTTPRequestHandler, status: int, headers: Mapping[str, str], content: bytes) -> None:
    """Send a whole answer."""
    request.send_response(status)
    for name, value in ({"content-length": str(len(content))} | dict(headers)).items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(content)


def drip(request: BaseHTTPRequestHandler, seconds: float = 60) -> None:
    """Send a byte of an endless page every now and then."""
    request.send_response(200)
    request.end_headers()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        request.wfile.write(b".")
        request.wfile.flush()
        time.sleep(0.05)


def drip_head(request: BaseHTTPRequestHandler, seconds: float = 60) -> None:
    """Send a header line every now and then, and never the last."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        request.wfile.write(b"X-More: 1\r\n")
        request.wfile.flush()
        time.sleep(0.05)


def endless(request: BaseHTTPRequestHandler, megabytes: int = 200) -> None:
    """Send a page of so many megabytes as fast as it is taken."""
    request.send_response(200)
    request.send_header("content-type", "text/html")
    request.end_headers()
    for _ in range(megabytes):
        request.wfile.write(b"<p>" + b"x" * 1_000_000)


def bomb(request: BaseHTTPRequestHandler, megabytes: int = 100) -> None:
    """Send a small body that decompresses to so many megabytes."""
    packed = gzip.compress(b"<p>" + b" " * (megabytes * 1_000_000))
    answer(request, 200, {"content-encoding": "gzip"}, packed)


@contextmanager
def news_site() -> Iterator[NewsSite]:
    """Serve a site on a free port of this machine meanwhile."""
    site = NewsSite()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append(Asked(self.path, headers, time.monotonic()))
            respond = site.pages.get(self.path)
            try:
                if respond:
                    respond(self)
                else:
                    answer(self, 404, {}, b"not here")
            except OSError:
                return  # the client has had enough

        def log_message(self, format: str, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
