"""What only Elasticsearch has traps for: forgotten versions, aliases, mappings, overlapping writers, blocks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from elasticsearch import BadRequestError, Elasticsearch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.engines.elastic import ElasticIndex, bulk, name_counts
from services.search.engines.elastic.layout import Layout
from services.search.engines.elastic.writing import Writer
from services.search.index.changes import Change, Result
from services.search.index.questions import NamesRequest, Request
from services.search.query import MAX_DEPTH, words
from shared.errors import CursorExpired, Unavailable
from shared.models.annotations import Entity
from shared.text import entity_id
from tests.contract.engines import OnElasticsearch
from tests.contract.queries import articles, ask, names_pages, quotes
from tests.support.corpus import Said, a_month, change, deletion
from tests.support.elasticsearch_local import LocalElasticsearch, Missing
from tests.support.real_parts import missing

pytestmark = pytest.mark.elasticsearch

THREE = [Said("One gull", "Ada Nordmann"), Said("Two gulls", "Ada Nordmann"), Said("Three gulls", "Ada Nordmann")]
PREFIX = "test-elastic"
LAYOUT = Layout(PREFIX)


@pytest.fixture
def elastic(elasticsearch_url: str) -> OnElasticsearch:
    return OnElasticsearch(elasticsearch_url)


@pytest.fixture
def client(elastic: OnElasticsearch) -> Elasticsearch:
    return elastic.client


@pytest.fixture
def index(elastic: OnElasticsearch) -> Iterator[ElasticIndex]:
    elastic.drop(PREFIX)
    index = ElasticIndex(elastic.url, prefix=PREFIX, index_settings={"index.gc_deletes": "100ms"})
    index.prepare()
    yield index
    index.close()
    elastic.drop(PREFIX)


def test_elasticsearch_really_forgets_deleted_versions_within_the_wait(
    index: ElasticIndex, elastic: OnElasticsearch
) -> None:
    # The control of every "long after the deletion" test: without a tombstone, the old version does come back.
    put: dict[str, Any] = {"index": LAYOUT.articles.write, "id": "x", "version_type": "external"}
    elastic.client.index(**put, version=5, document={"id": "x", "deleted": False})
    elastic.client.delete(**put, version=6)
    elastic.outlast_deletes()
    assert elastic.client.index(**put, version=4, document={"id": "x", "deleted": False})["result"] == "created"


def test_nothing_is_made_up_where_the_index_is_missing(elastic: OnElasticsearch) -> None:
    index = ElasticIndex(elastic.url, prefix="test-missing")
    for ask_ in (
        lambda: index.write([change("a")]),
        lambda: index.search(Request(kind="quotes")),
        lambda: index.article("a"),
        index.ready,
    ):
        with pytest.raises(Unavailable):
            ask_()
    assert not elastic.client.indices.exists(index="test-missing-*", allow_no_indices=False)


def test_an_index_that_vanishes_during_a_write_is_not_made_up(
    index: ElasticIndex, elastic: OnElasticsearch, client: Elasticsearch
) -> None:
    (result,) = Interrupted(client, "articles", lambda: elastic.drop(PREFIX)).write([change("a")])
    assert isinstance(result, Unavailable)
    assert not list(client.indices.get(index=f"{PREFIX}-*"))


def test_readers_do_not_see_tombstones_and_writers_do(index: ElasticIndex, client: Elasticsearch) -> None:
    index.write([change("a", 1, said=THREE)])
    index.write([deletion("a", 2)])
    for family, tombstones in ((LAYOUT.articles, 1), (LAYOUT.quotes, 3)):
        assert client.count(index=family.read)["count"] == 0
        assert client.count(index=family.write)["count"] == tombstones


def test_a_field_that_is_not_mapped_is_refused(index: ElasticIndex, client: Elasticsearch) -> None:
    with pytest.raises(BadRequestError, match="strict_dynamic_mapping"):
        client.index(index=LAYOUT.articles.write, document={"id": "a", "deleted": False, "colour": "red"})


def test_the_words_are_indexed_but_not_kept_a_second_time(index: ElasticIndex, client: Elasticsearch) -> None:
    index.write([change("a", said=THREE)])
    for family in LAYOUT.families:
        for hit in client.search(index=family.read)["hits"]["hits"]:
            assert not {field for field in hit["_source"] if field.endswith(("stems", "words"))}


SAMPLES = (
    "The U.S. and Iran's envoys met in Łódź. O’Brien's straße isn't İstanbul’s; 東京 한국 ไทย בית Ελλάδα Москва",
    "well-known co\u00adoperation, naïve e\u0301tude ﬁnance ½ № 10,000 3.5% COVID-19 #tag a_b 😀 👩‍👩‍👧 x\u200by",
    "University, universal, organization, organic, international, internal, emergency, evening, adding, erred",
    "e" * 3_000,
)


@pytest.mark.parametrize("text", SAMPLES)
def test_elasticsearch_splits_words_as_we_do(index: ElasticIndex, client: Elasticsearch, text: str) -> None:
    assert_same_tokens(client, text)


@given(text=st.text(max_size=200))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_elasticsearch_splits_any_words_as_we_do(index: ElasticIndex, client: Elasticsearch, text: str) -> None:
    assert_same_tokens(client, text)


def assert_same_tokens(client: Elasticsearch, text: str) -> None:
    for field, tokens in (
        ("body_stems", [word.stem for word in words.words(text)]),
        ("body_words", [word.exact for word in words.words(text)]),
    ):
        answer = client.indices.analyze(index=LAYOUT.articles.write, field=field, text=" ".join(tokens))
        assert [(token["position"], token["token"]) for token in answer["tokens"]] == list(enumerate(tokens))


class Interrupted(Writer):
    """A writer that stops before one of its steps while ``meanwhile`` happens: a worker that is only thought dead."""

    def __init__(self, client: Elasticsearch, before: str, meanwhile: Callable[[], object]) -> None:
        super().__init__(client, LAYOUT.articles.write, LAYOUT.quotes.write)
        self._before = before
        self._meanwhile = meanwhile

    def _put_articles(self, *arguments: Any) -> Any:
        if self._before == "articles":
            self._meanwhile()
        return super()._put_articles(*arguments)

    def _put_quotes(self, *arguments: Any) -> None:
        if self._before == "quotes":
            self._meanwhile()
        super()._put_quotes(*arguments)

    def _settle(self, *arguments: Any) -> None:
        if self._before == "looking again":
            self._meanwhile()
        super()._settle(*arguments)


class Crash(Exception):
    """Stands for the end of the process."""


def crash() -> None:
    raise Crash


NEWER: Mapping[str, Change] = {
    "with fewer quotes": change("a", 2, said=THREE[:1], title="New"),
    "without quotes": change("a", 2, said=[], title="New"),
    "deleted": deletion("a", 2),
}


@pytest.mark.parametrize("before", ["articles", "quotes", "looking again"])
@pytest.mark.parametrize("newer", NEWER.values(), ids=NEWER.keys())
def test_an_older_writer_that_wakes_up_late_leaves_nothing(
    index: ElasticIndex, client: Elasticsearch, newer: Change, before: str
) -> None:
    older = change("a", 1, said=THREE, title="Old")
    late = Interrupted(client, before, lambda: index.write([newer]))
    assert late.write([older]) == ["superseded"]
    assert quotes(index) == ({q.text for q in newer.annotation.quotes} if newer.annotation else set())
    assert articles(index, "old") == set()


@pytest.mark.parametrize("newer", NEWER.values(), ids=NEWER.keys())
def test_a_newer_writer_removes_what_an_older_one_wrote_behind_its_back(
    index: ElasticIndex, client: Elasticsearch, newer: Change
) -> None:
    older = change("a", 1, said=THREE, title="Old")
    results: list[Sequence[object]] = []
    unaware = Interrupted(client, "articles", lambda: results.append(index.write([older])))
    assert unaware.write([newer]) == ["written"]
    assert results == [["written"]]
    assert quotes(index) == ({q.text for q in newer.annotation.quotes} if newer.annotation else set())


@pytest.mark.parametrize("newer", NEWER.values(), ids=NEWER.keys())
def test_an_older_writer_that_lost_the_article_and_then_dies_leaves_no_quotes(
    index: ElasticIndex, client: Elasticsearch, newer: Change
) -> None:
    # The newer one has read that there is no article when the older one writes it, and is done before its quotes come.
    asked, overtaken = Event(), Event()

    def held(_ids: Collection[str]) -> Collection[str]:
        asked.set()
        overtaken.wait(30)
        return ()

    with ThreadPoolExecutor() as threads:
        older = Interrupted(client, "looking again", crash)
        writing: list[Future[list[Result]]] = []

        def write_older() -> None:
            writing.append(threads.submit(older.write, [change("a", 1, said=THREE, title="Old")], held))
            asked.wait(30)

        assert Interrupted(client, "articles", write_older).write([newer]) == ["written"]
        overtaken.set()
        assert writing[0].result() == ["superseded"]

    assert quotes(index) == ({q.text for q in newer.annotation.quotes} if newer.annotation else set())


@pytest.mark.parametrize("before", ["articles", "quotes", "looking again"])
def test_the_same_job_at_the_same_time_is_done_twice_and_shown_once(
    index: ElasticIndex, client: Elasticsearch, before: str
) -> None:
    job = change("a", said=THREE)
    twin = Interrupted(client, before, lambda: index.write([job]))
    assert twin.write([job]) == ["written"]
    assert ask(index, "quotes").total == 3


def test_a_job_repeated_after_a_crash_between_article_and_quotes_completes_them(
    index: ElasticIndex, client: Elasticsearch
) -> None:
    job = change("a", said=THREE)
    with pytest.raises(Crash):
        Interrupted(client, "quotes", crash).write([job])
    assert index.write([job]) == ["written"]
    assert ask(index, "quotes").total == 3


def test_an_article_that_a_remembered_purge_keeps_out_is_not_told_as_written(
    index: ElasticIndex, client: Elasticsearch
) -> None:
    client.indices.put_settings(index=LAYOUT.articles.write, settings={"index.gc_deletes": "1h"})
    purge: dict[str, Any] = {"index": LAYOUT.articles.write, "id": "a", "version_type": "external"}
    client.options(ignore_status=404).delete(**purge, version=2**60)

    [result] = index.write([change("a", said=THREE)])

    assert isinstance(result, Unavailable)


def test_earlier_quotes_vanish_at_the_moment_the_new_ones_appear(index: ElasticIndex, client: Elasticsearch) -> None:
    index.write([change("a", 1, said=THREE)])
    with pytest.raises(Crash):
        Interrupted(client, "looking again", crash).write([change("a", 2, said=THREE[:1])])
    assert quotes(index) == {"One gull"}


def test_a_batch_larger_than_a_request_is_sent_in_several(index: ElasticIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "REQUEST_BYTES", 4_000)
    news = a_month()
    assert index.write(news) == ["written"] * len(news)
    assert len(articles(index)) == len(news)


def test_while_writing_is_blocked_articles_wait(index: ElasticIndex, client: Elasticsearch) -> None:
    # What Elasticsearch does by itself when its disk is nearly full.
    client.indices.put_settings(index=LAYOUT.articles.write, settings={"index.blocks.read_only_allow_delete": True})
    with pytest.raises(Unavailable, match="blocks writing"):
        index.ready()
    (result,) = index.write([change("a")])
    assert isinstance(result, Unavailable)
    client.indices.put_settings(index=LAYOUT.articles.write, settings={"index.blocks.read_only_allow_delete": None})
    assert index.write([change("a")]) == ["written"]
    index.ready()


def test_while_writing_of_quotes_is_blocked_articles_and_deletions_wait(
    index: ElasticIndex, client: Elasticsearch
) -> None:
    index.write([change("a", 1, said=THREE), change("b", 1, said=THREE)])
    client.indices.put_settings(index=LAYOUT.quotes.write, settings={"index.blocks.read_only_allow_delete": True})
    results = index.write([change("a", 2, said=THREE[:1]), deletion("b", 2)])
    assert [type(result) for result in results] == [Unavailable, Unavailable]
    client.indices.put_settings(index=LAYOUT.quotes.write, settings={"index.blocks.read_only_allow_delete": None})
    assert index.write([change("a", 2, said=THREE[:1]), deletion("b", 2)]) == ["written"] * 2
    assert quotes(index) == {"One gull"}


def test_the_deepest_question_that_is_read_is_answered(index: ElasticIndex) -> None:
    # Elasticsearch refuses more than 30 queries within each other.
    index.write(a_month())
    q = "ferry"
    for _ in range(MAX_DEPTH // 2):
        q = f"NOT (nosuchword OR NOT ({q} -nosuchword))"
    assert articles(index, q) == articles(index, "ferry") != set()


def test_a_client_keeps_only_its_newest_snapshots(elastic: OnElasticsearch) -> None:
    index = ElasticIndex(elastic.url, prefix=PREFIX, cursors_per_client=2)
    index.prepare()
    try:
        index.write(a_month())
        lists = [Request(kind="articles", size=size, client="a reader") for size in (1, 2, 3)]
        second = [replace(request, after=index.search(request).next) for request in lists]
        another = replace(second[0], client="somebody else")
        third = [replace(request, after=index.search(request).next) for request in (another, *second)]
        with pytest.raises(CursorExpired):
            index.search(third[1])
        for request in (third[0], *third[2:]):
            assert index.search(request).hits
    finally:
        index.close()
        elastic.drop(PREFIX)


def test_a_snapshot_that_is_used_outlives_one_that_is_not(elastic: OnElasticsearch) -> None:
    index = ElasticIndex(elastic.url, prefix=PREFIX, cursors_per_client=2)
    index.prepare()
    try:
        index.write(a_month())
        request = Request(kind="articles", size=1)
        first = index.search(request)
        used, unused = (index.search(replace(request, after=first.next)) for _ in range(2))
        used = index.search(replace(request, after=used.next))
        index.search(replace(request, after=first.next))
        assert index.search(replace(request, after=used.next)).hits
        with pytest.raises(CursorExpired):
            index.search(replace(request, after=unused.next))
    finally:
        index.close()
        elastic.drop(PREFIX)


@pytest.mark.parametrize("request_", [
    NamesRequest(kind="articles"),
    NamesRequest(kind="quotes", sort="name"),
    NamesRequest(kind="articles", types=["PERSON"]),
    NamesRequest(kind="articles", name="l"),
    NamesRequest(kind="quotes", name="gull"),
], ids=str)  # fmt: skip
def test_names_are_all_counted_also_where_one_request_cannot(
    index: ElasticIndex, monkeypatch: pytest.MonkeyPatch, request_: NamesRequest
) -> None:
    gulls = [Said("Kree", f"Gull {number} Larus", about=["Iran", "Łódź"]) for number in range(40)]
    index.write([*a_month(), *(change(f"gull-{n}", said=gulls[: n + 1]) for n in range(0, 40, 10))])
    whole = replace(request_, size=100)
    expected = index.names(whole)
    monkeypatch.setattr(name_counts, "MOST", 7)
    assert index.names(whole) == expected
    assert len(expected.names) == expected.total > 7
    pages = list(names_pages(index, replace(request_, size=11)))
    assert [named for page in pages for named in page.names] == expected.names


@pytest.mark.slow
def test_names_that_elasticsearch_would_refuse_to_count_at_once(index: ElasticIndex) -> None:
    # search.max_buckets is 65,536.
    crowd = [[f"Gull {number:05}" for number in range(start, start + 14_000)] for start in range(0, 70_000, 14_000)]
    assert index.write([naming_(f"crowd-{part}", names) for part, names in enumerate(crowd)]) == ["written"] * 5
    assert index.names(NamesRequest(kind="articles", size=10)).total == 70_000
    assert index.names(NamesRequest(kind="articles", name="gull 6999")).total == 10
    assert index.names(NamesRequest(kind="articles", name="gul", types=["PRODUCT"])).total == 70_000
    assert index.names(NamesRequest(kind="articles", types=["GPE"])).total == 0


def naming_(id: str, names: Sequence[str]) -> Change:
    """An article that is an endless list of products."""
    entities = [Entity(id=entity_id("PRODUCT", name), name=name, type="PRODUCT", salience=0.5) for name in names]
    empty = change(id)
    assert empty.annotation
    return replace(empty, annotation=empty.annotation.model_copy(update={"entities": entities}))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_stopped_node_is_unavailable_and_comes_back_with_everything(tmp_path: Path) -> None:
    try:
        node = LocalElasticsearch()
        node.__enter__()
    except Missing as reason:
        missing(f"no Elasticsearch that may be stopped: {reason}")
    try:
        index = ElasticIndex(node.url)
        index.prepare()
        index.write(a_month())
        request = Request(kind="articles", size=2)
        second = index.search(Request(kind="articles", size=2, after=index.search(request).next))
        node.stop()
        for attempt in (index.ready, lambda: index.write([change("late")]), lambda: index.search(request)):
            with pytest.raises(Unavailable):
                attempt()
        node.start()
        index.ready()
        assert len(articles(index)) == len(a_month())
        with pytest.raises(CursorExpired):
            index.search(Request(kind="articles", size=2, after=second.next))
        assert index.write([change("late")]) == ["written"]
        assert index.purge(datetime.now(UTC)) == 0
    finally:
        node.__exit__(None, None, None)
