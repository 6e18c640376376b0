"""What ``quotewire reindex`` and ``quotewire reannotate`` say, and the status they end with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.search.index.port import Index
from tests.integration.rebuild.newsroom import story
from tests.integration.rebuild.place import Place, annotators, interrupt, place_on, progress
from tests.support.corpus import a_month, change
from tests.support.elasticsearch_local import free_port

DROPPED = ("QUOTEWIRE_SEARCH_ENGINE", "QUOTEWIRE_SQLITE_PATH")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = place_on("sqlite", tmp_path, str)
    yield place
    place.leave()


@pytest.fixture
def index(place: Place) -> Index:
    index = place.open()
    index.prepare()
    index.write(a_month())
    return index


def start(place: Place | None, *command: str, **environment: str) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if name not in DROPPED}
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.cli", *command],
        env=clean | (place.environment if place else {}) | environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit status, and what it said."""
    _, said = process.communicate(timeout=120)
    return process.returncode, said


def test_the_folder_of_a_run_says_which_index(place: Place, index: Index) -> None:
    status, said = ended(start(None, "reindex", "--data", str(place.path.parent)))
    assert status == 0
    assert f"Index: {place.path}" in said
    assert f"{len(a_month())} articles carried over" in said


def test_a_query_that_cannot_be_read(place: Place, index: Index) -> None:
    status, said = ended(start(place, "reannotate", "--q", "ferry AND ("))
    assert status == 2
    assert "column 12" in said


def test_no_index_to_be_rebuilt(tmp_path: Path) -> None:
    status, said = ended(start(None, "reindex", "--data", str(tmp_path)))
    assert status == 3
    assert "There is no index file" in said
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_is_away() -> None:
    away = {
        "QUOTEWIRE_SEARCH_ENGINE": "elasticsearch",
        "QUOTEWIRE_ELASTICSEARCH_URL": f"http://127.0.0.1:{free_port()}",
    }
    status, said = ended(start(None, "reindex", **away))
    assert status == 1
    assert "does not answer" in said


def test_articles_of_a_newer_annotator_are_left_to_it(place: Place, index: Index) -> None:
    index.write([change("new", generation=1_000)])
    status, said = ended(start(place, "reannotate"))
    assert status == 3
    assert "generation 1000" in said
    assert annotators(index)["test-1000"] == 1


def test_nothing_to_do(place: Place, index: Index) -> None:
    status, said = ended(start(place, "reannotate", "--annotator", "no-such-version"))
    assert status == 0
    assert "Nothing to do" in said


def test_what_another_run_left_is_named(place: Place, index: Index) -> None:
    interrupt(index, after=0)
    status, said = ended(start(place, "reindex"))
    assert status == 3
    assert "quotewire reannotate (by annotator two)" in said
    assert "--abort" in said


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_the_same_command_goes_on(place: Place, index: Index, number: int) -> None:
    index.write([story(f"story-{n}", 1, 3) for n in range(1_200)])
    process = start(place, "reannotate", "--processes", "2")
    while progress(place) < 500_000:  # bytes: some articles are there
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(number)
    status, said = ended(process)
    assert status == 130, said
    assert "the same command run again continues" in said
    assert len(annotators(index)) == 2
    status, said = ended(start(place, "reannotate", "--processes", "2"))
    assert status == 0
    assert "Resumed and done" in said
    assert len(annotators(index)) == 1
