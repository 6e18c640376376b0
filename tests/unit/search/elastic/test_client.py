"""Client: a node is asked over connections that are kept, and what goes wrong has the official client's errors."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from elastic_transport import ConnectionError, ConnectionTimeout, NodeConfig
from elasticsearch import Elasticsearch

from services.search.engines.elastic.client import PlainNode, connected

WHOLE = b"HTTP/1.1 200 OK\r\nx-elastic-product: Elasticsearch\r\ncontent-type: application/json\r\n"
ANSWER = WHOLE + b"content-length: 11\r\n\r\n" + b'{"held": 7}'
IN_CHUNKS = WHOLE + b'transfer-encoding: chunked\r\n\r\n4\r\n{"he\r\n7\r\nld": 7}\r\n0\r\n\r\n'
LAST = ANSWER.replace(b"content-length", b"connection: close\r\ncontent-length")
HEAD = WHOLE + b"content-length: 500\r\n\r\n"


@contextmanager
def node(*connections: list[bytes]) -> Iterator[tuple[PlainNode, list[bytes]]]:
    """A node that gives these answers on its first connection, its second and so on, then closes each; and the requests
    that it gets."""
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for answers in connections:
                connection, _ = listening.accept()
                with connection:
                    for answer in answers:
                        requests.append(connection.recv(65_536))
                        connection.sendall(answer)

        serving = Thread(target=serve, daemon=True)
        serving.start()
        asked = PlainNode(NodeConfig("http", "127.0.0.1", listening.getsockname()[1], request_timeout=30))
        yield asked, requests
        asked.close()
        serving.join(30)


def test_a_connection_takes_one_request_after_the_other() -> None:
    with node([ANSWER, IN_CHUNKS, ANSWER]) as (asked, requests):
        bodies = [asked.perform_request("POST", "/a/_search", body=b"{}").body for _ in range(3)]

    assert bodies == [b'{"held": 7}'] * 3
    assert [request.split(b"\r\n")[0] for request in requests] == [b"POST /a/_search HTTP/1.1"] * 3
    assert all(b"content-length: 2\r\n" in request and request.endswith(b"\r\n\r\n{}") for request in requests)


def test_one_that_the_node_has_closed_is_opened_anew() -> None:
    with node([ANSWER], [LAST], [ANSWER]) as (asked, requests):
        first = asked.perform_request("GET", "/")
        kept = asked._idle.queue[-1]
        while kept and kept.is_open():  # until the news of its end has come
            pass
        assert [first.meta.status, *(asked.perform_request("GET", "/").meta.status for _ in range(2))] == [200] * 3

    assert len(requests) == 3


def test_the_answer_to_head_has_no_body() -> None:
    with node([HEAD, ANSWER]) as (asked, _):
        answer = asked.perform_request("HEAD", "/a")
        assert (answer.meta.status, answer.body) == (200, b"")
        assert answer.meta.headers["content-length"] == "500"
        assert asked.perform_request("GET", "/a").body == b'{"held": 7}'


@pytest.mark.parametrize("cut", [b"", ANSWER[:-1], b"not HTTP\r\n\r\n"])
def test_an_answer_that_is_none_is_a_connection_error(cut: bytes) -> None:
    with node([cut]) as (asked, _), pytest.raises(ConnectionError):
        asked.perform_request("GET", "/")


def test_a_node_that_does_not_answer_in_time_is_a_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = PlainNode(NodeConfig("http", "127.0.0.1", silent.getsockname()[1]))
        with pytest.raises(ConnectionTimeout):
            asked.perform_request("GET", "/", request_timeout=0.01)


def test_a_node_that_is_not_there_is_a_connection_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(ConnectionError):
        PlainNode(NodeConfig("http", "127.0.0.1", port)).perform_request("GET", "/")


def test_the_official_client_asks_through_it() -> None:
    with node([ANSWER]) as (asked, requests):
        client = connected(f"http://127.0.0.1:{asked.port}", api_key="key", request_seconds=30)
        assert client.search(index="a", query={"match_all": {}}).body == {"held": 7}

    assert requests[0].startswith(b"POST /a/_search HTTP/1.1\r\nhost: 127.0.0.1:")
    assert b"\r\nauthorization: ApiKey " in requests[0]


def test_nodes_behind_tls_are_asked_as_the_official_client_asks_them() -> None:
    client: Elasticsearch = connected("https://one:9200, https://two:9200", api_key=None, request_seconds=30)

    assert not any(isinstance(each, PlainNode) for each in client.transport.node_pool.all())
