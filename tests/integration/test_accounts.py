"""Every input is accounted for: receipts by state and source, counts that add up, refusals, events as they happen."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from typing import Any

import httpx
import pytest
import redis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from services.ingest.forms import FORMS
from shared import settings as shared_settings
from shared.delivery.receipts import Receipts
from shared.delivery.tokens import new_token
from shared.models.receipts import Stage
from tests.support.ingest_api import ARTICLE

pytestmark = pytest.mark.redis

NDJSON = {"content-type": "application/x-ndjson"}


@pytest.fixture
def client(api: tuple[httpx.Client, Receipts]) -> httpx.Client:
    return api[0]


def post(client: httpx.Client, number: int, source: str | None = "Courier") -> dict[str, Any]:
    document = ARTICLE | {"url": f"https://courier.example/{number}"} | ({"source": source} if source else {})
    answer: dict[str, Any] = client.post("/v1/articles", json=document).json()
    return answer


def settle(receipts: Receipts, verdict: str, detail: str) -> str:
    """Let the first article that waits for the annotator end so; return its id."""
    token = new_token()
    [job], _ = receipts.lease(Stage.ANNOTATING, token, seconds=30, count=1, size=1, max_attempts=3)
    receipts.settle(Stage.ANNOTATING, token, job, verdict, detail)  # type: ignore[arg-type]
    return job.id


def test_receipts_are_listed_newest_first_page_by_page(client: httpx.Client) -> None:
    posted = [post(client, number)["id"] for number in range(7)]

    listed: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("/v1/receipts", params={"size": 3} | ({"cursor": cursor} if cursor else {})).json()
        listed += [receipt["id"] for receipt in page["results"]]
        cursor = page["next_cursor"]

    assert listed == posted[::-1]


def test_receipts_are_found_by_state_source_and_time(api: tuple[httpx.Client, Receipts]) -> None:
    client, receipts = api
    first, second, third = post(client, 1), post(client, 2, "Gazette"), post(client, 3)
    bad = settle(receipts, "quarantine", "no reason at all")

    def listed(**params: str) -> list[str]:
        return [receipt["id"] for receipt in client.get("/v1/receipts", params=params).json()["results"]]

    assert listed(state="quarantined") == [bad] == [first["id"]]
    assert listed(source="Gazette") == [second["id"]]
    assert listed(source="Courier", state="annotating") == [third["id"]]
    times = client.get(third["status_url"]).json()["times"]
    assert listed(since=times["accepted"]) == [third["id"]]
    assert listed(since="2999-01-01") == []


def test_many_receipts_of_others_are_passed_over_in_bounded_steps(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.delivery.accounts.TOGETHER", 4)
    monkeypatch.setattr("shared.delivery.accounts.MAX_EXAMINED", 4)
    wanted = post(client, 0, "Gazette")["id"]
    for number in range(1, 11):
        post(client, number)

    page, steps = client.get("/v1/receipts?source=Gazette").json(), 1
    while not page["results"] and page["next_cursor"]:
        page, steps = client.get(f"/v1/receipts?source=Gazette&cursor={page['next_cursor']}").json(), steps + 1

    assert [receipt["id"] for receipt in page["results"]] == [wanted]
    assert steps > 1


@pytest.mark.parametrize(
    "cursor", ["nonsense", "1", "1.", "-1.aaaaaaaaaaaaaaaaaaaa", "9" * 90, "1.AAAAAAAAAAAAAAAAAAAA"]
)
def test_a_cursor_that_is_not_ours_is_refused(client: httpx.Client, cursor: str) -> None:
    answer = client.get("/v1/receipts", params={"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


def test_sources_are_counted_by_what_became_of_their_inputs(api: tuple[httpx.Client, Receipts]) -> None:
    client, receipts = api
    post(client, 1)
    post(client, 1)
    post(client, 2, "Gazette")
    settle(receipts, "quarantine", "no reason at all")
    client.post("/v1/articles", json={"title": "no body", "source": "Courier"})
    client.post("/v1/articles", content=b"no JSON", headers={"content-type": "application/json"})

    answer = client.get("/v1/sources").json()

    counts = {
        each["source"]: {k: each[k] for k in ("sent", "accepted", "unchanged", "refused", "quarantined")}
        for each in answer["results"]
    }
    assert counts == {
        "Courier": {"sent": 3, "accepted": 0, "unchanged": 1, "refused": 1, "quarantined": 1},
        "Gazette": {"sent": 1, "accepted": 1, "unchanged": 0, "refused": 0, "quarantined": 0},
        None: {"sent": 1, "accepted": 0, "unchanged": 0, "refused": 1, "quarantined": 0},
    }
    assert answer["all"]["sent"] == 5
    assert answer["all"]["forms"]["unknown"] == {"refused": 2}


def test_what_leaves_the_quarantine_counts_as_accepted_again(api: tuple[httpx.Client, Receipts]) -> None:
    client, receipts = api
    post(client, 1)
    id = settle(receipts, "quarantine", "no reason at all")

    client.post(f"/v1/quarantine/{id}/replay", headers={"content-type": "application/json"})
    replayed = client.get("/v1/sources").json()["all"]
    settle(receipts, "quarantine", "again")
    post(client, 1)
    reposted = client.get("/v1/sources").json()["all"]

    assert (replayed["accepted"], replayed["quarantined"]) == (1, 0)
    assert (reposted["accepted"], reposted["quarantined"], reposted["sent"]) == (2, 0, 2)


def test_the_latest_refusals_say_where_from_and_why(client: httpx.Client) -> None:
    lines = b"".join(
        json.dumps({"title": str(n), "body": "", "source": "Courier"}).encode() + b"\n" for n in range(150)
    )
    client.post("/v1/articles/bulk", content=lines + b"torn\n", headers=NDJSON)

    refusals = client.get("/v1/refusals").json()["results"]

    assert len(refusals) == 100
    assert (refusals[0]["form"], refusals[0]["code"], refusals[0]["source"]) == ("unknown", "malformed_json", None)
    assert (refusals[1]["form"], refusals[1]["source"]) == ("article", "Courier")
    assert refusals[1]["detail"].startswith("body: ")
    assert client.get("/v1/sources").json()["all"]["refused"] == 151


DOCUMENTS = st.lists(
    st.one_of(
        st.builds(
            lambda form, number, source: dict(form.example) | {"source": source}
            if form.name != "ninjs"
            else dict(form.example) | {"uri": f"urn:x:{number}"},
            st.sampled_from(FORMS), st.integers(0, 2), st.sampled_from(["Courier", "Gazette"]),
        ),
        st.builds(lambda number: ARTICLE | {"external_id": str(number), "source": "Courier"}, st.integers(0, 2)),
        st.just({"uri": "urn:x:1", "pubStatus": "canceled"}),
        st.sampled_from([{"title": "t"}, [], 7, {"html": ""}, {"uri": ""}, {"title": "t", "body": "b", "source": ""}]),
    ),
    max_size=12,
)  # fmt: skip


@given(alone=DOCUMENTS, together=DOCUMENTS, bad=st.integers(0, 5))
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_that_was_sent_adds_up_over_every_form(
    api: tuple[httpx.Client, Receipts], alone: list[Any], together: list[Any], bad: int
) -> None:
    client, receipts = api
    before = client.get("/v1/sources").json()["all"]["sent"]

    for document in alone:
        client.post("/v1/articles", json=document)
    client.post("/v1/articles/bulk", content="".join(f"{json.dumps(d)}\n" for d in together), headers=NDJSON)
    for stage in (Stage.ANNOTATING, Stage.PREPARING):
        token = new_token()
        jobs, _ = receipts.lease(stage, token, seconds=0.001, count=bad + 1, size=10**9, max_attempts=9)
        for job in jobs[:bad]:
            receipts.settle(stage, token, job, "quarantine", "for a test")

    sources = client.get("/v1/sources?size=100").json()
    everything = sources["all"]
    assert everything["sent"] - before == len(alone) + len(together)
    outcomes = ("accepted", "unchanged", "refused", "quarantined")
    assert everything["sent"] == sum(everything[outcome] for outcome in outcomes)
    assert all(everything[o] == sum(source[o] for source in sources["results"]) for o in outcomes)
    assert everything["quarantined"] == client.get("/v1/quarantine").json()["total"]


class Follower:
    """A client of an event stream that reads in a thread."""

    def __init__(self, client: httpx.Client, path: str, headers: dict[str, str] | None = None) -> None:
        self.events: list[dict[str, str]] = []
        self._arrived = threading.Condition()
        self._ready = threading.Event()
        self._over = False
        threading.Thread(target=self._read, args=(client, path, headers), daemon=True).start()
        assert self._ready.wait(10)

    def _read(self, client: httpx.Client, path: str, headers: dict[str, str] | None) -> None:
        # The server stops at the end of a test, in the middle of the stream.
        with suppress(httpx.HTTPError), client.stream("GET", path, headers=headers) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            event: dict[str, str] = {}
            self._ready.set()
            for line in answer.iter_lines():
                if self._over:
                    return
                name, _, value = line.partition(": ")
                if name:
                    event[name] = value
                elif event:
                    with self._arrived:
                        self.events.append(event)
                        self._arrived.notify_all()
                    event = {}

    def wait(self, count: int) -> list[dict[str, Any]]:
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.events) >= count, 10), self.events
        return [json.loads(event["data"]) for event in self.events]

    def close(self) -> None:
        self._over = True


def test_states_are_followed_as_they_happen_and_from_the_last_one_received(api: tuple[httpx.Client, Receipts]) -> None:
    client, receipts = api
    first = post(client, 1)
    follower = Follower(client, f"/v1/receipts/{first['id']}/events")
    assert follower.wait(1)[0] == {"id": first["id"], "version": first["version"], "state": "annotating"}

    post(client, 2)
    settle(receipts, "next", "indexing")
    states = [event["state"] for event in follower.wait(2)]
    again = Follower(client, "/v1/receipts/events", {"Last-Event-ID": follower.events[0]["id"]})

    assert states == ["annotating", "indexing"]
    assert [event["state"] for event in again.wait(2)] == ["annotating", "indexing"]
    assert again.events[1]["id"] == follower.events[1]["id"]
    for each in (follower, again):
        each.close()


def test_who_was_away_for_too_long_is_told_to_look_at_the_receipts(client: httpx.Client) -> None:
    post(client, 1)

    follower = Follower(client, "/v1/receipts/events?last_event_id=1-0")

    follower.wait(2)
    assert [event["event"] for event in follower.events] == ["resync", "state"]
    follower.close()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/receipts/events?last_event_id=nonsense", 422),
        ("/v1/receipts/nonsense/events", 404),
        ("/v1/receipts/events?from=1", 400),
    ],
)
def test_a_stream_that_cannot_be_followed_is_a_problem_document(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_accounts_are_bounded(
    client: httpx.Client, redis_client: redis.Redis, settings: shared_settings.Settings
) -> None:
    """By lifetimes and by lengths: the table in ``shared/delivery/receipts.py`` says which."""
    prefix = settings.queue_name_prefix
    post(client, 1)

    assert 0 < int(redis_client.ttl(f"{prefix}:tally:Courier")) <= 30 * 86_400
    old = {"an old source": 1.0, "Courier": 2e15}
    redis_client.zadd(f"{prefix}:sources", old)
    redis_client.zadd(f"{prefix}:recent", {"a" * 20 + ":1": 1})
    post(client, 2)
    assert redis_client.zscore(f"{prefix}:sources", "an old source") is None
    assert redis_client.zcard(f"{prefix}:recent") == 2
