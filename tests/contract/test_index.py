"""What writing to an index promises, whichever engine is behind it."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import NamesRequest, NetworkRequest, Request, TimelineRequest
from shared.errors import Unavailable
from shared.models.annotations import Quote
from tests.contract.engines import Engine
from tests.contract.queries import articles, ask, quotes
from tests.support.corpus import ACCEPTED, Said, a_month, change, deletion, metadata_only, text_hash

THREE = [Said("One gull", "Ada Nordmann"), Said("Two gulls", "Ada Nordmann"), Said("Three gulls", "Mohsen Milani")]


def test_a_written_article_is_searchable_with_its_quotes(index: Index) -> None:
    assert index.write([change("a", said=THREE)]) == ["written"]
    assert articles(index, "harbour") == {"a"}
    assert quotes(index, "gull") == {"One gull", "Two gulls", "Three gulls"}


def test_an_article_comes_back_as_it_was_written(index: Index) -> None:
    posted = change("a", said=THREE, naming=["Iran"], published_at=datetime(2026, 3, 1, 1, 2, 3, 456789, tzinfo=UTC))
    index.write([posted])
    stored = index.article("a")
    assert stored and posted.article and posted.annotation
    assert stored.article == posted.article
    assert (stored.id, stored.version, stored.accepted_at) == ("a", 1, ACCEPTED)
    assert stored.annotator == posted.annotation.annotator
    assert stored.quotes == posted.annotation.quotes
    assert stored.entities == posted.annotation.entities
    assert stored.mentions == posted.annotation.mentions
    assert stored.indexed_at and stored.indexed_at.tzinfo


def test_an_article_whose_annotation_is_partial_says_so_also_with_other_metadata(index: Index) -> None:
    # given an article of which a part was left out
    posted = change("a", said=THREE)
    assert posted.annotation
    annotation = posted.annotation.model_copy(update={"partial": "Only the first 10 characters were read."})
    index.write([replace(posted, annotation=annotation)])
    # when its metadata changes, so that the index takes over the annotation
    index.write([metadata_only(posted, 2, source="Evening Heron")])
    # then both versions say so
    for version in (1, 2):
        stored = index.article("a", version)
        assert stored
        assert stored.partial == annotation.partial


def test_an_article_whose_annotation_is_whole_says_nothing_of_it(index: Index) -> None:
    index.write([change("a", said=THREE)])
    stored = index.article("a")
    assert stored
    assert stored.partial is None


def test_a_quote_is_found_by_its_id(index: Index) -> None:
    posted = change("a", said=THREE)
    index.write([posted])
    assert posted.annotation
    wanted = posted.annotation.quotes[1]
    found = index.quote(wanted.id)
    assert found and found.text == "Two gulls"
    assert found.article.id == "a"
    assert found.annotator == "test-1"
    assert (
        Quote.model_validate(found.model_dump(include=set(Quote.model_fields)) | {"speaker": wanted.speaker}) == wanted
    )
    assert found.speaker and found.speaker.id == (wanted.speaker and wanted.speaker.id)


def test_what_was_never_written_is_not_there(index: Index) -> None:
    assert index.article("a") is None
    assert index.quote("q") is None


def test_an_article_without_quotes_is_an_article(index: Index) -> None:
    assert index.write([change("a", said=[])]) == ["written"]
    assert articles(index) == {"a"}
    assert quotes(index) == set()


def test_the_same_change_twice_is_the_same_as_once(index: Index) -> None:
    same = change("a", said=THREE)
    assert index.write([same]) == ["written"]
    assert index.write([same]) == ["written"]
    assert index.write([same, same]) == ["written", "written"]
    assert articles(index) == {"a"}
    assert ask(index, "quotes").total == 3
    stored = index.article("a")
    assert stored and [version.version for version in stored.versions] == [1]


def test_a_version_with_fewer_quotes_leaves_none_of_the_earlier_ones(index: Index) -> None:
    index.write([change("a", 1, said=THREE)])
    assert index.write([change("a", 2, said=[Said("Only this", "Ada Nordmann")])]) == ["written"]
    assert quotes(index) == {"Only this"}
    assert index.write([change("a", 3, said=[])]) == ["written"]
    assert quotes(index) == set()
    assert index.write([change("a", 4, said=THREE)]) == ["written"]
    assert ask(index, "quotes").total == 3


def test_an_older_version_that_arrives_later_never_wins(index: Index) -> None:
    index.write([change("a", 2, said=THREE[:1], title="New")])
    assert index.write([change("a", 1, said=THREE, title="Old")]) == ["superseded"]
    stored = index.article("a")
    assert stored and (stored.version, stored.title) == (2, "New")
    assert quotes(index) == {"One gull"}


def test_two_versions_in_one_batch_end_with_the_newer_one(index: Index) -> None:
    older, newer = change("a", 1, said=THREE), change("a", 2, said=THREE[:1])
    assert index.write([newer, older]) == ["written", "superseded"]
    assert index.write([change("b", 1, said=THREE), change("b", 2, said=THREE[1:2])])[1] == "written"
    assert quotes(index) == {"One gull", "Two gulls"}


def test_a_newer_annotator_of_the_same_version_wins(index: Index) -> None:
    index.write([change("a", 5, said=THREE, generation=1)])
    assert index.write([change("a", 5, said=THREE[:2], generation=2)]) == ["written"]
    stored = index.article("a")
    assert stored and stored.annotator.generation == 2
    assert [version.version for version in stored.versions] == [5]
    assert quotes(index) == {"One gull", "Two gulls"}


@pytest.mark.parametrize("together", [False, True])
def test_of_two_annotators_of_one_generation_the_first_wins(index: Index, together: bool) -> None:
    first, second = change("a", 5, said=THREE[:1], generation=2), change("a", 5, said=THREE, generation=2)
    for batch in [[first, second]] if together else [[first], [second]]:
        assert set(index.write(batch)) == {"written"}
    stored = index.article("a")
    assert stored and [quote.text for quote in stored.quotes] == [THREE[0].text]
    assert ask(index, "quotes").total == 1


def test_an_older_annotator_of_the_same_version_never_wins(index: Index) -> None:
    index.write([change("a", 5, said=THREE[:1], generation=2)])
    assert index.write([change("a", 5, said=THREE, generation=1)]) == ["superseded"]
    assert quotes(index) == {"One gull"}


def test_an_older_annotator_of_a_newer_version_wins(index: Index) -> None:
    index.write([change("a", 5, said=THREE, generation=9)])
    assert index.write([change("a", 6, said=THREE[:1], generation=1)]) == ["written"]
    assert quotes(index) == {"One gull"}


def test_a_deleted_article_is_gone_with_its_quotes_and_its_past(index: Index) -> None:
    index.write([change("a", 1, said=THREE)])
    index.write([change("a", 2, said=THREE)])
    assert index.write([deletion("a", 3)]) == ["written"]
    assert index.write([deletion("a", 3)]) == ["written"]
    assert articles(index) == set()
    assert quotes(index) == set()
    assert index.article("a") is None
    assert index.article("a", 1) is None
    quote = THREE[0]
    posted = change("a", 1, said=[quote])
    assert posted.annotation
    assert index.quote(posted.annotation.quotes[0].id) is None


def test_a_job_that_comes_long_after_the_deletion_brings_nothing_back(index: Index, engine: Engine) -> None:
    index.write([change("a", 1, said=THREE[:1])])
    index.write([deletion("a", 3)])
    engine.outlast_deletes()
    assert index.write([change("a", 2, said=THREE)]) == ["superseded"]
    assert articles(index) == set()
    assert quotes(index) == set()


def test_a_deletion_wins_over_what_has_not_arrived_yet(index: Index, engine: Engine) -> None:
    assert index.write([deletion("a", 3)]) == ["written"]
    engine.outlast_deletes()
    assert index.write([change("a", 2, said=THREE)]) == ["superseded"]
    assert articles(index) == set()


def test_a_deletion_older_than_the_article_is_superseded(index: Index) -> None:
    index.write([change("a", 2)])
    assert index.write([deletion("a", 1)]) == ["superseded"]
    assert articles(index) == {"a"}


def test_an_article_posted_again_after_its_deletion_is_there_without_its_past(index: Index) -> None:
    index.write([change("a", 1, said=THREE)])
    index.write([deletion("a", 2)])
    assert index.write([change("a", 3, said=THREE[:1])]) == ["written"]
    assert quotes(index) == {"One gull"}
    stored = index.article("a")
    assert stored and [version.version for version in stored.versions] == [3]


def test_purging_forgets_old_tombstones_only(index: Index) -> None:
    index.write([change("a", 1, said=THREE), change("b", 1)])
    index.write([deletion("a", 2)])
    assert index.purge(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert index.write([change("a", 1)]) == ["superseded"]
    assert index.purge(datetime.now(UTC) + timedelta(hours=1)) >= 1
    assert articles(index) == {"b"}


def test_after_the_purge_an_article_can_be_written_anew(index: Index, engine: Engine) -> None:
    index.write([change("a", 1, said=THREE)])
    index.write([deletion("a", 2)])
    index.purge(datetime.now(UTC) + timedelta(hours=1))
    engine.outlast_deletes()
    assert index.write([change("a", 3, said=THREE[:2])]) == ["written"]
    assert quotes(index) == {"One gull", "Two gulls"}


def test_a_change_of_metadata_keeps_the_annotation(index: Index) -> None:
    first = change("a", 1, said=THREE, source="The Daily Gull", generation=7)
    index.write([first])
    corrected = metadata_only(first, 2, source="Evening Heron", tags=["birds"])
    assert index.write([corrected]) == ["written"]
    assert index.write([corrected]) == ["written"]
    assert articles(index, source=["Evening Heron"]) == {"a"}
    assert articles(index, source=["The Daily Gull"]) == set()
    assert quotes(index, source=["Evening Heron"]) == {"One gull", "Two gulls", "Three gulls"}
    stored = index.article("a")
    assert stored and first.annotation
    assert (stored.version, stored.tags, stored.annotator.generation) == (2, ["birds"], 7)
    assert stored.quotes == first.annotation.quotes


def test_a_change_of_metadata_needs_an_annotation_of_the_same_text(index: Index) -> None:
    first = change("a", 1, said=THREE)
    assert index.write([metadata_only(first, 2)]) == ["needs_annotation"]
    assert articles(index) == set()
    index.write([change("a", 1, said=THREE[:1])])
    assert index.write([metadata_only(first, 2)]) == ["needs_annotation"]
    index.write([deletion("a", 3)])
    assert index.write([metadata_only(first, 4)]) == ["needs_annotation"]
    assert index.write([metadata_only(first, 2)]) == ["superseded"]


def test_an_article_carries_its_past(index: Index) -> None:
    for version in (1, 2, 3):
        index.write([change("a", version, title=f"Title {version}", said=THREE[:version])])
    stored = index.article("a")
    assert stored
    assert [(v.version, v.title, v.current) for v in stored.versions] == [
        (3, "Title 3", True),
        (2, "Title 2", False),
        (1, "Title 1", False),
    ]
    old = index.article("a", 2)
    assert old and (old.version, old.title, len(old.quotes)) == (2, "Title 2", 2)
    assert old.versions == stored.versions
    assert index.article("a", 3) == stored
    assert index.article("a", 4) is None


def test_the_past_is_limited_to_ten_versions(index: Index) -> None:
    for version in range(1, 14):
        index.write([change("a", version)])
    stored = index.article("a")
    assert stored and [version.version for version in stored.versions] == list(range(13, 2, -1))


def test_an_empty_batch_is_no_work(index: Index) -> None:
    assert index.write([]) == []


def test_writers_at_the_same_time_leave_the_newest_version_whole(index: Index) -> None:
    def write(version: int) -> None:
        index.write([change("a", version, said=THREE[: version % 3 + 1], title=f"Title {version}")])

    threads = [threading.Thread(target=write, args=(version,)) for version in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = index.article("a")
    assert stored and (stored.version, stored.title) == (8, "Title 8")
    assert quotes(index) == {"One gull", "Two gulls", "Three gulls"}


def test_preparing_again_keeps_what_is_there(index: Index) -> None:
    index.write(a_month())
    index.prepare()
    index.ready()
    assert len(articles(index)) == len(a_month())


def test_processes_that_prepare_at_once_all_succeed(engine: Engine, tmp_path: Path) -> None:
    go = tmp_path / "go"
    source = f"""{engine.fresh(tmp_path)}
import time
from pathlib import Path
print("waiting", flush=True)
while not Path({str(go)!r}).exists():
    time.sleep(0.001)
index.prepare()
index.ready()
index.close()
"""
    command = [sys.executable, "-c", source]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "waiting\n"
    go.touch()
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0, 0, 0]


def test_an_engine_that_is_away_is_said_to_be(engine: Engine, tmp_path: Path) -> None:
    index = engine.away(tmp_path)
    with pytest.raises(Unavailable):
        index.prepare()
    with pytest.raises(Unavailable):
        index.ready()
    with pytest.raises(Unavailable):
        index.write([change("a")])
    with pytest.raises(Unavailable):
        index.search(Request(kind="articles", filters=Filters()))
    with pytest.raises(Unavailable):
        index.article("a")
    with pytest.raises(Unavailable):
        index.quote("q")
    with pytest.raises(Unavailable):
        index.purge(ACCEPTED)
    with pytest.raises(Unavailable):
        index.names(NamesRequest(kind="quotes"))
    with pytest.raises(Unavailable):
        index.counts(["person:ada-nordmann"], None, Filters())
    with pytest.raises(Unavailable):
        index.aliases("person:ada-nordmann")
    with pytest.raises(Unavailable):
        index.timeline(TimelineRequest(kind="articles", interval="day"))
    with pytest.raises(Unavailable):
        index.network(NetworkRequest(links="speaks_about"))
    with pytest.raises(Unavailable):
        index.suggest("a", ["person", "title"], 10)
    with pytest.raises(Unavailable):
        index.similar("a", 10)
    index.close()


def test_the_corpus_speaks_the_truth() -> None:
    for each in a_month():
        assert each.article and each.annotation
        assert each.text_hash == text_hash(each.article)
        body = each.article.body
        assert all(body[q.start : q.end] == q.text for q in each.annotation.quotes)
        assert all(body[m.start : m.end] == m.text for m in each.annotation.mentions)
