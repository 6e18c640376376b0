"""``quotewire run`` as its user starts it: one machine, no Docker, everything real."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.e2e.forms import assert_a_feed_arrives, assert_every_form_arrives
from tests.support.news_site import news_site

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seeds" / "000_bc723ca8ca3f09b7.txt"

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass
class Running:
    """A started ``quotewire run``."""

    process: psutil.Popen
    output: Path
    data: Path
    ingest: str
    search: str
    health: list[str]

    def wait(self) -> None:
        """Until it says that it serves."""
        end = time.monotonic() + 120
        while "Serving" not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < end, self.text()
            time.sleep(0.2)

    def text(self) -> str:
        return self.output.read_text("utf-8")

    def interrupt(self) -> list[psutil.Process]:
        """Ctrl-C; the processes that were its children."""
        children: list[psutil.Process] = self.process.children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        return children


def free_ports() -> tuple[int, int, int]:
    """Two ports, and the first of three in a row."""
    while True:
        start = int(os.urandom(2).hex(), 16) % 20_000 + 20_000
        try:
            for port in range(start, start + 5):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return start, start + 1, start + 2
        except OSError:
            continue


def start(data: Path, ports: tuple[int, int, int], name: str) -> Running:
    environment = os.environ | {
        "QUOTEWIRE_INGEST_PORT": str(ports[0]),
        "QUOTEWIRE_SEARCH_PORT": str(ports[1]),
        "QUOTEWIRE_HEALTH_PORT": str(ports[2]),
        "QUOTEWIRE_FETCH_PRIVATE_HOSTS": "127.0.0.1",
        "COLUMNS": "140",
    }
    output = data.with_name(name)
    with output.open("wb") as out:
        process = psutil.Popen(
            [sys.executable, "-m", "deploy.cli", "run", "--data", str(data)],
            cwd=ROOT, env=environment, stdout=out, stderr=out,
        )  # fmt: skip
    addresses = [f"http://127.0.0.1:{port}" for port in (*ports[:2], *range(ports[2], ports[2] + 3))]
    return Running(process, output, data, addresses[0], addresses[1], addresses[2:])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    run = start(tmp_path_factory.mktemp("run") / "data", free_ports(), "first.out")
    try:
        run.wait()
        yield run
    finally:
        if run.process.poll() is None:
            run.interrupt()


def post(run: Running, article: dict[str, Any], wait: float = 20) -> dict[str, Any]:
    answer = httpx.post(f"{run.ingest}/v1/articles", params={"wait": wait}, json=article, timeout=wait + 10)
    document: dict[str, Any] = answer.raise_for_status().json()
    return document


def test_it_prints_the_seeds_quotes_with_their_speakers(running: Running) -> None:
    text = running.text()

    for name in ("Mohsen Milani", "Ellie Geranmayeh", "Maxim A. Suchkov"):
        assert re.search(rf"{name}\s+│\s+said\s+│\s+(direct|mixed)", text)
    assert "14 posted" in text
    assert f"{running.ingest}/docs" in text


def test_it_prints_the_pages_address_first_and_serves_it(running: Running) -> None:
    first = re.search(r"https?://\S+", running.text())

    assert first and first[0] == f"{running.search}/"
    assert "Who said what" in httpx.get(first[0]).text


def test_a_posted_article_comes_back_finished_and_is_found(running: Running) -> None:
    article = {"title": "A lighthouse", "body": "“The lamp is lit again,” said keeper Olga Brandt. Nobody objected."}

    finished = post(running, article)

    [quote] = finished["quotes"]
    assert quote["speaker"]["name"] == "Olga Brandt"
    found = httpx.get(f"{running.search}/v1/quotes", params={"q": "lamp", "speaker": "Olga Brandt"}).json()
    assert [each["id"] for each in found["results"]] == [quote["id"]]


def test_every_form_arrives(running: Running, tmp_path: Path) -> None:
    assert_every_form_arrives(running.ingest, running.search, tmp_path)


def test_a_feed_is_found_on_a_home_page_added_and_read(running: Running) -> None:
    with news_site() as site:
        assert_a_feed_arrives(running.ingest, running.search, site)


def test_a_page_of_html_becomes_an_article(running: Running) -> None:
    story = "<p>The ferry to Norrholm will sail twice a day from June, the harbour master said on Tuesday.</p>" * 3
    page = f"<html><head><title>Ferry</title></head><body><nav>Home</nav><article><h1>More ferries</h1>{story}"

    finished = post(running, {"html": page + "</article></body></html>", "url": "https://example.org/ferry"})

    assert finished["title"]
    assert "harbour master" in finished["body"]
    assert "Home" not in finished["body"]


def test_a_page_without_an_article_goes_to_quarantine_with_its_reason(running: Running) -> None:
    accepted = post(running, {"html": "<html><body><img src='a.png'></body></html>"}, wait=5)

    receipt = httpx.get(running.ingest + accepted["status_url"]).json()
    assert receipt["state"] == "quarantined"
    assert "no article text" in receipt["reason"]


def test_a_deleted_article_is_gone_with_its_quotes(running: Running) -> None:
    finished = post(running, {"title": "Gone soon", "body": "“Remember me not,” said Peter Vanish."})

    receipt = httpx.delete(f"{running.ingest}/v1/articles/{finished['id']}").json()
    while httpx.get(running.ingest + receipt["status_url"]).json()["state"] != "deleted":
        time.sleep(0.1)

    assert httpx.get(f"{running.search}/v1/articles/{finished['id']}").status_code == 404
    assert httpx.get(f"{running.search}/v1/quotes", params={"speaker": "Peter Vanish"}).json()["total"] == 0


def test_the_command_line_finds_what_the_api_shows(running: Running, tmp_path: Path) -> None:
    [article] = httpx.get(f"{running.search}/v1/articles", params={"q": "Geranmayeh"}).json()["results"]
    shown = httpx.get(f"{running.search}/v1/articles/{article['id']}", params={"original": True}).json()
    line = {"id": shown["id"], "title": shown["title"], "body": shown["body"]}
    (tmp_path / "in.jsonl").write_text(json.dumps(line), "utf-8")

    subprocess.run(
        [sys.executable, "-m", "deploy.cli", "annotate", "in.jsonl", "--output", "out.jsonl"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True,
    )  # fmt: skip

    offline = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    for quote in shown["quotes"]:
        if quote["speaker"]:
            del quote["speaker"]["identity"]  # who that is in all articles is for the index to say
    assert offline["quotes"] == shown["quotes"]
    assert shown["original"]["body"] == SEED.read_text("utf-8")


def test_one_request_can_be_followed_through_every_log(running: Running) -> None:
    article = {"title": "Traced", "body": "“Follow me,” said Tess Tracer."}

    answer = httpx.post(
        f"{running.ingest}/v1/articles?wait=20", json=article, headers={"x-request-id": "trace-me-1"}, timeout=30
    )

    assert answer.headers["x-request-id"] == "trace-me-1"
    for process in ("ingest", "nlp-worker", "indexer"):
        lines = (running.data / "logs" / f"{process}.log").read_text("utf-8").splitlines()
        mine = [json.loads(line) for line in lines if "trace-me-1" in line]
        assert any(answer.json()["id"] == line.get("article_id") for line in mine), process


def test_every_process_tells_its_health_and_its_counts(running: Running) -> None:
    for address in (running.ingest, running.search, *running.health):
        assert httpx.get(f"{address}/health/live").status_code == 200
        assert httpx.get(f"{address}/health/ready").json()["missing"] == []
    nlp = httpx.get(f"{running.health[1]}/metrics").text
    done = re.search(r'quotewire_stage_outcomes_total\{outcome="done",stage="annotating"\} (\d+)', nlp)
    assert done
    assert int(done[1]) >= 14
    assert 'quotewire_articles_accepted_total{outcome="new"}' in httpx.get(f"{running.ingest}/metrics").text


def test_a_port_in_use_is_one_clear_line(running: Running, tmp_path: Path) -> None:
    ports = (int(running.ingest.rsplit(":", 1)[1]), *free_ports()[1:])

    second = start(tmp_path / "data", ports, "second.out")
    second.process.wait(60)

    assert second.process.returncode == 1
    [line] = second.text().strip().splitlines()
    assert f"Port {ports[0]}" in line
    assert "QUOTEWIRE_INGEST_PORT" in line


def test_a_folder_in_use_is_one_clear_line(running: Running) -> None:
    second = start(running.data, free_ports(), "second.out")
    second.process.wait(60)

    assert second.process.returncode == 1
    assert "Another quotewire runs on" in second.text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    run = start(tmp_path / "x" / "data", free_ports(), "out")
    run.process.wait(60)

    assert "cannot be written" in run.text()


def test_ctrl_c_stops_every_child_and_a_second_start_posts_nothing_twice(running: Running) -> None:
    total = httpx.get(f"{running.search}/v1/articles").json()["total"]

    children = running.interrupt()
    _, alive = psutil.wait_procs(children, timeout=5)
    again = start(running.data, free_ports(), "again.out")
    try:
        again.wait()
        found = httpx.get(f"{again.search}/v1/articles").json()["total"]
    finally:
        again.interrupt()

    assert running.process.returncode == 0
    assert not alive
    assert "0 posted, 14 known already" in again.text()
    assert found == total
