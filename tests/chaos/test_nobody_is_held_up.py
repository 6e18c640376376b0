"""``quotewire up`` under what once held everybody up; each test looks at the time that it takes to go on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.chaos.embedded import Embedded

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(600)]

SENTENCE = "“The harbour took in {n} ships,” said Anna Keller, who runs the port of Tarnby with her sister. "
PLAIN = "Nothing else happened in Tarnby, in Lower Saxony, or at the port of Emden on that Monday in March. " * 4


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    embedded = Embedded(tmp_path_factory.mktemp("embedded") / "data")
    try:
        embedded.wait_until_ready()
        yield embedded
    finally:
        embedded.stop()


def post(embedded: Embedded, title: str, chars: int) -> str | None:
    """Post an invented article of so many characters; its id, or None if it was refused for want of room."""
    sentences = (SENTENCE.format(n=n) + PLAIN for n in range(chars // len(PLAIN) + 1))
    body = f"{title}. {''.join(sentences)}"[:chars]
    answer = httpx.post(f"{embedded.ingest}/v1/articles", json={"title": title, "body": body}, timeout=30)
    assert answer.status_code in (202, 429), answer.text
    return str(answer.json()["id"]) if answer.status_code == 202 else None


def unfinished(embedded: Embedded, ids: list[str]) -> list[str]:
    """Those that are not indexed yet, by their receipts; by the index where Redis had no room for a finished one's."""
    with httpx.Client(timeout=30) as client:

        def indexed(id: str) -> bool:
            receipt = client.get(f"{embedded.ingest}/v1/receipts/{id}")
            if receipt.status_code == 404:
                return client.get(f"{embedded.search}/v1/articles/{id}").status_code == 200
            return bool(receipt.json().get("state") == "indexed")

        return [id for id in ids if not indexed(id)]


def seconds_until_indexed(embedded: Embedded, ids: list[str], limit: float) -> float:
    """How long it takes until all are indexed."""
    began = time.monotonic()
    while (waiting := unfinished(embedded, ids)) and time.monotonic() - began < limit:
        ids = waiting
        time.sleep(0.2)
    if waiting:
        pytest.fail(f"{len(waiting)} not indexed after {limit:.0f} s\n{embedded.output()}")
    return time.monotonic() - began


def test_a_worker_works_again_within_ten_seconds_of_a_restart_of_redis(embedded: Embedded) -> None:
    """Its connection once broke in the acknowledgement of a job, which left it deaf for a minute and a half."""
    for attempt in range(2):
        ids = [id for n in range(25) if (id := post(embedded, f"Tide {attempt} {n}", 6_000))]
        time.sleep(1.2)

        embedded.kill("redis")
        embedded.wait_until_ready(30)

        # Work of some seconds was left; a single article then shows whether the workers hear at all.
        seconds_until_indexed(embedded, ids, limit=60)
        late = post(embedded, f"Tide {attempt}, a late edition", 500)
        assert late
        took = seconds_until_indexed(embedded, [late], limit=60)
        print(f"attempt {attempt}: a single article took {took:.1f} s")
        assert took < 10


def test_a_redis_filled_while_the_indexer_stood_still_is_emptied_when_it_goes_on(embedded: Embedded) -> None:
    """Annotations once took the last of the memory, and the doorbell that would have made room was refused."""
    with embedded.redis() as client:
        before = client.config_get("maxmemory")["maxmemory"]
        client.config_set("maxmemory", int(client.info("memory")["used_memory"]) + 3_000_000)
        ids: list[str] = []
        try:
            with embedded.frozen("indexer"):
                while id := post(embedded, f"Catch {len(ids)}", 10_000):
                    ids.append(id)
                time.sleep(20)  # the annotator goes on as far as it may
            took = seconds_until_indexed(embedded, ids, limit=180)
        finally:
            client.config_set("maxmemory", before)
    print(f"{len(ids)} articles of 10 kB took {took:.0f} s")
    assert len(ids) > 50


WORST = {
    "curly marks": "“",
    "short quotes": "“no,” ",
    "marks and combining marks": "“a\u0345\u0301\u0316",
    "names": "Anna Lee said “no” to Anna Ray. ",
}
"""Pieces of the texts that took the annotator longest by their length, or once did."""


@pytest.mark.parametrize("size", [28_000, 900_000], ids=["in the quick lane with them", "in the slow lane"])
@pytest.mark.parametrize("piece", WORST.values(), ids=WORST)
def test_ten_innocent_articles_wait_ten_seconds_at_most_for_two_of_the_worst(
    embedded: Embedded, piece: str, size: int
) -> None:
    """Posted while the annotator stands still, so that it finds all twelve waiting when it goes on."""
    worst = (piece * (size // len(piece.encode())) + str(time.monotonic_ns()) for _ in range(2))
    with embedded.frozen("nlp-worker"):
        for number, body in enumerate(worst):
            answer = httpx.post(f"{embedded.ingest}/v1/articles", json={"title": f"Worst {number}", "body": body})
            assert answer.status_code == 202, answer.text
        ids = [id for number in range(10) if (id := post(embedded, f"Innocent {time.monotonic_ns()} {number}", 500))]

    waited = seconds_until_indexed(embedded, ids, limit=120)

    # Budgets are CPU time, which passes more slowly where others want the cores, too.
    slower = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    print(f"ten innocent articles waited {waited:.1f} s, on a machine {slower:.1f} times as slow as one at rest")
    assert len(ids) == 10
    assert waited < 10 * slower
