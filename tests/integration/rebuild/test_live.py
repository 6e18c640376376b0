"""``quotewire reindex`` and ``quotewire reannotate``, killed again and again while the index is written and read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing
from functools import cache
from threading import Lock

import pytest

from services.nlp.annotator import Annotator, load
from services.nlp.text import Text
from services.search.index.changes import Change
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, Request
from services.search.index.rebuilding import Plan
from services.search.index.rules import MAX_PAST_VERSIONS
from shared.models.annotations import Annotation
from tests.contract.queries import articles
from tests.integration.rebuild.newsroom import Newsroom, story
from tests.integration.rebuild.place import Place, annotators, progress, quoted

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

STEADY = {f"steady-{number}": story(f"steady-{number}", 1, number % 4) for number in range(400)}
KILLS = 3

_one_at_a_time = Lock()


@cache
def annotator() -> Annotator:
    return load()


@cache
def _annotation(id: str, title: str, body: str) -> Annotation:
    with _one_at_a_time:
        return annotator().annotate([Text(id, title, body)])[0]


def annotation_of(change: Change) -> Annotation:
    """What the present annotator makes of it."""
    assert change.article
    return _annotation(change.id, change.article.title, change.article.body)


@pytest.fixture
def index(place: Place) -> Index:
    index = place.open()
    index.prepare()
    assert index.write(list(STEADY.values())) == ["written"] * len(STEADY)
    return index


def start(place: Place, *command: str) -> subprocess.Popen[str]:
    """The real command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.cli", *command],
        env=os.environ | place.environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_at_work(place: Place, *command: str) -> bool:
    """Start it, and kill it when it has carried something over; whether it was still at work then."""
    before = progress(place)
    process = start(place, *command)
    while process.poll() is None and progress(place) in (before, 0):
        time.sleep(0.02)
    process.kill()
    process.communicate()
    return process.returncode < 0


def finish(place: Place, *command: str) -> str:
    """Run it to its end; what it says."""
    process = start(place, *command)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


@pytest.mark.parametrize("command", ["reindex", "reannotate"])
def test_nothing_is_missing_doubled_or_old(index: Index, place: Place, command: str) -> None:
    with Newsroom(place.open, annotation_of, STEADY) as newsroom:
        time.sleep(1)
        killed = sum(kill_at_work(place, command) for _ in range(KILLS))
        said = finish(place, command)
        time.sleep(1)
    print(said, dict(newsroom.counts), f"killed {killed}")
    assert killed, "it was never killed at work"

    expected = {id: [each] for id, each in STEADY.items()} | newsroom.expected
    assert articles_found(index) == {id for id, versions in expected.items() if versions}
    texts = quoted(index)
    for id, versions in expected.items():
        stored = index.article(id)
        if not versions:
            assert stored is None
            assert id not in texts
            continue
        newest = versions[-1]
        assert stored and newest.article
        assert (stored.version, stored.source, stored.body) == (
            newest.version, newest.article.source, newest.article.body,
        )  # fmt: skip
        annotation = annotation_of(newest) if command == "reannotate" else kept_annotation(versions)
        assert (stored.annotator, stored.quotes, stored.mentions) == (
            annotation.annotator, annotation.quotes, annotation.mentions,
        )  # fmt: skip
        assert texts.get(id, []) == [quote.text for quote in annotation.quotes]
        assert [version.version for version in stored.versions] == [
            each.version for each in reversed(versions[-MAX_PAST_VERSIONS - 1 :])
        ]
    if command == "reannotate":
        assert annotators(index) == {annotator().annotator.version: len(articles_found(index))}


def articles_found(index: Index) -> set[str]:
    """The ids of all of them."""
    hits = index.search(Request("articles", size=2_000, sort="newest", facets=())).hits
    return {hit.article.id for hit in hits if isinstance(hit, FoundArticleText)}


def kept_annotation(versions: list[Change]) -> Annotation:
    """The newest that was written with an article; a change of other fields alone keeps it."""
    return next(each.annotation for each in reversed(versions) if each.annotation)


def test_only_what_matches_the_query_is_annotated_anew(index: Index, place: Place) -> None:
    chosen = articles(index, '"steady 7"')
    assert chosen == {"steady-7"}
    said = finish(place, "reannotate", "--q", '"steady 7"', "--processes", "2")
    assert "1 of them annotated anew" in said
    assert annotators(index) == {"test-0": len(STEADY) - 1, annotator().annotator.version: 1}
    assert articles(index, annotator=[annotator().annotator.version]) == {"steady-7"}
    assert "Nothing to do" in finish(place, "reannotate", "--q", '"steady 7"')


def test_a_second_one_is_refused_while_the_first_is_at_work(index: Index, place: Place) -> None:
    with closing(place.open().rebuild()) as first:
        first.begin(Plan())
        for second in (["reannotate"], ["reindex"], ["reindex", "--abort"]):
            process = start(place, *second)
            _, said = process.communicate(timeout=120)
            assert process.returncode == 3, said
            assert "at work" in said
    assert "Dropped" in finish(place, "reindex", "--abort")
    assert "Nothing is unfinished" in finish(place, "reindex", "--abort")
    assert annotators(index) == {"test-0": len(STEADY)}
