"""``quotewire up`` is backed up while it works, destroyed, restored and started again; and a lost index is noticed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.chaos.embedded import Embedded

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(600)]

STORIES = 40


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def embedded(data: Path) -> Iterator[Embedded]:
    embedded = Embedded(data)
    try:
        embedded.wait_until_ready()
        yield embedded
    finally:
        embedded.stop()


def post(embedded: Embedded, number: int) -> httpx.Response:
    body = f"“Ship {number} is late,” said Ada Nordmann, the harbour master."
    return httpx.post(f"{embedded.ingest}/v1/articles", json={"title": f"Ship {number}", "body": body}, timeout=10)


def wait_for(embedded: Embedded, ids: set[str], seconds: float = 90) -> None:
    """Until all are found by a search."""
    end = time.monotonic() + seconds
    found: set[str] = set()
    while time.monotonic() < end:
        answer = httpx.get(f"{embedded.search}/v1/articles?size=100&fields=id", timeout=10)
        found = {result["id"] for result in answer.json()["results"]}
        if ids <= found:
            return
        time.sleep(0.3)
    raise AssertionError(f"missing: {ids - found}\n{embedded.output()}")


def run(*command: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", *map(str, command)], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_destroyed_stack_comes_back_with_every_202_from_before_the_backup(
    embedded: Embedded, data: Path, tmp_path: Path
) -> None:
    ids = {post(embedded, number).json()["id"] for number in range(STORIES)}
    status, said = run("backup", tmp_path / "copy", "--data", data)  # while most of them wait
    assert status == 0, said
    later = [post(embedded, STORIES + number).json()["id"] for number in range(5)]
    embedded.stop()
    shutil.rmtree(data)

    status, said = run("restore", tmp_path / "copy", "--data", data)
    assert status == 0, said
    restored = Embedded(data)
    try:
        restored.wait_until_ready()
        wait_for(restored, ids)
        again = [post(restored, number) for number in range(STORIES + 5)]
        assert [answer.status_code for answer in again] == [200] * STORIES + [202] * 5
        assert [answer.json()["id"] for answer in again[STORIES:]] == later
        wait_for(restored, ids | set(later))
        status, said = run("doctor", "--data", data, "--json")
        assert status == 0, said
    finally:
        restored.stop()
    assert not (data / "index.sqlite3-wal").exists()


def test_a_lost_index_is_told_by_health_and_refilled_while_the_stack_runs(
    embedded: Embedded, data: Path, tmp_path: Path
) -> None:
    ids = {post(embedded, number).json()["id"] for number in range(5)}
    wait_for(embedded, ids)
    assert run("backup", tmp_path / "copy", "--data", data)[0] == 0
    embedded.stop()
    (data / "index.sqlite3").unlink()

    again = Embedded(data)
    try:
        again.wait_until_ready()
        health = httpx.get(f"{again.ingest}/health/ready", timeout=5)
        assert (health.status_code, health.json()["status"]) == (200, "degraded")
        status, said = run("doctor", "--data", data, "--json")
        assert status == 1
        findings = json.loads(said[said.index("{") : said.rindex("}") + 1])["findings"]
        missing = next(finding for finding in findings if finding["name"] == "missing")
        assert set(missing["ids"]) == ids
        assert run("restore", tmp_path / "copy", "--index-only", "--data", data)[0] == 0
        wait_for(again, ids, seconds=10)
        assert run("doctor", "--data", data, "--mend")[0] == 0
        assert httpx.get(f"{again.ingest}/health/ready", timeout=5).json()["status"] == "ok"
        assert post(again, 0).status_code == 200
    finally:
        again.stop()


def test_an_index_lost_while_nothing_is_posted_is_told_within_two_sweeps(embedded: Embedded, data: Path) -> None:
    wait_for(embedded, {post(embedded, 1).json()["id"]})
    time.sleep(1)
    assert httpx.get(f"{embedded.ingest}/health/ready", timeout=5).json()["status"] == "ok"

    for file in data.glob("index.sqlite3*"):
        file.unlink()

    end = time.monotonic() + 30
    while (health := httpx.get(f"{embedded.ingest}/health/ready", timeout=5).json())["status"] == "ok":
        assert time.monotonic() < end, embedded.output()
        time.sleep(0.2)
    print(f"told after {30 - (end - time.monotonic()):.1f} s")
    assert "quotewire restore" in str(health["parts"])
    wait_for(embedded, {post(embedded, 1).json()["id"]})  # and a repost is work
