"""What cannot be accepted is refused with the field's name, and nothing is queued."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from services.ingest.settings import Settings
from shared.delivery.connection import connect
from shared.delivery.receipts import Receipts
from shared.models.receipts import Stage
from tests.support.ingest_api import ARTICLE, ingesting
from tests.support.redis_server import RedisServer

pytestmark = pytest.mark.redis

JSON = {"content-type": "application/json"}


FIELDS = {
    "no body": ({"title": "t"}, "body"),
    "an empty body": (ARTICLE | {"body": ""}, "body"),
    "a blank body": (ARTICLE | {"body": " \n "}, "body"),
    "no title": ({"body": "b"}, "title"),
    "a number for a title": (ARTICLE | {"title": 7}, "title"),
    "a body of null": (ARTICLE | {"body": None}, "body"),
    "a body that is a list": (ARTICLE | {"body": ["b"]}, "body"),
    "30 February": (ARTICLE | {"published_at": "2026-02-30"}, "published_at"),
    "a year for a date": (ARTICLE | {"published_at": 2026}, "published_at"),
    "yesterday": (ARTICLE | {"modified_at": "yesterday"}, "modified_at"),
    "an unknown field": (ARTICLE | {"pubished_at": "2026-02-03"}, "pubished_at"),
    "an author who is a number": (ARTICLE | {"authors": ["A", 1]}, "authors.1"),
    "a control character": (ARTICLE | {"body": "a\u0000b"}, "body"),
    "an escape character": (ARTICLE | {"title": "a\u001b[31mb"}, "title"),
    "a lone surrogate": (ARTICLE | {"body": "a\ud800b"}, "body"),
    "a lone surrogate in a tag": (ARTICLE | {"tags": ["\udfff"]}, "tags.0"),
    "too long a body": (ARTICLE | {"body": "x" * 1_000_001}, "body"),
    "no web address": (ARTICLE | {"url": "file:///etc/passwd"}, "url"),
    "an id without a source": (ARTICLE | {"external_id": "7"}, "external_id"),
    "a language that is none": (ARTICLE | {"language": "English"}, "language"),
    "a language of a thousand parts": (ARTICLE | {"language": "en" + "-ab" * 1_000}, "language"),
    "a host that cannot exist": (ARTICLE | {"url": f"https://{'é' * 100}.example/1"}, "url"),
    "a port that cannot exist": (ARTICLE | {"url": "https://example.org:99999/1"}, "url"),
    "a time before the year 1": (ARTICLE | {"published_at": "0001-01-01T00:00:00+05:00"}, "published_at"),
    "a time after the year 9999": (ARTICLE | {"modified_at": "9999-12-31T23:00:00-05:00"}, "modified_at"),
}


def nothing_is_queued(receipts: Receipts) -> bool:
    return all(receipts.sweep(s).waiting == 0 for s in (Stage.PREPARING, Stage.ANNOTATING, Stage.INDEXING))


@pytest.mark.parametrize(("document", "field"), FIELDS.values(), ids=FIELDS.keys())
def test_a_bad_field_is_named(api: tuple[httpx.Client, Receipts], document: object, field: str) -> None:
    client, receipts = api

    answer = client.post("/v1/articles", content=json.dumps(document), headers=JSON)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert field in [e["field"] for e in problem["errors"]]
    assert problem["detail"].startswith(problem["errors"][0]["field"])
    assert problem["code"] == "invalid_field"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert nothing_is_queued(receipts)


TOO_LONG = {
    "title": (2_000, "x" * 2_001),
    "body": (1_000_000, "x" * 1_000_001),
    "url": (2_048, "https://example.org/" + "x" * 2_048),
    "source": (200, "x" * 201),
    "external_id": (500, "x" * 501),
}


@pytest.mark.parametrize(("field", "most", "text"), [(field, *rest) for field, rest in TOO_LONG.items()])
def test_too_long_a_text_is_told_in_characters(
    api: tuple[httpx.Client, Receipts], field: str, most: int, text: str
) -> None:
    answer = api[0].post("/v1/articles", json=ARTICLE | {field: text})

    assert answer.json()["detail"] == f"{field}: should have at most {most:,} characters; it has {len(text):,}"


def test_too_many_tags_are_told_in_items(api: tuple[httpx.Client, Receipts]) -> None:
    answer = api[0].post("/v1/articles", json=ARTICLE | {"tags": ["x"] * 101})

    assert answer.json()["detail"] == "tags: should have at most 100 items; it has 101"


QUERIES = {
    "an unknown parameter": ("POST", "/v1/articles?wiat=3", 400, "Did you mean wait?"),
    "a parameter of another route": ("POST", "/v1/articles?size=3", 400, "Known are wait."),
    "a parameter where none is taken": ("DELETE", "/v1/articles/" + "a" * 20 + "?force=1", 400, "None is taken."),
    "an unknown parameter of a receipt": (
        "GET",
        "/v1/receipts/" + "a" * 20 + "?versoin=3",
        400,
        "Did you mean version?",
    ),
    "a parameter given twice": ("GET", "/v1/quarantine?size=3&size=4", 422, "size: may be given only once"),
    "bytes that are not UTF-8": ("GET", "/v1/quarantine?size=%ff", 400, "not UTF-8"),
    "too long a query string": ("GET", "/v1/quarantine?size=" + "1" * 33_000, 413, "32,768 bytes"),
}


@pytest.mark.parametrize(("method", "path", "status", "hint"), QUERIES.values(), ids=QUERIES.keys())
def test_a_query_string_that_is_not_understood_is_refused(
    api: tuple[httpx.Client, Receipts], method: str, path: str, status: int, hint: str
) -> None:
    client, receipts = api

    answer = client.request(method, path, content=json.dumps(ARTICLE) if method == "POST" else None, headers=JSON)

    assert answer.status_code == status
    assert hint in answer.json()["detail"]
    assert nothing_is_queued(receipts)


WHOLE = json.dumps(ARTICLE).encode()
HANGS_UP = {
    "in the middle of its body": ("/v1/articles", 1_000, b'{"title"'),
    "while it waits for the result": ("/v1/articles?wait=60", len(WHOLE), WHOLE),
}


@pytest.mark.parametrize(("path", "length", "sent"), HANGS_UP.values(), ids=HANGS_UP.keys())
def test_a_client_that_hangs_up_is_counted_as_such(
    api: tuple[httpx.Client, Receipts], path: str, length: int, sent: bytes
) -> None:
    client, _ = api
    pattern = re.compile(r'http_requests_total\{method="POST",route="/v1/articles",status="499"\} (\d+)')

    def counted() -> int:
        line = pattern.search(client.get("/metrics").text)
        return int(line[1]) if line else 0

    before = counted()

    with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as connection:
        head = [
            f"POST {path} HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            f"Content-Length: {length}",
        ]
        connection.sendall("\r\n".join([*head, "", ""]).encode() + sent)
        time.sleep(0.2)

    deadline = time.monotonic() + 10
    while counted() == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert counted() == before + 1


MALFORMED = {
    "half a document": (b'{"title": "t", "body"', 400),
    "no document": (b"", 400),
    "another encoding": ('{"title": "t", "body": "caf\xe9"}'.encode("latin-1"), 400),
    "ten thousand levels": (b"[" * 10_000 + b"]" * 10_000, 400),
    "ten thousand levels in a field": (b'{"title": "t", "body": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", 400),
    "NaN": (b'{"title": NaN, "body": "b"}', 400),
    "a number of 10,000 digits": (b'{"title": ' + b"9" * 10_000 + b', "body": "b"}', 400),
    "a list": (b"[]", 422),
    "a string": (b'"article"', 422),
    "more bytes than allowed": (b'{"title": "t", "body": "' + b"x" * 2_100_000 + b'"}', 413),
    "a surrogate in a field's name": (b'{"title": "t", "body": "b", "\\ud800": 1}', 422),
}


@pytest.mark.parametrize(("raw", "status"), MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_article_is_refused(api: tuple[httpx.Client, Receipts], raw: bytes, status: int) -> None:
    client, receipts = api

    answer = client.post("/v1/articles", content=raw, headers=JSON)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    assert nothing_is_queued(receipts)


def test_bytes_are_counted_as_they_come_in(api: tuple[httpx.Client, Receipts]) -> None:
    client, receipts = api

    def chunks() -> Iterator[bytes]:  # sent without a Content-Length
        yield b'{"title": "t", "body": "'
        for _ in range(30):
            yield b"x" * 100_000
        yield b'"}'

    answer = client.post("/v1/articles", content=chunks(), headers=JSON)

    assert answer.status_code == 413
    assert nothing_is_queued(receipts)


def test_one_post_of_marks_does_not_hold_up_others(api: tuple[httpx.Client, Receipts]) -> None:
    """100,000 combining marks behind one letter were sorted for 21 s, in which nothing was answered."""
    client, _ = api
    marks = json.dumps(ARTICLE | {"body": "a" + "\u0345\u0301\u0316" * 33_333}, ensure_ascii=False).encode()

    with ThreadPoolExecutor(1) as pool:
        posted = pool.submit(client.post, "/v1/articles", content=marks, headers=JSON)
        waits = []
        while not posted.done():
            start = time.monotonic()
            assert client.get("/health/live").status_code == 200
            waits.append(time.monotonic() - start)

    assert posted.result().status_code == 202
    assert max(waits, default=0) < 2


def test_a_document_of_a_hundred_thousand_fields_is_refused_in_a_word(api: tuple[httpx.Client, Receipts]) -> None:
    client, _ = api

    answer = client.post("/v1/articles", content=json.dumps(dict.fromkeys(map(str, range(100_000)))), headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field")
    assert len(answer.content) < 1_000


HEADERS = {
    "a foreign host": ({"host": "evil.example"}, 403),
    "a foreign host with a port": ({"host": "evil.example:8001"}, 403),
    "a foreign origin": ({"origin": "https://evil.example"}, 403),
    "an origin of nobody": ({"origin": "null"}, 403),
    "an origin that is no address": ({"origin": "http://["}, 403),
    "a compressed body": ({"content-encoding": "gzip"}, 415),
    "a body compressed twice": ({"content-encoding": "gzip, br"}, 415),
    "a form's content type": ({"content-type": "text/plain"}, 415),
    "no content type": ({"content-type": ""}, 415),
}


@pytest.mark.parametrize(("headers", "status"), HEADERS.values(), ids=HEADERS.keys())
def test_a_page_in_a_browser_cannot_post(
    api: tuple[httpx.Client, Receipts], headers: dict[str, str], status: int
) -> None:
    client, receipts = api

    answer = client.post("/v1/articles", content=json.dumps(ARTICLE), headers=JSON | headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert nothing_is_queued(receipts)


def test_redis_away_is_said_and_heals(own_redis_server: RedisServer) -> None:
    with ingesting(Settings(redis_url=own_redis_server.url)) as (client, _):
        first = client.post("/v1/articles", json=ARTICLE)
        own_redis_server.kill()

        refused = client.post("/v1/articles", json=ARTICLE | {"body": "x"})
        ready = client.get("/health/ready")
        own_redis_server.start()
        again = client.post("/v1/articles", json=ARTICLE)

    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert (ready.status_code, ready.json()["missing"]) == (503, ["redis"])
    assert (first.status_code, again.status_code) == (202, 200), "what was accepted is still known"


def test_redis_nearly_full_refuses_posts_but_not_deletions(own_redis_server: RedisServer) -> None:
    settings = Settings(redis_url=own_redis_server.url)
    redis = connect(settings)
    redis.mset({f"ballast:{n}": "x" * 10_000 for n in range(100)})
    for n in range(100):
        redis.append(f"ballast:{n}", "x" * 90_000)
    used = int(redis.info("memory")["used_memory"])
    redis.config_set("maxmemory", int(used / 0.87))

    with ingesting(settings) as (client, _):
        refused = client.post("/v1/articles", json=ARTICLE)
        deleted = client.delete("/v1/articles/" + "a" * 20)

    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json()["code"] == "overloaded"
    assert deleted.status_code == 202
    redis.close()


def test_redis_quite_full_is_said(own_redis_server: RedisServer) -> None:
    settings = Settings(redis_url=own_redis_server.url)
    redis = connect(settings)
    redis.config_set("maxmemory", int(redis.info("memory")["used_memory"]) // 2)

    with ingesting(settings) as (client, _):
        deleted = client.delete("/v1/articles/" + "a" * 20)

    assert (deleted.status_code, deleted.json()["code"]) == (429, "overloaded")
    redis.close()


def test_a_server_that_would_lose_articles_is_complained_of(own_redis_server: RedisServer) -> None:
    from shared.delivery.connection import check_durability

    redis = connect(Settings(redis_url=own_redis_server.url))
    before = check_durability(redis)
    redis.config_set("appendfsync", "everysec")

    after = check_durability(redis)

    assert before == []
    assert after == ["Redis has appendfsync everysec, not always: accepted articles may be lost"]
    redis.close()
