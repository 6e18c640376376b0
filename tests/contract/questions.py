"""Questions of every kind that the port takes, about the corpus of :mod:`tests.contract.traps`, for property tests."""

from __future__ import annotations

from collections import ChainMap
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from services.search.index.fields import Acts, Facet
from services.search.index.filters import UNKNOWN
from services.search.index.questions import Interval, NamesRequest, NetworkRequest, Request, Sort, TimelineRequest
from services.search.query import And, Near, Node, Not, Or, Phrase, Prefix, Word
from shared.models.annotations import Modality
from tests.contract import queries
from tests.contract.traps import AUTHORS, PEOPLE, ROLES, SECTIONS, SOURCES, START, TAGS, TYPES, VOCABULARY
from tests.support.corpus import LEMMAS, id_of

unhurried = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""For property tests on an index: many questions, however long the answers take."""

FACETS: tuple[Facet, ...] = get_args(Facet)

_WORDS = [
    *VOCABULARY,
    "Old",
    "nuclear",
    "ferries",
    "xylophone",
    "安倍",
    "経済",
    "مذاکرات",
    "ינ",
    "😀 ferry",
    "Jordan",
    "nai\u0308ve",
]
_STARTS = [
    "ne",
    "negot",
    "fer",
    "łó",
    "LOD",
    "univ",
    "inter",
    "Моск",
    "i\u0307st",
    "10",
    "مذ",
    "gu",
    "zz",
    "ﬁn",
    "don't",
    "o’b",
]
_NAME_WORDS = [
    "Milani", "mohsen", "professor", "Łódź", "lodz", "Jordan", "U.S.", "united states", "O’Brien", "Assad", "安倍",
    "東京", "ظریف", "Islamic Republic", "analysts", "officials", "Nordmann", "bank", "Number001", "the",
]  # fmt: skip
_NAME_STARTS = ["mil", "nor", "łuc", "jor", "numb", "ظر", "ana", "islam"]
_BY_FIELD = {
    "speaker": (_NAME_WORDS, _NAME_STARTS),
    "entity": (_NAME_WORDS, _NAME_STARTS),
    "source": (["Heron", "łódź post", "the", "Times", "late", "unknown", "wire"], ["her", "gul", "po"]),
    "cue": (["say", "says", "said", "tell", "told", "warned", "according to", "to"], ["sa", "acc", "tel"]),
    "role": (
        ["minister", "foreign minister", "Foreign", "presidente", "u.s.", "Iran", "وزیر", "host"],
        ["min", "dep", "pres"],
    ),
}

_text_fields = st.sampled_from([None, None, None, "title", "body"])


def _in_fields(of: int) -> st.SearchStrategy[tuple[str, str]]:
    """A word (0) or a start (1) with a field whose values have such."""
    return st.sampled_from([(field, text) for field, texts in _BY_FIELD.items() for text in texts[of]])


def _grown(parts: list[str]) -> str:
    return " ".join(parts)


leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, st.sampled_from(_WORDS), _text_fields),
    st.builds(Prefix, st.sampled_from(_STARTS), _text_fields),
    st.builds(Phrase, st.lists(st.sampled_from(_WORDS[:24]), min_size=1, max_size=3).map(_grown), _text_fields),
    st.builds(
        Near,
        st.lists(st.sampled_from(_WORDS[:24]), min_size=2, max_size=3, unique=True).map(_grown),
        st.integers(1, 50),
        _text_fields,
    ),
    st.builds(lambda pair: Word(pair[1], pair[0]), _in_fields(0)),
    st.builds(lambda pair: Phrase(pair[1], pair[0]), _in_fields(0)),
    st.builds(lambda pair: Prefix(pair[1], pair[0]), _in_fields(1)),
)
trees: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=2, max_size=3)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)

IDS = [
    *sorted({id_of(name) for name in PEOPLE}),
    "person:michael-jordan", "gpe:atlantis", "event:winter-regatta", "description:two-officials", "person:old-speaker",
    "person:nobody", "person:person-number001", "person:witness000",
]  # fmt: skip
NAMES = [
    "Mohsen Milani", "mohsen  MILANI", "Milani", "THE PROFESSOR", "Tehran", "lodz", "LODZ", "Jordan", "air jordan",
    "u.s.", "US", "o'brien", "O’Brien", "安倍晋三", "tokyo", "ظریف", "Analysts", "Islamic", "nobody", "cher 😀",
]  # fmt: skip
_names = st.sampled_from([*IDS, *NAMES])
_pools: dict[str, st.SearchStrategy[str]] = {
    "source": st.sampled_from([*filter(None, SOURCES), "Old Source", "evening heron", "nowhere"]),
    "section": st.sampled_from([*filter(None, SECTIONS), "Old section", "POLITICS"]),
    "language": st.sampled_from(["en", "pl", "zh-Hant", "zh", "ja", "fa", "de"]),
    "author": st.sampled_from([*AUTHORS, "👩‍👩‍👧", "ADA NORDMANN"]),
    "tag": st.sampled_from([*TAGS, "sports", "😀", "old"]),
    "entity": _names,
    "speaker": st.one_of(_names, st.just(UNKNOWN)),
    "about": _names,
    "type": st.sampled_from(TYPES),
    "modality": st.sampled_from(get_args(Modality)),
    "cue": st.sampled_from([*LEMMAS.values(), "SAY", "according  to", "said", "according"]),
    "role": st.sampled_from(
        [*ROLES, "minister", "FOREIGN minister", "presidente", "ministers", "foreign Iran", "وزیر"]
    ),
    "annotator": st.sampled_from(["test-1", "test-2", "test-3", "test-4", "test-9"]),
}
_DAYS = [0, 1, 2, 3, 4, 5, 11, 40, 68, 300, 364, 365]
_EDGES = [
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2026, 1, 2, 0, 59, 59, 999_999, tzinfo=UTC),
    datetime(2027, 1, 3, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
]
_moments = st.sampled_from([*(START + timedelta(days=days) for days in _DAYS), *_EDGES])
_one_filter: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.sampled_from([*_pools, *(f"exclude_{name}" for name in _pools)]).flatmap(
        lambda name: st.fixed_dictionaries(
            {name: st.lists(_pools[name.removeprefix("exclude_")], min_size=1, max_size=3)}
        )
    ),
    st.fixed_dictionaries({"confidence_min": st.sampled_from([0.0, 0.3, 0.5, 0.7, 0.71, 1.0])}),
    st.fixed_dictionaries({"has_quotes": st.booleans()}),
    st.fixed_dictionaries({"act": st.sampled_from(get_args(Acts))}),
    st.fixed_dictionaries({}, optional={"since": _moments, "until": _moments}),
)
filters = st.lists(_one_filter, max_size=3).map(lambda chosen: queries.filters(**ChainMap(*chosen)))
kinds = st.sampled_from(["articles", "quotes"])
maybe_words = st.none() | trees

_TYPED = [
    "", "", "mil", "mohsen mil", "milani moh", "łódź", "lod", "JOR", "air j", "u.s", "united st", "安", "安倍",
    "the prof", "o'br", "O’Brien", "ظر", "number00", "person n", "islamic republic of", "zzz", "assad-kh", "a",
]  # fmt: skip

requests = st.builds(
    Request,
    kind=kinds,
    words=maybe_words,
    filters=filters,
    sort=st.sampled_from([sort for sort in get_args(Sort) if sort != "relevance"]),
    size=st.just(1_000),
    facets=st.lists(st.sampled_from(FACETS), unique=True, max_size=4).map(tuple),
    figures=st.booleans(),
)
names_requests = st.builds(
    NamesRequest,
    kind=kinds,
    words=maybe_words,
    filters=filters,
    name=st.sampled_from(_TYPED),
    types=st.sampled_from([(), (), ("PERSON",), ("GPE", "ORG"), ("EVENT",), ("MONEY",)]),
    figures=st.booleans(),
    sort=st.sampled_from(["count", "name"]),
    size=st.just(1_000),
)
timeline_requests = st.builds(
    TimelineRequest,
    kind=kinds,
    interval=st.sampled_from(get_args(Interval)),
    words=maybe_words,
    filters=filters,
    split=st.sampled_from([None, "source", "speaker", "entity"]),
)
network_requests = st.builds(
    NetworkRequest,
    links=st.sampled_from(["speaks_about", "named_together"]),
    words=maybe_words,
    filters=filters,
    size=st.sampled_from([1, 5, 50]),
)
