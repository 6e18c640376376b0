"""The middlewares, one duty each, around an application that answers 200."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
import structlog
from prometheus_client import REGISTRY
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.testing import capture_logs

from shared import errors
from shared.http.bodies import UNLIMITED, Bodies, Body
from shared.http.middlewares import (
    LAYERS,
    AccessLog,
    AllowedHosts,
    AllowedOrigins,
    AnswerHeaders,
    BodyLimit,
    ErrorAnswers,
    MediaTypes,
    Middleware,
    RequestIds,
    RequestMetrics,
)
from shared.settings import Settings

DECLARED = (
    Body("POST", "/v1/lines", media_types=("application/x-ndjson",), max_bytes=UNLIMITED),
    Body("PUT", "/v1/things/{id}", max_bytes=20),
)


@dataclass
class Answer:
    """What was sent."""

    messages: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}


def ask(
    app: ASGIApp,
    *,
    method: str = "GET",
    path: str = "/v1/articles",
    headers: Mapping[str, str] | None = None,
    body: tuple[bytes, ...] = (b"",),
) -> Answer:
    given = {"host": "localhost:8001"} | dict(headers or {})
    scope: Scope = {
        "type": "http", "method": method, "path": path, "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
    }  # fmt: skip
    chunks = [
        {"type": "http.request", "body": part, "more_body": number < len(body) - 1} for number, part in enumerate(body)
    ]
    answer = Answer()

    async def receive() -> Message:
        return chunks.pop(0) if chunks else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answer.messages.append(message)

    async def served() -> None:
        await app(scope, receive, send)

    asyncio.run(served())
    return answer


async def ok(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body, and answer how many bytes it has."""
    await Response(str(len(await Request(scope, receive).body())))(scope, receive, send)


def layer(kind: type[Middleware], app: ASGIApp = ok, **settings: object) -> ASGIApp:
    return kind(app, Settings.model_validate(settings), Bodies(DECLARED))


def whole(app: ASGIApp = ok, **settings: object) -> ASGIApp:
    for kind in reversed(LAYERS):
        app = layer(kind, app, **settings)
    return app


@pytest.mark.parametrize("kind", LAYERS)
def test_every_layer_passes_on_what_is_not_http(kind: type[Middleware]) -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def nothing(*_: object) -> Message:
        return {}

    async def started() -> None:
        await layer(kind, app)({"type": "lifespan"}, nothing, nothing)  # type: ignore[arg-type]

    asyncio.run(started())

    assert seen == ["lifespan"]


def test_a_request_id_is_taken_over_and_bound_to_the_log() -> None:
    bound = {}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        bound.update(structlog.contextvars.get_contextvars())
        await ok(scope, receive, send)

    answer = ask(layer(RequestIds, app), headers={"x-request-id": "desk-7"})

    assert (answer.headers["x-request-id"], bound["request_id"]) == ("desk-7", "desk-7")


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "ä"])
def test_an_id_that_is_none_is_replaced(given: str) -> None:
    answer = ask(layer(RequestIds), headers={"x-request-id": given})

    assert len(answer.headers["x-request-id"]) == 32


def test_a_request_is_logged_with_its_status() -> None:
    with capture_logs() as lines:
        ask(layer(AccessLog))

    assert [(line["event"], line["path"], line["status"]) for line in lines] == [("request", "/v1/articles", 200)]


def test_probes_are_not_logged() -> None:
    with capture_logs() as lines:
        ask(layer(AccessLog), path="/health/live")

    assert not lines


def test_a_long_path_is_cut_in_the_log() -> None:
    with capture_logs() as lines:
        ask(layer(AccessLog), path="/" + "x" * 60_000)

    assert len(lines[0]["path"]) == 200


def test_a_request_is_counted_by_status() -> None:
    labels = {"route": "unmatched", "method": "GET", "status": "200"}
    before = REGISTRY.get_sample_value("quotewire_http_requests_total", labels) or 0

    ask(layer(RequestMetrics))

    assert REGISTRY.get_sample_value("quotewire_http_requests_total", labels) == before + 1


def test_a_header_that_an_answer_sets_itself_is_kept() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(headers={"Cache-Control": "max-age=60"})(scope, receive, send)

    answer = ask(layer(AnswerHeaders, app))

    assert answer.headers["cache-control"] == "max-age=60"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_error_of_ours_is_answered_as_it_says() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise errors.Forbidden("Not from there.")

    answer = ask(layer(ErrorAnswers, app))

    assert (answer.status, answer.headers["content-type"]) == (403, "application/problem+json")


def test_an_unexpected_error_is_told_to_the_log_alone() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise KeyError("a secret")

    with capture_logs() as lines:
        answer = ask(layer(ErrorAnswers, app))

    assert answer.status == 500
    assert b"secret" not in answer.messages[1]["body"]
    assert [line["event"] for line in lines] == ["unhandled error"]


def test_an_answer_that_has_begun_is_not_begun_again() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise KeyError

    answer = ask(layer(ErrorAnswers, app))

    assert [message["type"] for message in answer.messages] == ["http.response.start"]


def test_a_client_that_hangs_up_is_nobodys_error() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ClientDisconnect

    with capture_logs() as lines:
        ask(whole(app))

    assert [(line["event"], line["log_level"], line.get("status")) for line in lines] == [
        ("the client hung up", "info", None),
        ("request", "info", 499),
    ]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8001", "127.0.0.1:8001", "[::1]", "[::1]:8001"])
def test_our_hosts_are_served(host: str) -> None:
    assert ask(layer(AllowedHosts), headers={"host": host}).status == 200


@pytest.mark.parametrize("host", ["", "evil.example", "localhost.evil.example", "localhost, evil.example", "x@y"])
def test_a_foreign_host_is_refused(host: str) -> None:
    with pytest.raises(errors.Forbidden):
        ask(layer(AllowedHosts), headers={"host": host})


def test_a_star_serves_every_host() -> None:
    assert ask(layer(AllowedHosts, allowed_hosts="*"), headers={"host": "quotes.example"}).status == 200


@pytest.mark.parametrize("origin", ["", "http://localhost:8001", "https://desk.example"])
def test_our_own_origin_and_named_ones_may_write(origin: str) -> None:
    app = layer(AllowedOrigins, allowed_origins="https://desk.example")

    assert ask(app, method="POST", headers={"origin": origin}).status == 200


@pytest.mark.parametrize(
    "origin", ["null", "https://evil.example", "http://localhost", "http://[", "http://[::1", "http://localhost:8001]"]
)
def test_a_foreign_origin_may_not_write(origin: str) -> None:
    with pytest.raises(errors.Forbidden):
        ask(layer(AllowedOrigins), method="POST", headers={"origin": origin})


def test_a_foreign_origin_may_read() -> None:
    assert ask(layer(AllowedOrigins), headers={"origin": "https://evil.example"}).status == 200


@pytest.mark.parametrize("media", ["application/json", "application/json; charset=utf-8", "application/vnd.x+json"])
def test_json_may_be_written(media: str) -> None:
    assert ask(layer(MediaTypes), method="POST", headers={"content-type": media}).status == 200


@pytest.mark.parametrize("media", ["", "text/plain", "text/json", "multipart/form-data"])
def test_what_is_not_json_may_not(media: str) -> None:
    with pytest.raises(errors.UnsupportedMedia):
        ask(layer(MediaTypes), method="POST", headers={"content-type": media})


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "zstd", "identity, gzip"])
def test_a_compressed_body_is_refused(coding: str) -> None:
    headers = {"content-type": "application/json", "content-length": "2", "content-encoding": coding}

    with pytest.raises(errors.UnsupportedMedia, match="Content-Encoding"):
        ask(layer(MediaTypes), method="POST", headers=headers, body=(b"{}",))


def test_a_route_takes_the_type_that_it_declares_and_no_other() -> None:
    lines = layer(MediaTypes)

    assert ask(lines, method="POST", path="/v1/lines", headers={"content-type": "application/x-ndjson"}).status == 200
    with pytest.raises(errors.UnsupportedMedia, match="application/x-ndjson"):
        ask(lines, method="POST", path="/v1/lines", headers={"content-type": "application/json"})
    with pytest.raises(errors.UnsupportedMedia):
        ask(lines, method="PUT", path="/v1/lines", headers={"content-type": "application/x-ndjson"})


def test_a_deletion_without_a_body_needs_no_type() -> None:
    assert ask(layer(MediaTypes), method="DELETE").status == 200
    with pytest.raises(errors.UnsupportedMedia):
        ask(layer(MediaTypes), method="DELETE", headers={"content-length": "2"}, body=(b"{}",))


def test_a_body_at_the_limit_passes() -> None:
    answer = ask(layer(BodyLimit, max_request_bytes=10), method="POST", body=(b"12345", b"67890"))

    assert answer.messages[1]["body"] == b"10"


@pytest.mark.parametrize("length", ["11", "9" * 5_000])
def test_a_declared_length_over_the_limit_is_refused_unread(length: str) -> None:
    with pytest.raises(errors.TooLarge):
        ask(layer(BodyLimit, max_request_bytes=10), method="POST", headers={"content-length": length})


def test_bytes_are_counted_where_no_length_is_declared() -> None:
    with pytest.raises(errors.TooLarge):
        ask(layer(BodyLimit, max_request_bytes=10), method="POST", body=(b"12345", b"67890", b"1"))


def test_a_route_takes_as_many_bytes_as_it_declares() -> None:
    limited = layer(BodyLimit, max_request_bytes=10)

    assert ask(limited, method="PUT", path="/v1/things/7", body=(b"12345678", b"9012345")).status == 200
    assert ask(limited, method="POST", path="/v1/lines", body=(b"12345",) * 1_000).status == 200
    with pytest.raises(errors.TooLarge, match="20 bytes"):
        ask(limited, method="PUT", path="/v1/things/7", body=(b"12345678",) * 3)
    with pytest.raises(errors.TooLarge, match="10 bytes"):
        ask(limited, method="PUT", path="/v1/things", body=(b"12345678", b"9012345"))


@pytest.mark.parametrize("length", ["-1", "1e3", "two", "5, 5", "²"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    with pytest.raises(errors.Malformed):
        ask(layer(BodyLimit), method="POST", headers={"content-length": length})
