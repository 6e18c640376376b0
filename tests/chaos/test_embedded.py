"""``quotewire up`` while its processes are killed with SIGKILL, one after the other, and stories go on coming in."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

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
