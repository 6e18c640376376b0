"""Client: the official one, with a lighter way to a node and to JSON.

Of the millisecond of processor time that the official client takes for a small request, three quarters go into urllib3
and the headers of the answer. Here a request is written to a socket and its answer read by httptools, which reads what
the API is asked, too. Nodes behind TLS are asked as the official client asks them.
"""

from __future__ import annotations

import select
import socket
import time
from queue import LifoQueue
from typing import Any

import httptools
import pydantic_core
from elastic_transport import (
    ApiResponseMeta,
    BaseNode,
    ConnectionError,
    ConnectionTimeout,
    HttpHeaders,
    JsonSerializer,
    NodeConfig,
    Urllib3HttpNode,
)
from elastic_transport._node import NodeApiResponse  # what a node has to return; no public module has it
from elastic_transport.client_utils import DEFAULT, DefaultType
from elasticsearch import Elasticsearch

_CHUNK = 2**18
"""Bytes that are read at once."""


def connected(url: str, *, api_key: str | None, request_seconds: float) -> Elasticsearch:
    """Return a client of one node, or of several with commas between their addresses; it connects when it is used."""
    nodes = [one.strip() for one in url.split(",")]
    plain = all(node.lower().startswith("http://") for node in nodes)
    return Elasticsearch(
        nodes,
        api_key=api_key,
        request_timeout=request_seconds,
        node_class=PlainNode if plain else Urllib3HttpNode,
        serializers={_Json.mimetype: _Json(), _CompatibleJson.mimetype: _CompatibleJson()},
        # Writing twice is harmless here, and a connection that died in the pool is no outage.
        max_retries=1,
        retry_on_timeout=False,
        retry_on_status=(),
    )


class _Json(JsonSerializer):
    """JSON, read by the parser of our models."""

    def json_loads(self, data: bytes) -> Any:
        """Return the value; names of fields, of which there are few, are kept once."""
        return pydantic_core.from_json(data, cache_strings="keys")


class _CompatibleJson(_Json):
    """The same under the name by which this release of Elasticsearch and its client know it."""

    mimetype = "application/vnd.elasticsearch+json"


class PlainNode(BaseNode):
    """A node without TLS, and connections to it that are kept; as many as the configuration says, others wait."""

    _CLIENT_META_HTTP_CLIENT = ("ht", httptools.__version__)

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        self._at = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        self._idle: LifoQueue[_Connection | None] = LifoQueue()
        for _ in range(config.connections_per_node):
            self._idle.put(None)

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> NodeApiResponse:
        """Send a request and return its answer. Raises ConnectionError and ConnectionTimeout."""
        seconds = self.config.request_timeout if isinstance(request_timeout, DefaultType) else request_timeout
        lines = [("host", self._at), *self.headers.items(), *(headers.items() if headers else ())]
        if body:
            lines.append(("content-length", str(len(body))))
        head = "".join([f"{name}: {value}\r\n" for name, value in lines])
        request = f"{method} {self.path_prefix}{target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + (body or b"")
        began = time.monotonic()
        connection = self._idle.get()
        try:
            if connection is None or not connection.is_open():
                connection = _Connection((self.host, self.port), seconds)
            answer = connection.ask(request, seconds, has_body=method != "HEAD")
        except TimeoutError as error:
            raise ConnectionTimeout("Connection timed out during request", errors=(error,)) from error
        except (OSError, httptools.HttpParserError) as error:
            raise ConnectionError(str(error), errors=(error,)) from error
        finally:
            self._idle.put(connection if connection and connection.is_kept else None)
        seconds_taken = time.monotonic() - began
        meta = ApiResponseMeta(answer.status, "1.1", HttpHeaders(answer.headers), seconds_taken, self.config)
        return NodeApiResponse(meta, b"".join(answer.parts))

    def close(self) -> None:
        """Close the connections that nobody uses now."""
        for _ in range(self._idle.qsize()):
            if connection := self._idle.get():
                connection.close()
            self._idle.put(None)


class _Connection:
    """One connection, on which one request is under way at a time."""

    def __init__(self, address: tuple[str, int], seconds: float | None) -> None:
        self._socket = socket.create_connection(address, seconds)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ended = select.poll()
        self._ended.register(self._socket, select.POLLIN)
        self.is_kept = False
        """Whether it can take another request: the last one was answered to its end, and neither side closes it."""

    def is_open(self) -> bool:
        """Return whether the node has not closed it meanwhile; it sends nothing else that is not asked for."""
        return not self._ended.poll(0)

    def ask(self, request: bytes, seconds: float | None, *, has_body: bool) -> _Answer:
        """Send a request and read its answer to the end. The connection is closed where that fails."""
        self.is_kept = False
        try:
            answer, self.is_kept = self._asked(request, seconds, has_body=has_body)
        finally:
            if not self.is_kept:
                self._socket.close()
        return answer

    def _asked(self, request: bytes, seconds: float | None, *, has_body: bool) -> tuple[_Answer, bool]:
        self._socket.settimeout(seconds)
        self._socket.sendall(request)
        answer = _Answer(has_body=has_body)
        parser = answer.parser = httptools.HttpResponseParser(answer)
        try:
            while not answer.whole:
                data = self._socket.recv(_CHUNK)
                if not data:
                    raise ConnectionResetError("The node closed the connection before the end of its answer.")
                parser.feed_data(data)
        finally:
            answer.parser = None  # they hold each other, and with that all that was read
        return answer, answer.keeps_alive

    def close(self) -> None:
        """End it."""
        self._socket.close()


class _Answer:
    """What httptools reads of an answer; the methods are called by it."""

    def __init__(self, *, has_body: bool) -> None:
        self.parser: httptools.HttpResponseParser | None = None
        self._has_body = has_body
        self.status = 0
        self.keeps_alive = False
        self.headers: dict[str, str] = {}
        self.parts: list[bytes] = []
        self.whole = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        self.headers[name.decode("latin-1")] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Note what the head says, which is all that answers HEAD: its length is that of a body which does not come."""
        if self.parser:
            self.status, self.keeps_alive = self.parser.get_status_code(), self.parser.should_keep_alive()
        self.whole = not self._has_body

    def on_body(self, data: bytes) -> None:
        """Keep a part of the body."""
        self.parts.append(data)

    def on_message_complete(self) -> None:
        """Note the end."""
        self.whole = True
