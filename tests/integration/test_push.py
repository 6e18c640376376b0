"""Articles that agencies push, signed; and the notice that takes one back."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr
from standardwebhooks import Webhook

from services.ingest.forms.ninjs import NINJS
from services.ingest.settings import Settings
from shared import settings as shared_settings
from tests.support.ingest_api import ARTICLE, ingesting

pytestmark = pytest.mark.redis

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def client(settings: shared_settings.Settings) -> Iterator[httpx.Client]:
    with ingesting(
        Settings(
            redis_url=settings.redis_url, queue_name_prefix=settings.queue_name_prefix, push_secrets=[SecretStr(SECRET)]
        )
    ) as (client, _):
        yield client


def push(client: httpx.Client, document: dict[str, Any]) -> httpx.Response:
    body, now = json.dumps(document), datetime.now(UTC)
    headers = {
        "content-type": "application/json",
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", now, body),
    }
    return client.post("/v1/push", content=body, headers=headers)


def test_a_signed_item_is_accepted_and_sent_again_it_is_no_new_work(client: httpx.Client) -> None:
    first, again = push(client, dict(NINJS.example)), push(client, dict(NINJS.example))

    assert (first.status_code, again.status_code) == (202, 200)
    assert client.get(first.json()["status_url"]).json()["state"] == "preparing"


def test_an_unsigned_article_is_refused_and_nothing_is_queued(client: httpx.Client) -> None:
    answer = client.post("/v1/push", json=ARTICLE)

    assert (answer.status_code, answer.json()["code"]) == (403, "invalid_signature")


def test_a_notice_deletes_the_item_and_a_later_version_brings_it_back(client: httpx.Client) -> None:
    uri = NINJS.example["uri"]
    posted = push(client, dict(NINJS.example)).json()

    taken_back = push(client, {"uri": uri, "pubStatus": "canceled"})
    again = push(client, {"uri": uri, "pubStatus": "withheld"})

    assert (taken_back.status_code, again.status_code) == (202, 200)
    assert taken_back.json()["id"] == posted["id"]
    assert client.get(f"/v1/receipts/{posted['id']}").json()["operation"] == "delete"
    assert push(client, dict(NINJS.example)).json()["version"] > taken_back.json()["version"]


def test_a_notice_of_an_unknown_item_keeps_its_older_versions_out(client: httpx.Client) -> None:
    answer = push(client, {"uri": "urn:newsml:agency.example:unknown", "pubStatus": "canceled"})

    assert answer.status_code == 202
    assert client.get(answer.json()["status_url"]).json()["operation"] == "delete"


def test_without_a_secret_unsigned_articles_are_taken(settings: shared_settings.Settings) -> None:
    own = Settings(redis_url=settings.redis_url, queue_name_prefix=settings.queue_name_prefix)
    with ingesting(own) as (client, _):
        assert client.post("/v1/push", json=ARTICLE).status_code == 202


PUSHED = st.lists(
    st.one_of(
        st.builds(lambda number: dict(NINJS.example) | {"uri": f"urn:x:{number}"}, st.integers(0, 2)),
        st.builds(lambda number: {"uri": f"urn:x:{number}", "pubStatus": "canceled"}, st.integers(0, 3)),
        st.builds(lambda number: ARTICLE | {"external_id": str(number), "source": "Courier"}, st.integers(0, 2)),
        st.sampled_from([{}, {"uri": ""}, {"title": "t"}, {"html": ""}]),
    ),
    max_size=10,
)


@given(documents=PUSHED)
@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_that_was_pushed_adds_up(client: httpx.Client, documents: list[dict[str, Any]]) -> None:
    before = client.get("/v1/sources").json()["all"]["sent"]

    for document in documents:
        push(client, document)

    counts = client.get("/v1/sources").json()["all"]
    assert counts["sent"] - before == len(documents)
    assert counts["sent"] == sum(counts[each] for each in ("accepted", "unchanged", "refused", "quarantined"))
