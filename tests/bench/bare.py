"""What an adapter asks its engine, written down while it asks, and asked again without anything of ours in between."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import apsw
from elastic_transport import HttpHeaders, NodeConfig, Transport, Urllib3HttpNode

from services.search.engines.sqlite.connections import Connections

Again = Callable[[], object]
"""Asks the engine the same once more."""


class ToElasticsearch(NamedTuple):
    """One HTTP request to the node."""

    method: str
    target: str
    body: bytes
    content_type: str


@contextmanager
def elasticsearch_requests() -> Iterator[list[ToElasticsearch]]:
    """Collect what the official client sends meanwhile, in this process."""
    sent: list[ToElasticsearch] = []
    perform, lock = Transport.perform_request, threading.Lock()

    def noting(self: Transport, method: str, target: str, *, body: Any = None, **others: Any) -> Any:
        with lock:
            content_type = others["headers"].get("content-type", "")
            sent.append(ToElasticsearch(method, target, _encoded(body), content_type))
        return perform(self, method, target, body=body, **others)

    Transport.perform_request = noting  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        Transport.perform_request = perform  # type: ignore[method-assign]


_JSON = "application/vnd.elasticsearch+json; compatible-with=9"


def _encoded(body: Any) -> bytes:
    """As the client sends it: several documents are lines, and what is written already goes as it is."""
    if body is None or isinstance(body, bytes):
        return body or b""
    if isinstance(body, list | tuple):
        lines = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in body)
        return b"".join(line + b"\n" for line in lines)
    return json.dumps(body).encode()


def node_at(url: str) -> Urllib3HttpNode:
    """Return the client by which a service and an engine are asked alike: the official client's own way to a node."""
    address = urlsplit(url)
    assert address.hostname and address.port
    return Urllib3HttpNode(NodeConfig("http", address.hostname, address.port, request_timeout=120))


def ask_elasticsearch(node: Urllib3HttpNode, requests: list[ToElasticsearch]) -> Again:
    """The very bodies, sent straight to the node one after the other, and read to the end."""

    def again() -> None:
        for method, target, body, content_type in requests:
            headers = HttpHeaders({"accept": _JSON} | ({"content-type": content_type} if body else {}))
            answer = node.perform_request(method, target, body=body or None, headers=headers)
            assert answer.meta.status < 400 or answer.meta.status == 404, answer.body[:500]

    return again


class ToSqlite(NamedTuple):
    """One statement with its values."""

    sql: str
    values: Any


@contextmanager
def sqlite_statements() -> Iterator[list[ToSqlite]]:
    """Collect what is executed meanwhile on connections of this process that are opened in here."""
    executed: list[ToSqlite] = []

    def hook(connection: apsw.Connection) -> None:
        def noting(_cursor: apsw.Cursor, sql: str, values: Any) -> bool:
            executed.append(ToSqlite(sql, values))
            return True

        connection.exec_trace = noting

    apsw.connection_hooks.append(hook)
    try:
        yield executed
    finally:
        apsw.connection_hooks.remove(hook)


_TRANSACTION = ("BEGIN", "ROLLBACK", "PRAGMA", "CREATE VIRTUAL TABLE TEMP")


def ask_sqlite(path: Path, statements: list[ToSqlite]) -> Again:
    """The very statements, straight through apsw in one read transaction, every row read."""
    connections = Connections(path)
    kept = [statement for statement in statements if not statement.sql.strip().upper().startswith(_TRANSACTION)]

    def again() -> None:
        with connections.reading() as reading:
            for sql, values in kept:
                for _ in reading.db.execute(sql, values):
                    pass

    return again
