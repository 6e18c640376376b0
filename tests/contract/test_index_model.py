"""An index against a dictionary: whatever changes arrive in whatever order, both hold the same afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.index.changes import Change, Result
from services.search.index.port import Index
from services.search.index.questions import Kind, NamesRequest, NetworkRequest, TimelineRequest
from services.search.index.rules import revision
from tests.contract.engines import Engine
from tests.contract.oracle import Oracle
from tests.contract.queries import articles, ask
from tests.support.corpus import Said, change, deletion, metadata_only

IDS = ("a", "b", "c")
TEXTS = ("Gulls cry.", "Ferries sail.")


def whole(id: str, version: int, text: str, quotes: int, generation: int) -> Change:
    said = [Said(f"Quote {number} of version {version}", "Ada Nordmann", ["Łódź"]) for number in range(quotes)]
    return change(id, version, text=text, said=said, generation=generation)


def meta(id: str, version: int, text: str, quotes: int) -> Change:
    # Its text is that of a whole version 1, 2 or 3, if one with as many quotes was written.
    return metadata_only(whole(id, version, text, quotes, 1), version, source="Evening Heron")


ids = st.sampled_from(IDS)
versions = st.integers(1, 6)
texts = st.sampled_from(TEXTS)
changes = st.one_of(
    st.builds(whole, ids, versions, texts, st.integers(0, 3), st.integers(0, 2)),
    st.builds(meta, ids, versions, texts, st.just(0)),
    st.builds(deletion, ids, versions.map(lambda version: version + 10)),  # never the version of a put
)


class Model:
    """What an index is, without the index: the change that counts, by article."""

    def __init__(self) -> None:
        self.held: dict[str, Change] = {}

    def write(self, change: Change) -> Result:
        held = self.held.get(change.id)
        annotation = change.annotation
        if change.article and annotation is None:
            if held and held.version > change.version:
                return "superseded"
            if held is None or held.annotation is None or held.text_hash != change.text_hash:
                return "superseded" if held and held.version == change.version else "needs_annotation"
            annotation = held.annotation
        new = Change(change.id, change.version, change.accepted_at, change.text_hash, change.article, annotation)
        if held and revision(held, held.annotation) >= revision(new, annotation):
            return "written" if revision(held, held.annotation) == revision(new, annotation) else "superseded"
        self.held[change.id] = new
        return "written"

    @property
    def visible(self) -> dict[str, Change]:
        return {id: change for id, change in self.held.items() if change.article}


@given(batches=st.lists(st.lists(changes, min_size=1, max_size=4), min_size=1, max_size=6))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_an_index_is_a_dictionary_of_the_newest(engine: Engine, tmp_path: Path, batches: list[list[Change]]) -> None:
    model = Model()
    with engine.opened(tmp_path) as index:
        for batch in batches:
            assert index.write(batch) == [model.write(change) for change in batch]
        assert_holds(index, model)


def assert_holds(index: Index, model: Model) -> None:
    assert articles(index) == set(model.visible)
    expected = sorted(q.id for change in model.visible.values() if change.annotation for q in change.annotation.quotes)
    page = ask(index, "quotes")
    assert sorted(hit.id for hit in page.hits if not hasattr(hit, "body")) == expected
    assert page.total == len(expected)
    for id in IDS:
        stored, held = index.article(id), model.visible.get(id)
        assert (stored is None) == (held is None)
        if stored and held and held.article and held.annotation:
            assert (stored.version, stored.source, stored.body) == (
                held.version,
                held.article.source,
                held.article.body,
            )
            assert stored.quotes == held.annotation.quotes
            assert stored.annotator == held.annotation.annotator
    assert_counts(index, Oracle(model.visible.values()))


def assert_counts(index: Index, oracle: Oracle) -> None:
    """Nothing of what was replaced or deleted is counted anywhere."""
    kinds: tuple[Kind, ...] = ("articles", "quotes")
    for kind in kinds:
        names = NamesRequest(kind, size=100)
        assert [(named.id, named.count) for named in index.names(names).names] == [
            (id, count) for id, count, _ in oracle.names(names)
        ]
        drawn = index.timeline(TimelineRequest(kind, "day"))
        assert (dict(drawn.counts), drawn.undated) == oracle.timeline(TimelineRequest(kind, "day"))[:2]
    ada = "person:ada-nordmann"
    assert [(name.value, name.count) for name in index.aliases(ada)] == oracle.aliases(ada)
    links = NetworkRequest("speaks_about")
    assert list(index.network(links)) == oracle.network(links)
    named = [id for id, _, _ in oracle.names(NamesRequest("articles", types=["PERSON"]))]
    assert [each.id for each in index.suggest("ad", ["person"], 5)] == named


pytestmark = pytest.mark.timeout(600)
