"""Elasticsearch and SQLite, side by side, give the same ids, totals and facets to the same questions."""

from __future__ import annotations

import random
from collections import ChainMap
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.index import Change, Filters, Index, Request
from services.search.query import And, Node, Not, Or, Phrase, Word
from shared.models import QuoteType
from tests.contract.asking import ids, pages
from tests.contract.engines import OnElasticsearch, OnSqlite
from tests.corpus import Said, a_month, change, deletion

pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(600)]

START = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = ("Ada Nordmann", "Mohsen Milani", "Milani", "Zofia Łuczak", "Central Bank", "Iran", "Łódź")
SOURCES = ("The Daily Gull", "Evening Heron", "Łódź Post", None)
TYPES: tuple[QuoteType, ...] = ("direct", "indirect", "mixed")
VOCABULARY = (
    "gull", "gulls", "Gull’s", "ferry", "ferries", "negotiate", "negotiations", "university", "universal", "Łódź",
    "lodz", "straße", "U.S.", "well-known", "naïve", "Москва", "москвой", "東京", "京", "don't", "O’Brien", "the", "to",
    "be", "not", "10,000", "3.5", "COVID-19", "ﬁnance", "½", "#tag", "a_b", "Ελλάδα", "בית", "ไทย", "한국",
    "e\u0301tude", "İstanbul", "co\u00adoperate", "said", "internally", "international",
)  # fmt: skip


def a_year(count: int) -> list[Change]:
    """Articles drawn from few names and odd words, with ties and gaps in their dates; some replaced, some deleted."""
    draw = random.Random(20260301)

    def phrase(words: int) -> str:
        return " ".join(draw.choice([*VOCABULARY, "😀", "–"]) for _ in range(words))

    def article(number: int, version: int) -> Change:
        said = [
            Said(phrase(draw.randint(1, 8)), draw.choice([*PEOPLE, None]), draw.sample(PEOPLE, 2), draw.choice(TYPES))
            for _ in range(draw.randint(0, 4))
        ]
        day = START + timedelta(days=draw.randint(0, 40), microseconds=draw.choice([0, 0, 1, 999_999]))
        return change(
            f"year-{number}",
            version,
            title=phrase(4),
            text=phrase(30),
            said=said,
            naming=draw.sample(PEOPLE, 2),
            aliases={"Mohsen Milani": ["Milani", "the professor"]},
            source=draw.choice(SOURCES),
            published_at=draw.choice([day, day, None]),
            language=draw.choice(["en", "pl", None]),
        )

    first = [article(number, 1) for number in range(count)]
    second = [article(number, 2) for number in range(0, count, 4)]
    gone = [deletion(f"year-{number}", 3) for number in range(0, count, 10)]
    return first + second + gone


@pytest.fixture(scope="module")
def both(elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Index]]:
    folder = tmp_path_factory.mktemp("both")
    with OnElasticsearch(elasticsearch_url).opened(folder) as elastic, OnSqlite().opened(folder) as sqlite:
        news = a_month() + a_year(120)
        assert elastic.write(news) == sqlite.write(news)
        yield elastic, sqlite


words: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, st.sampled_from(VOCABULARY)),
    st.builds(lambda pair: Phrase(" ".join(pair)), st.lists(st.sampled_from(VOCABULARY[:24]), min_size=1, max_size=3)),
)
trees = st.recursive(
    words,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=2, max_size=3)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)
moments = st.integers(0, 41).map(lambda days: START + timedelta(days=days))
some_names = st.lists(
    st.sampled_from([*PEOPLE, "the professor", "LODZ", "person:mohsen-milani", "gpe:iran", "nobody"]),
    min_size=1,
    max_size=3,
)
one_filter = st.one_of(
    st.fixed_dictionaries({"source": st.lists(st.sampled_from(SOURCES[:-1]), min_size=1, max_size=2)}),
    st.fixed_dictionaries({"exclude_source": st.just(["Evening Heron", "nowhere"])}),
    st.fixed_dictionaries({"language": st.lists(st.sampled_from(["en", "pl", "de"]), min_size=1, max_size=2)}),
    st.fixed_dictionaries({"entity": some_names}),
    st.fixed_dictionaries({"speaker": some_names}),
    st.fixed_dictionaries({"about": some_names}),
    st.fixed_dictionaries({"type": st.lists(st.sampled_from(TYPES), min_size=1, max_size=2)}),
    st.fixed_dictionaries({}, optional={"since": moments, "until": moments}),
)
filters = st.lists(one_filter, max_size=2).map(lambda chosen: Filters(**ChainMap(*chosen)))
requests = st.builds(
    Request,
    kind=st.sampled_from(["articles", "quotes"]),
    words=st.none() | trees,
    filters=filters,
    sort=st.sampled_from(["newest", "oldest"]),
    size=st.just(1_000),
)
unhurried = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(request=requests)
@unhurried
def test_both_find_and_count_the_same_in_the_same_order(both: tuple[Index, Index], request: Request) -> None:
    elastic, sqlite = (index.search(request) for index in both)
    assert ids(elastic) == ids(sqlite)
    assert elastic.total == sqlite.total == len(elastic.hits)
    assert elastic.facets == sqlite.facets


@given(request=requests, size=st.integers(20, 60))
@settings(unhurried, max_examples=25)
def test_both_page_through_the_same(both: tuple[Index, Index], request: Request, size: int) -> None:
    request = replace(request, size=size, facets=())
    elastic, sqlite = ([ids(page) for page in pages(index, request)] for index in both)
    assert elastic == sqlite


def test_both_give_the_same_articles_and_quotes(both: tuple[Index, Index]) -> None:
    elastic, sqlite = both
    everything = Request(kind="articles", size=1_000)
    for id in ids(elastic.search(everything)):
        left, right = elastic.article(id), sqlite.article(id)
        assert left and right
        when = datetime(2026, 1, 1, tzinfo=UTC)
        assert left.model_copy(update={"indexed_at": when}) == right.model_copy(update={"indexed_at": when})
    assert elastic.search(everything).hits == sqlite.search(everything).hits
    quotes = replace(everything, kind="quotes")
    assert elastic.search(quotes).hits == sqlite.search(quotes).hits
