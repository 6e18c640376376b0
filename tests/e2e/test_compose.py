"""The whole stack on a real Docker engine, as a user brings it up: everything through HTTP and ``docker compose``."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.seeding import load
from tests.chaos.wire import Say, Wire
from tests.docker.news_site import container_site
from tests.docker.stack import INGEST, PORTS, PROJECT, ROOT, SEARCH, Stack, what_is_missing
from tests.docs.pages import SHOWING_REQUESTS
from tests.docs.requests import assert_agrees, curl_examples
from tests.e2e.forms import assert_a_feed_arrives, assert_every_form_arrives

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.timeout(900)]

NOT_OURS = ("redis", "elasticsearch")


@pytest.fixture(scope="module")
def say(request: pytest.FixtureRequest) -> Say:
    """Prints although pytest captures: bringing a stack up and killing it takes minutes."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def speak(words: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\n{words}", end="", flush=True)

    return speak


@pytest.fixture(scope="module")
def stack(say: Say) -> Iterator[Stack]:
    missing = what_is_missing()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    stack = Stack()
    try:
        say(f"up --build --wait: {stack.up('--build'):.0f} s")
        yield stack
    finally:
        stack.compose("down", "--volumes")


@pytest.fixture(scope="module")
def seed(stack: Stack) -> dict[str, Any]:
    """The seeds are posted, as `make run` does; the real one, as search shows it."""
    real, *invented = load(ROOT / "seeds")
    for article in invented:
        httpx.post(f"{INGEST}/v1/articles", json=article, timeout=60).raise_for_status()
    answer = httpx.post(f"{INGEST}/v1/articles", params={"wait": 60}, json=real, timeout=90).raise_for_status().json()
    found: dict[str, Any] = httpx.get(f"{SEARCH}/v1/articles/{answer['id']}").raise_for_status().json()
    return found


def test_every_container_is_healthy(stack: Stack) -> None:
    health = {container["Name"]: container["State"]["Health"]["Status"] for container in stack.containers()}
    assert set(health.values()) == {"healthy"}
    assert len(health) == len(Stack.services)


def test_every_form_arrives(stack: Stack, tmp_path: Path) -> None:
    assert_every_form_arrives(INGEST, SEARCH, tmp_path)


def test_a_feed_is_found_on_a_home_page_added_and_read(stack: Stack, tmp_path: Path) -> None:
    with container_site(f"{PROJECT}_outside", tmp_path) as site:
        assert_a_feed_arrives(INGEST, SEARCH, site)


def test_only_the_two_apis_are_reachable_and_only_from_this_machine(stack: Stack) -> None:
    published = {
        (port, binding["HostIp"])
        for container in stack.containers()
        for port, bindings in container["NetworkSettings"]["Ports"].items()
        for binding in bindings or []
    }
    assert published == {("8001/tcp", "127.0.0.1"), ("8002/tcp", "127.0.0.1")}


def test_our_containers_run_as_nobody_and_can_write_nothing(stack: Stack) -> None:
    ours = [each for each in stack.containers() if _service(each) not in NOT_OURS]
    assert {each["Config"]["User"] for each in ours} == {"10001:10001"}
    assert all(each["HostConfig"]["ReadonlyRootfs"] for each in ours)


def test_the_nlp_image_is_slim(stack: Stack) -> None:
    [worker] = [each for each in stack.containers() if _service(each) == "nlp-worker"]
    assert stack.image_bytes(worker["Image"]) < 700e6


def test_the_seed_article_says_who_said_what(seed: dict[str, Any]) -> None:
    answer = httpx.get(f"{SEARCH}/v1/quotes", params={"speaker": "Mohsen Milani"}).raise_for_status().json()
    pieces = [seed["body"][start:end] for quote in answer["results"] for start, end in quote["spans"]]
    assert any("one of their most important political allies" in piece for piece in pieces)
    assert {quote["article"]["id"] for quote in answer["results"]} == {seed["id"]}


def test_the_readme_s_curl_lines_print_what_it_shows(stack: Stack, seed: dict[str, Any]) -> None:
    examples = curl_examples(*SHOWING_REQUESTS)
    assert examples
    for example in examples:
        # Word for word, unless the tests were given other ports.
        line = example.command.replace(":8001/", f":{PORTS[0]}/").replace(":8002/", f":{PORTS[1]}/")
        command = ["bash", "-c", line]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{example.command}\n{done.stderr}"
        assert_agrees(example, done.stdout)


@pytest.mark.parametrize("service", Stack.services)
def test_nothing_is_lost_or_doubled_when_a_service_is_killed(stack: Stack, say: Say, service: str) -> None:
    wire = Wire(INGEST, SEARCH, f"killed {service}")
    wire.file(30)  # a backlog, so that it dies at work
    with wire:
        time.sleep(0.3)
        stack.compose("kill", service)  # SIGKILL
        time.sleep(5)
        seconds = stack.up()
        time.sleep(3)
    wire.settle(say, seconds=240)
    say(f"{service} killed, up again after {seconds:.0f} s: {wire.verify()}")


@pytest.mark.parametrize("service", ["ingest", "nlp-worker", "indexer"])
def test_a_service_that_crashes_comes_back_by_itself(stack: Stack, service: str) -> None:
    stack.crash(service)
    end = time.monotonic() + 60
    while True:
        [container] = [each for each in stack.containers() if _service(each) == service]
        if container["RestartCount"] and container["State"]["Health"]["Status"] == "healthy":
            return
        assert time.monotonic() < end, container["State"]
        time.sleep(1)


def test_fifty_articles_outlast_a_minute_without_elasticsearch(stack: Stack, say: Say) -> None:
    stack.compose("stop", "elasticsearch")
    wire = Wire(INGEST, SEARCH, "a minute without Elasticsearch")
    wire.file(50)
    time.sleep(60)
    unavailable = httpx.get(f"{SEARCH}/v1/quotes", timeout=60)
    stack.up()
    wire.settle(say, seconds=240)
    assert unavailable.status_code == 503
    assert wire.answers == {"answered": 50}
    say(f"Elasticsearch away for a minute: {wire.verify()}")


def test_nlp_workers_scale(stack: Stack, say: Say) -> None:
    stack.up("--scale", "nlp-worker=2")
    assert [_service(each) for each in stack.containers()].count("nlp-worker") == 2
    wire = Wire(INGEST, SEARCH, "two workers")
    wire.file(30)
    wire.settle(say, seconds=120)
    say(f"two NLP workers: {wire.verify()}")
    stack.up("--scale", "nlp-worker=1")


def test_the_data_is_there_after_down_and_up(stack: Stack, say: Say, seed: dict[str, Any]) -> None:
    wire = Wire(INGEST, SEARCH, "before going down")
    wire.file(10)
    wire.settle(say, seconds=120)
    stack.compose("down")
    say(f"down, up --wait: {stack.up():.0f} s")
    wire.settle(say, seconds=10)
    wire.verify()
    assert httpx.get(f"{SEARCH}/v1/articles/{seed['id']}").raise_for_status().json()["quotes"] == seed["quotes"]


def _service(container: dict[str, Any]) -> str:
    return str(container["Config"]["Labels"]["com.docker.compose.service"])
