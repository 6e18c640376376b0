"""Columns in memory follow the file, whatever is written, purged, rebuilt and asked in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.engines.sqlite import SqliteIndex
from services.search.engines.sqlite.columns.remembered import Memory, Rows
from services.search.engines.sqlite.searching import search
from services.search.index.fields import Facet
from services.search.index.filters import Bearers, Filters
from services.search.index.questions import Kind, NamesRequest, NetworkRequest, Request, TimelineRequest
from services.search.query import parse
from tests.integration.rebuild.place import rebuilt
from tests.support.corpus import AnyName, Said, change, deletion

KINDS: tuple[Kind, ...] = ("articles", "quotes")
FACETS: tuple[Facet, ...] = (
    "source", "tag", "speaker", "about", "entity", "type", "modality", "cue", "act", "day", "annotator",
)  # fmt: skip
SPLITS: tuple[Literal["source", "speaker", "entity"], ...] = ("source", "speaker", "entity")
FILTERS = (
    Filters(),
    Filters(act="any"),
    Filters(act="thought"),
    Filters(include={"speaker": ["Ada Nordmann"]}),
    Filters(include={"source": ["Evening Heron"]}, exclude={"about": ["gpe:lodz"]}),
    Filters(exclude={"source": ["Evening Heron"]}, since=datetime(2024, 1, 2, tzinfo=UTC), act="any"),
    Filters(bearers=[Bearers("about", ("gpe:lodz",), within=(("gpe:iran", ("a", "old-3")),))]),
)
OLD = [
    change(
        f"old-{number}",
        1,
        said=[Said("Gulls cry" if number % 2 else "Ferries sail", "Ada Nordmann", ["Łódź", "Iran"][: number % 3])] * 2,
        source="Evening Heron" if number % 3 else None,
        published_at=datetime(2024, 1, 1 + number, tzinfo=UTC),
    )
    for number in range(8)
]
"""Articles that stay, so that what a write changes is less than half of them."""

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
        index.write(OLD)
        for step, asked in walk:
            step(index)
            if asked:  # what is remembered of one moment is what the next is counted from
                everything(reader)
        anew = SqliteIndex(path, walk_seconds=0)
        assert everything(reader) == everything(anew)
        for each in (index, reader, anew):
            each.close()


def test_who_began_before_a_write_finds_what_was_there_then_and_nobody_else_takes_it_for_all(
    index: SqliteIndex,
) -> None:
    index.write(OLD)
    asked = Request("quotes", parse("gulls"))
    before = index.search(asked)
    with index._connections.reading() as early:
        assert early.now.sequence  # its moment is this one
        index.write([change("late", 1, said=[Said("Gulls cry", "Ada Nordmann")])])
        after = index.search(asked)
        assert after.total == before.total + 1
        assert without_moment(search(early, asked)) == without_moment(before)
        index.forget()
        assert without_moment(search(early, asked)) == without_moment(before)
    assert index.search(asked) == after


def test_what_is_remembered_has_a_bound() -> None:
    memory = Memory(limit=3_000)
    for number in range(24):
        memory.put(number, Rows.of(np.ones(8_000, bool)))
    assert [number for number in range(24) if memory.get(number, Rows)] == [22, 23]


def everything(index: SqliteIndex) -> list[Any]:
    """Answers to many questions."""
    answers: list[Any] = []
    for kind in KINDS:
        for filters in FILTERS:
            newest = Request(kind, None, filters, sort="newest", size=3, facets=FACETS, figures=True)
            answers += [index.search(newest), index.search(replace(newest, words=parse("gulls"), sort="relevance"))]
            answers += [index.names(NamesRequest(kind, filters=filters, name=name)) for name in ("", "a", "mohsen m")]
            answers += [index.timeline(TimelineRequest(kind, "day", filters=filters, split=split)) for split in SPLITS]
    answers.append(index.search(Request("articles", filters=Filters(copies_of="a"))))
    for filters in FILTERS:
        answers.append(index.network(NetworkRequest("speaks_about", filters=filters)))
        answers.append(index.network(NetworkRequest("named_together", filters=filters)))
    answers.append(index.counts(["person:ada-nordmann", "gpe:lodz"], None, Filters()))
    return [without_moment(answer) for answer in answers]


def without_moment(answer: Any) -> Any:
    """The answer without the number of its moment, which is another one after a rebuild."""
    return replace(answer, next=None) if hasattr(answer, "next") else answer
