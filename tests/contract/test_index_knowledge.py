"""Loaded knowledge, kept in the index, and what it makes of its answers."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from services.search.identified.deciding import apply_decisions
from services.search.identified.identified_index import identified
from services.search.identified.index_evidence import IndexEvidence
from services.search.identified.knowing import all_knowledge, forget, keep, known_roots
from services.search.identified.ruling import put_ruled
from services.search.identified.who import who_is
from services.search.identities.decisions import Decision
from services.search.identities.resolving import resolve
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import Request
from services.search.index.results import FoundQuote
from tests.support.corpus import Said, change
from tests.support.knowledge import known

LEE = known("q1", "Ann Lee", "Anne B. Lee", roles=("Senator from Vale 2001..",), collection="vale", source="a list")
UNION = known("q2", "Harbour Union Party", "HUP", type="ORG", collection="vale")
FIRST, SECOND, THIRD = "a" * 20, "b" * 20, "c" * 20


@pytest.fixture
def told(index: Index) -> Index:
    """An index in which Ann Lee, Anne B. Lee and a Lee speak."""
    index.write(
        [
            change(FIRST, said=[Said("We shall see.", "Ann Lee", role="senator")]),
            change(SECOND, said=[Said("We shall hear.", "Anne B. Lee")]),
            change(THIRD, said=[Said("We shall know.", "Lee", role="Sen.")]),
        ]
    )
    return index


def _resolve(index: Index, words: Collection[str]) -> None:
    evidence = IndexEvidence(index)
    for kind, _, word in (each.partition(":") for each in sorted(words)):
        put_ruled(index, resolve(kind, word, evidence))
    apply_decisions(index)


def _load(index: Index) -> None:
    noted: set[str] = set()
    keep(index, [LEE, UNION], noted.update)
    _resolve(index, noted)


def _found(index: Index, speaker: str) -> set[str]:
    page = identified(index).search(Request("quotes", filters=Filters(include={"speaker": (speaker,)})))
    return {hit.article.id for hit in page.hits if isinstance(hit, FoundQuote)}


def test_entries_are_kept_by_id_found_by_their_keys_and_counted_by_set(index: Index) -> None:
    other = known("q3", "Bo Lee", collection="others")
    index.put_knowledge([UNION, LEE])
    index.put_knowledge([other])

    assert list(all_knowledge(index)) == [LEE, UNION, other]
    assert list(index.known(["person:lee"])) == [LEE, other]
    assert list(index.known(["org:hup", "person:anne"])) == [LEE, UNION]
    assert list(index.known(["person:hup", "org:union"])) == []
    assert index.collections() == {"others": 1, "vale": 2}
    assert list(index.knowledge("q1", 10, "vale")) == [UNION]
    assert known_roots(index, [other.root, "person:lee", "person:lee~sport"]) == [other]


def test_an_entry_put_again_is_in_the_place_of_the_first_and_one_may_be_forgotten(index: Index) -> None:
    moved = LEE.model_copy(update={"names": ("Ann Dahl",), "collection": "others"})
    index.put_knowledge([LEE, UNION])
    index.put_knowledge([moved])

    index.forget_knowledge([UNION.id, "unknown"])

    assert (list(all_knowledge(index)), list(index.known(["person:lee"]))) == ([moved], [])
    assert index.collections() == {"others": 1}


def test_names_of_an_entry_are_one_identity_found_by_any_of_them(told: Index) -> None:
    _load(told)
    who = who_is(told, "person:anne-b-lee")

    assert who.identity and (who.identity.id, who.identity.name, who.identity.decided_by) == (
        LEE.root,
        "Ann Lee",
        "knowledge",
    )
    assert {each.value for each in who.names} == {"person:ann-lee", "person:anne-b-lee", "person:lee"}
    found = [_found(told, value) for value in ("person:ann-lee", "person:anne-b-lee~1", LEE.root, "Anne B. Lee")]
    assert found == [{FIRST, SECOND, THIRD}] * 4


def test_a_set_that_is_forgotten_leads_back_to_the_names(told: Index) -> None:
    _load(told)
    noted: set[str] = set()

    count = forget(told, "vale", noted.update)
    _resolve(told, noted)

    assert (count, told.collections()) == (2, {})
    assert _found(told, LEE.root) == _found(told, "person:ann-lee")
    assert SECOND not in _found(told, "person:ann-lee")
    identity = who_is(told, "person:ann-lee").identity
    assert identity is not None
    assert identity.decided_by == "rule"


def test_an_identity_that_knowledge_calls_otherwise_now_is_found_by_its_old_id(told: Index) -> None:
    _load(told)
    renamed, noted = LEE.model_copy(update={"names": ("Anne B. Lee", "Ann Lee")}), set[str]()

    keep(told, [renamed], noted.update)
    _resolve(told, noted)

    identity = who_is(told, LEE.root).identity
    assert identity is not None
    assert (identity.id, identity.name) == (renamed.root, "Anne B. Lee")
    assert _found(told, LEE.root) == {FIRST, SECOND, THIRD}


@pytest.mark.parametrize("knowledge_first", [True, False])
def test_a_decision_holds_over_knowledge_whichever_came_first(told: Index, knowledge_first: bool) -> None:
    apart = Decision(id="0000000001", decision="split", name="person:anne-b-lee", by="Mia", at="2026-01-01")
    if knowledge_first:
        _load(told)
    told.put_decisions([apart])
    apply_decisions(told)
    if not knowledge_first:
        _load(told)

    identity = who_is(told, "person:anne-b-lee").identity
    assert identity is not None
    assert (identity.id, identity.decided_by) == ("person:anne-b-lee~1", "person")
    assert _found(told, LEE.root) == {FIRST, THIRD}
