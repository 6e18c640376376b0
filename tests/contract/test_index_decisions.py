"""Decisions of people, kept in the index, and what they make of its answers."""

from __future__ import annotations

import pytest

from services.search.identified.deciding import all_decisions, apply_decisions, decision_of
from services.search.identified.identified_index import identified
from services.search.identified.who import who_is
from services.search.identities.decisions import Decision, DecisionKind
from services.search.identities.resolutions import DECIDED, Resolution
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import Request
from services.search.index.results import FoundQuote, IdentifiedArticle, Identity
from tests.support.corpus import Said, change

ANN, ANNE, LEE = "person:ann-lee", "person:anne-lee", "person:lee"
FIRST, SECOND, THIRD = "a" * 20, "b" * 20, "c" * 20


def _decision(number: int, kind: DecisionKind, name: str, **fields: object) -> Decision:
    given = {"id": f"{number:010}", "decision": kind, "name": name, "by": "Mia", "at": "2026-01-01T00:00:00.000+00:00"}
    return Decision.model_validate(given | fields)


MERGE = _decision(2, "merge", ANNE, into=ANN, why="the same office")


@pytest.fixture
def told(index: Index) -> Index:
    """An index in which Ann Lee, Anne Lee and a Lee speak, who is Anne Lee by the rules."""
    index.write(
        [
            change(FIRST, said=[Said("We shall see.", "Ann Lee", role="minister")]),
            change(SECOND, said=[Said("We shall hear.", "Anne Lee", role="the striker")]),
            change(THIRD, said=[Said("We shall know.", "Lee")]),
        ]
    )
    index.put_resolutions([Resolution(LEE, ANNE, confidence=0.9)])
    return index


def _found(index: Index, speaker: str) -> set[str]:
    page = identified(index).search(Request("quotes", filters=Filters(include={"speaker": (speaker,)})))
    return {hit.article.id for hit in page.hits if isinstance(hit, FoundQuote)}


def _speaker_of(index: Index, id: str) -> Identity | None:
    article = identified(index).article(id)
    assert isinstance(article, IdentifiedArticle)
    speaker = article.quotes[0].speaker
    assert speaker is not None
    return speaker.identity


def test_decisions_are_kept_by_id_and_listed_in_their_order(index: Index) -> None:
    others = [_decision(number, "rename", ANN, called="Ann") for number in (1, 3)]
    index.put_decisions([others[1], MERGE])
    index.put_decisions([others[0]])

    assert list(all_decisions(index)) == [others[0], MERGE, others[1]]
    assert index.decisions(MERGE.id, 10) == [others[1]]
    assert decision_of(index, MERGE.id) == MERGE
    assert decision_of(index, "0000000009") is None


def test_a_decision_put_again_is_in_the_place_of_the_first(index: Index) -> None:
    undone = MERGE.model_copy(update={"undone_by": "Mia", "undone_at": MERGE.at})

    index.put_decisions([MERGE])
    index.put_decisions([undone])

    assert list(all_decisions(index)) == [undone]


def test_a_merge_is_found_by_every_id_and_an_undone_one_is_as_before(told: Index) -> None:
    told.put_decisions([MERGE])
    apply_decisions(told)
    merged = [_found(told, value) for value in (ANN, f"{ANN}~1", f"{ANNE}~1", "Lee")]
    who = who_is(told, f"{ANNE}~1")

    told.put_decisions([MERGE.model_copy(update={"undone_at": MERGE.at})])
    apply_decisions(told)

    assert merged == [{FIRST, SECOND, THIRD}] * 4
    assert who.identity is not None
    assert (who.identity.id, who.identity.decided_by) == (f"{ANN}~1", "person")
    assert (_found(told, ANN), _found(told, f"{ANNE}~1")) == ({FIRST}, {SECOND, THIRD})
    assert told.resolutions([ANN, ANNE, LEE]) == {LEE: Resolution(LEE, ANNE, confidence=0.9)}


def test_what_the_rules_say_anew_of_what_was_decided_waits_behind_it(told: Index) -> None:
    told.put_decisions([MERGE])
    apply_decisions(told)
    apply_decisions(told)

    assert [each.id for each in told.resolutions_to([DECIDED])] == [ANN, ANNE]
    assert told.resolutions([ANNE])[ANNE].ruled == Resolution(ANNE, ANNE)


def test_a_split_by_role_makes_an_identity_of_its_own(told: Index) -> None:
    split = _decision(3, "split", ANN, role="striker", called="Ann Lee (striker)")
    told.put_decisions([MERGE, split])
    apply_decisions(told)

    identity = _speaker_of(told, SECOND)

    assert identity is not None
    assert (identity.id, identity.name) == (f"{ANN}~{split.id}", "Ann Lee (striker)")
    assert _found(told, f"{ANN}~{split.id}") == {SECOND}
    assert _found(told, f"{ANN}~1") == {FIRST, THIRD}


def test_an_identity_is_called_and_typed_as_people_say(told: Index) -> None:
    told.put_decisions(
        [_decision(1, "rename", ANN, called="Ann Lee, minister"), _decision(2, "retype", ANN, type="ORG")]
    )
    apply_decisions(told)

    identity = _speaker_of(told, FIRST)
    page = identified(told).search(Request("quotes", facets=("speaker",)))

    assert identity is not None
    assert (identity.name, identity.type) == ("Ann Lee, minister", "ORG")
    assert "Ann Lee, minister" in {value.label for value in page.facets["speaker"]}


def test_what_is_no_person_has_no_identity(told: Index) -> None:
    told.put_decisions([_decision(1, "not_a_person", ANN)])
    apply_decisions(told)

    assert _speaker_of(told, FIRST) is None
