"""``quotewire up`` while its processes are killed with SIGKILL, one after the other, and stories go on coming in."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.settings import Settings
from tests.chaos.embedded import PROCESSES, Embedded
from tests.chaos.wire import Wire

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    embedded = Embedded(tmp_path_factory.mktemp("embedded") / "data")
    try:
        embedded.wait_until_ready()
        yield embedded
    finally:
        embedded.stop()


ENTRIES = 1_200
"""Of a list of people: three requests, each of which waits by itself."""
SHIPS = 8
"""Articles that decisions are about."""
KNOWLEDGE, DECISIONS = "/v1/identities/knowledge", "/v1/identities/decisions"


def wire_on(embedded: Embedded, source: str) -> Wire:
    return Wire(embedded.ingest, embedded.search, source)


@pytest.mark.parametrize("name", PROCESSES)
def test_nothing_is_lost_or_doubled_when_a_process_is_killed(embedded: Embedded, name: str) -> None:
    wire = wire_on(embedded, f"killed {name}")
    wire.file(30)  # a backlog, so that it dies at work
    with wire:
        time.sleep(0.3)
        embedded.kill(name)
        time.sleep(4)
        embedded.wait_until_ready()
        time.sleep(2)
    wire.settle(print, seconds=120)
    print(wire.verify())


@pytest.mark.skipif(sys.platform != "linux", reason="workers fork children on Linux only")
@pytest.mark.parametrize("name", ["nlp-worker", "indexer"])
def test_nothing_is_lost_or_doubled_when_a_forked_child_is_killed(embedded: Embedded, name: str) -> None:
    wire = wire_on(embedded, f"killed a child of {name}")
    wire.file(30)
    with wire:
        time.sleep(0.3)
        [_, *children] = embedded.processes(name)
        for child in children:
            child.kill()
        time.sleep(4)
    wire.settle(print, seconds=120)
    print(wire.verify())


def test_fifty_articles_outlast_an_indexer_that_stands_still_for_longer_than_a_lease(embedded: Embedded) -> None:
    """What it held is taken back before it wakes and goes on with it."""
    wire = wire_on(embedded, "without an indexer")
    with embedded.frozen("indexer"):
        wire.file(50)
        time.sleep(Settings().lease_seconds + 8)  # for the sweeper, too
    wire.settle(print, seconds=120)
    assert wire.answers == {"answered": 50}
    print(wire.verify())


def test_nothing_is_lost_or_doubled_when_the_supervisor_is_killed(embedded: Embedded) -> None:
    with wire_on(embedded, "killed supervisor") as wire:
        time.sleep(3)
        embedded.crash()
        embedded.wait_until_ready()
        time.sleep(2)
    wire.settle(print, seconds=120)
    print(wire.verify())


def importing(embedded: Embedded, file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "deploy.cli", "identities", "import", str(file), "--search", embedded.search]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def get(embedded: Embedded, path: str, **params: Any) -> Any:
    return httpx.get(embedded.search + path, params=params, timeout=30).raise_for_status().json()


def wait_for(embedded: Embedded, path: str, wanted: dict[str, Any], **params: Any) -> Any:
    """Until an answer has these values."""
    end = time.monotonic() + 120
    while not wanted.items() <= (answer := get(embedded, path, **params)).items():
        assert time.monotonic() < end, f"{path}: {answer}\n{embedded.output()}"
        time.sleep(0.2)
    return answer


def test_an_import_that_was_killed_is_whole_after_the_same_file_once_more(embedded: Embedded, tmp_path: Path) -> None:
    file = tmp_path / "vale.jsonl"
    entries = [{"id": f"v{n}", "type": "PERSON", "names": [f"Person {n} Vale"]} for n in range(ENTRIES)]
    file.write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    killed = importing(embedded, file)
    wait_for(embedded, KNOWLEDGE, {"total": 1})

    killed.kill()
    embedded.kill("indexer")
    killed.communicate()
    again = importing(embedded, file)
    said, _ = again.communicate(timeout=120)

    assert (again.returncode, f"{ENTRIES:,} entries went into the set vale" in said) == (0, True), said
    wait_for(embedded, f"{KNOWLEDGE}/vale", {"total": ENTRIES})
    assert get(embedded, KNOWLEDGE)["results"] == [{"set": "vale", "entries": ENTRIES, "source": ""}]


def test_decisions_about_many_articles_outlast_a_kill_of_who_carries_them_out(embedded: Embedded) -> None:
    one, other, otto = "person:petra-osborne", "person:laura-rutledge", "person:otto-lund"
    ids = []
    for n in range(SHIPS):
        name = ("Petra Osborne", "Laura Rutledge")[n % 2]
        body = f"“Pier {n} is shut,” said {name}.\n\n“Yes, {n},” said Otto Lund."
        ids.append(httpx.post(f"{embedded.ingest}/v1/articles", json={"title": f"Pier {n}", "body": body}).json()["id"])
    wait_for(embedded, "/v1/quotes", {"total": SHIPS}, speaker=otto)

    decisions: list[dict[str, Any]] = [
        {"decision": "merge", "id": other, "into": one},
        {"decision": "split", "id": otto, "articles": ids[:3]},
    ]
    posted = [httpx.post(embedded.search + DECISIONS, json=each, timeout=30).json()["id"] for each in decisions]
    embedded.kill("indexer")

    split = wait_for(embedded, f"{DECISIONS}/{posted[1]}", {"state": "applied", "standing": "applied"})
    assert get(embedded, "/v1/quotes", speaker=other)["total"] == SHIPS
    assert get(embedded, f"/v1/identities/{other}")["identity"]["id"] == f"{one}~1"
    assert get(embedded, "/v1/quotes", speaker=split["makes"])["total"] == 3
    assert get(embedded, "/v1/quotes", speaker=f"{otto}~1")["total"] == SHIPS - 3
    assert [each["id"] for each in get(embedded, DECISIONS)["results"]] == posted[::-1]
