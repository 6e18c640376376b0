"""Posting, following and deleting articles over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from shared import settings as shared_settings
from shared.delivery.posts import Post
from shared.delivery.receipts import Receipts
from shared.delivery.tokens import new_token
from shared.models.receipts import Stage
from tests.support.ingest_api import ARTICLE

pytestmark = pytest.mark.redis


@pytest.fixture
def client(api: tuple[httpx.Client, Receipts]) -> httpx.Client:
    return api[0]


@pytest.fixture
def receipts(api: tuple[httpx.Client, Receipts]) -> Receipts:
    return api[1]


def arrive(receipts: Receipts) -> None:
    """Let everything that waits arrive, as the workers would."""
    for stage, verdict, detail in (
        (Stage.PREPARING, "next", "annotating"),
        (Stage.ANNOTATING, "next", "indexing"),
        (Stage.INDEXING, "final", "indexed"),
    ):
        token = new_token()
        jobs, _ = receipts.lease(stage, token, seconds=30, count=100, size=10**9, max_attempts=3)
        for job in jobs:
            end = "deleted" if job.operation == "delete" else detail
            receipts.settle(stage, token, job, verdict, end)  # type: ignore[arg-type]


def test_a_posted_article_is_accepted_and_can_be_followed(client: httpx.Client) -> None:
    answer = client.post("/v1/articles", json=ARTICLE)

    assert answer.status_code == 202
    assert set(answer.json()) == {"id", "version", "state", "status_url"}
    receipt = client.get(answer.json()["status_url"]).json()
    assert receipt["state"] == "annotating"
    assert set(receipt["times"]) == {"accepted", "annotating"}
    assert receipt["request_id"] == answer.headers["x-request-id"]


def test_the_same_fields_again_are_no_new_work(client: httpx.Client) -> None:
    first = client.post("/v1/articles", json=ARTICLE)

    again = client.post("/v1/articles", json=ARTICLE)

    assert again.status_code == 200
    assert (again.json()["id"], again.json()["version"]) == (first.json()["id"], first.json()["version"])


def test_an_article_that_the_release_before_accepted_is_no_new_work(client: httpx.Client, receipts: Receipts) -> None:
    """What was accepted stands here to the letter, so that it does not move with the code."""
    accepted = receipts.accept(
        Post(
            candidate="l2t573quqwvhwzeteupx",
            url="u1:0aa6763c791cc7ff55bc998a03e247f2",
            external="x1:09110a6e73015914bd6739bf5de458c1",
            content="c1:2b5a0446e3d16bd973f505a12ba81eb2",
            fingerprint="47a3049d7d840d70c7a9c2fdea53b374",
            text_hash="6d028b7132984b1f5a312c7055fbd786",
            payload="{}",
            first_stage=Stage.ANNOTATING,
        ),
        "before",
    )

    again = client.post(
        "/v1/articles",
        json={
            "title": "Bridge closed",
            "body": "The bridge is closed, Mayor Ada Nordmann said.",
            "url": "https://courier.example/bridge?utm_source=x",
            "source": "Halmstow Courier",
            "external_id": "7",
            "published_at": "2026-03-01T08:00:00Z",
            "modified_at": "2026-03-02",
            "authors": ["Felicity Brome"],
            "language": "en",
            "tags": ["bridge"],
        },
    )

    assert again.status_code == 200
    assert (again.json()["id"], again.json()["version"]) == (accepted.id, accepted.version)


def test_a_changed_text_is_a_new_version_and_supersedes_the_old(client: httpx.Client) -> None:
    url = "https://example.org/1"
    first = client.post("/v1/articles", json=ARTICLE | {"url": url}).json()

    second = client.post("/v1/articles", json=ARTICLE | {"url": url, "body": "Other words."}).json()

    assert second["id"] == first["id"]
    assert second["version"] > first["version"]
    assert client.get(first["status_url"]).json()["state"] == "superseded"


def test_an_address_learnt_later_joins_the_same_article(client: httpx.Client) -> None:
    first = client.post("/v1/articles", json=ARTICLE).json()

    second = client.post("/v1/articles", json=ARTICLE | {"url": "https://example.org/1"}).json()
    third = client.post("/v1/articles", json={"title": "x", "body": "y", "url": "https://www.example.org/1/"}).json()

    assert first["id"] == second["id"] == third["id"]


def test_the_same_words_at_another_address_are_another_article(client: httpx.Client) -> None:
    first = client.post("/v1/articles", json=ARTICLE | {"url": "https://courier.example/1"}).json()

    second = client.post("/v1/articles", json=ARTICLE | {"url": "https://gazette.example/9"}).json()

    assert first["id"] != second["id"]


def test_a_password_in_an_address_is_not_kept(client: httpx.Client, receipts: Receipts) -> None:
    plain = client.post("/v1/articles", json=ARTICLE | {"url": "https://courier.example/1?page=2"}).json()

    secret = client.post("/v1/articles", json=ARTICLE | {"url": "https://ann:s3cret@courier.example/1?page=2"})

    assert (secret.status_code, secret.json()["id"]) == (200, plain["id"]), "the address means the same article"
    other = client.post("/v1/articles", json=ARTICLE | {"url": "https://ann:s3cret@courier.example/2"}).json()
    jobs, _ = receipts.lease(Stage.ANNOTATING, new_token(), seconds=30, count=9, size=10**9, max_attempts=3)
    assert [job.payload.count("https://courier.example/2") for job in jobs if job.id == other["id"]] == [1]
    assert not any("s3cret" in job.payload for job in jobs)


def test_a_source_that_moves_its_article_keeps_the_id(client: httpx.Client) -> None:
    told = ARTICLE | {"source": "Courier", "external_id": "7"}
    first = client.post("/v1/articles", json=told | {"url": "https://courier.example/old"}).json()

    second = client.post("/v1/articles", json=told | {"url": "https://courier.example/new"}).json()

    assert first["id"] == second["id"]


def test_only_new_data_about_the_text_go_straight_to_the_indexer(client: httpx.Client, receipts: Receipts) -> None:
    client.post("/v1/articles", json=ARTICLE)
    arrive(receipts)

    tagged = client.post("/v1/articles", json=ARTICLE | {"tags": ["bridge"]}).json()

    assert tagged["state"] == "indexing"


def test_a_repost_lands_on_the_same_id_when_redis_has_forgotten_it(
    client: httpx.Client, settings: shared_settings.Settings, redis_client: object
) -> None:
    first = client.post("/v1/articles", json=ARTICLE).json()
    for key in redis_client.scan_iter(f"{settings.queue_name_prefix}:*"):  # type: ignore[attr-defined]
        redis_client.delete(key)  # type: ignore[attr-defined]

    again = client.post("/v1/articles", json=ARTICLE)

    assert again.status_code == 202
    assert again.json()["id"] == first["id"]
    assert again.json()["version"] > first["version"]


def test_two_clients_posting_at_once_make_one_version(client: httpx.Client) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: client.post("/v1/articles", json=ARTICLE), range(32)))

    assert len({(a.json()["id"], a.json()["version"]) for a in answers}) == 1
    assert sorted(a.status_code for a in answers) == [200] * 31 + [202]


def test_a_deletion_is_accepted_and_followed_like_a_post(client: httpx.Client, receipts: Receipts) -> None:
    posted = client.post("/v1/articles", json=ARTICLE).json()
    arrive(receipts)

    deleted = client.delete(f"/v1/articles/{posted['id']}")
    again = client.delete(f"/v1/articles/{posted['id']}")
    arrive(receipts)

    assert (deleted.status_code, again.status_code) == (202, 200)
    assert client.get(deleted.json()["status_url"]).json()["state"] == "deleted"


def test_a_repost_after_a_deletion_is_a_new_version(client: httpx.Client, receipts: Receipts) -> None:
    posted = client.post("/v1/articles", json=ARTICLE).json()
    deleted = client.delete(f"/v1/articles/{posted['id']}").json()
    arrive(receipts)

    again = client.post("/v1/articles", json=ARTICLE)

    assert again.status_code == 202
    assert again.json()["id"] == posted["id"]
    assert again.json()["version"] > deleted["version"]
    assert again.json()["state"] == "annotating"


def test_what_redis_has_forgotten_can_still_be_deleted(client: httpx.Client) -> None:
    answer = client.delete("/v1/articles/" + "a" * 20)

    assert answer.status_code == 202


@pytest.mark.parametrize("path", ["/v1/receipts/nonsense", "/v1/receipts/" + "a" * 20, "/v1/nothing"])
def test_what_is_not_there_is_a_problem_document(client: httpx.Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def quarantined(client: httpx.Client, receipts: Receipts) -> str:
    posted = client.post("/v1/articles", json=ARTICLE).json()
    token = new_token()
    [job], _ = receipts.lease(Stage.ANNOTATING, token, seconds=30, count=1, size=1, max_attempts=3)
    receipts.settle(Stage.ANNOTATING, token, job, "quarantine", "no reason at all")
    return str(posted["id"])


def test_an_operator_sees_the_quarantine_and_replays(client: httpx.Client, receipts: Receipts) -> None:
    id = quarantined(client, receipts)

    listed = client.get("/v1/quarantine").json()
    replayed = client.post(f"/v1/quarantine/{id}/replay", headers={"content-type": "application/json"})

    assert [(r["id"], r["reason"]) for r in listed["results"]] == [(id, "no reason at all")]
    assert replayed.json()["state"] == "annotating"
    assert client.get("/v1/quarantine").json()["total"] == 0
    arrive(receipts)
    assert client.get(f"/v1/receipts/{id}").json()["state"] == "indexed"


def test_an_operator_discards(client: httpx.Client, receipts: Receipts) -> None:
    id = quarantined(client, receipts)

    answer = client.delete(f"/v1/quarantine/{id}")

    assert answer.json()["state"] == "quarantined"
    assert client.get("/v1/quarantine").json()["total"] == 0
    assert client.delete(f"/v1/quarantine/{id}").status_code == 404


def test_a_repost_takes_an_article_out_of_quarantine(client: httpx.Client, receipts: Receipts) -> None:
    id = quarantined(client, receipts)

    again = client.post("/v1/articles", json=ARTICLE)

    assert (again.status_code, again.json()["id"]) == (202, id)
    assert client.get("/v1/quarantine").json()["total"] == 0


def test_a_page_of_html_waits_to_be_prepared(client: httpx.Client) -> None:
    answer = client.post("/v1/articles", json={"html": "<p>Hello</p>", "url": "https://example.org/1"})

    assert (answer.status_code, answer.json()["state"]) == (202, "preparing")


def test_waiting_in_vain_answers_the_receipt(client: httpx.Client) -> None:
    answer = client.post("/v1/articles?wait=0.3", json=ARTICLE)

    assert (answer.status_code, answer.json()["state"]) == (202, "annotating")


def test_the_openapi_document_has_examples(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    body = document["paths"]["/v1/articles"]["post"]["requestBody"]["content"]["application/json"]
    for example in body["examples"].values():
        assert client.post("/v1/articles", json=example["value"]).status_code == 202
