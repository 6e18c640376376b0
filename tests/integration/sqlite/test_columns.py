"""Columns in memory follow the file, whatever is written, purged, rebuilt and asked in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.engines.sqlite import SqliteIndex
from services.search.index.fields import Facet
from services.search.index.questions import Filters, Kind, NamesRequest, Request, TimelineRequest
from services.search.query import parse
from tests.integration.rebuild.place import rebuilt
from tests.support.corpus import AnyName, Said, change, deletion

KINDS: tuple[Kind, ...] = ("articles", "quotes")
FACETS: tuple[Facet, ...] = (
    "source", "tag", "speaker", "about", "entity", "type", "modality", "cue", "act", "day", "annotator",
)  # fmt: skip
FILTERS = (
    Filters(),
    Filters(act="any"),
    Filters(act="thought"),
    Filters(include={"speaker": ["Ada Nordmann"]}),
    Filters(include={"source": ["Evening Heron"]}, exclude={"about": ["gpe:lodz"]}),
    Filters(exclude={"source": ["Evening Heron"]}, since=datetime(2024, 1, 2, tzinfo=UTC), act="any"),
)

Step = Callable[[SqliteIndex], Any]

ids = st.sampled_from("abcde")
people: st.SearchStrategy[AnyName | None] = st.sampled_from([None, "Ada Nordmann", "Mohsen Milani"])
said = st.builds(
    Said,
    st.sampled_from(["Gulls cry", "Ferries sail"]),
    people,
    st.lists(st.sampled_from(["Łódź", "Iran"]), max_size=2, unique=True),
    act=st.sampled_from(["speech", "thought"]),
)
changes = st.builds(
    change,
    ids,
    st.integers(1, 9),
    said=st.lists(said, max_size=3),
    source=st.sampled_from(["The Daily Gull", "Evening Heron", None]),
    tags=st.lists(st.sampled_from(["port", "fish"]), max_size=2, unique=True),
    published_at=st.sampled_from([None, datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 3, 12, tzinfo=UTC)]),
)
steps: st.SearchStrategy[Step] = st.one_of(
    changes.map(lambda whole: lambda index: index.write([whole])),
    st.lists(changes, min_size=2, max_size=4).map(lambda batch: lambda index: index.write(batch)),
    ids.map(lambda id: lambda index: index.write([deletion(id, 20)])),
    st.just(lambda index: index.purge(datetime.now(UTC) + timedelta(hours=1))),
    st.just(lambda index: rebuilt(index)),
    st.just(lambda index: None),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(steps, st.booleans()), min_size=1, max_size=6))
def test_columns_that_followed_the_writes_answer_as_those_loaded_anew(walk: list[tuple[Step, bool]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite3"
        index, reader = (SqliteIndex(path, walk_seconds=0) for _ in range(2))
        index.prepare()
        for step, asked in walk:
            step(index)
            if asked:  # what is remembered of one moment is what the next is counted from
                everything(reader)
        anew = SqliteIndex(path, walk_seconds=0)
        assert everything(reader) == everything(anew)
        for each in (index, reader, anew):
            each.close()


def everything(index: SqliteIndex) -> list[Any]:
    """Answers to many questions."""
    answers: list[Any] = []
    for kind in KINDS:
        for filters in FILTERS:
            for words in (None, parse("gulls")):
                request = Request(kind, words, filters, facets=FACETS, figures=True)
                answers += [index.search(replace(request, sort=sort, size=3)) for sort in ("newest", "relevance")]
            answers.append(index.names(NamesRequest(kind, filters=filters)))
            answers.append(index.timeline(TimelineRequest(kind, "day", filters=filters, split="speaker")))
    return [without_moment(answer) for answer in answers]


def without_moment(answer: Any) -> Any:
    """The answer without the number of its moment, which is another one after a rebuild."""
    return replace(answer, next=None) if hasattr(answer, "next") else answer
