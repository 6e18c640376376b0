"""Suggestions of identities that may be one, found in an index."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.search.identified.deciding import apply_decisions
from services.search.identified.identified_index import identified
from services.search.identified.suggesting import Position, Suggesting
from services.search.identities.decisions import Decision, DecisionKind
from services.search.identities.resolutions import Resolution
from services.search.identities.suggestions import Side
from services.search.index.port import Index
from tests.support.corpus import Said, change

ANN, ANNE, INITIAL = "person:ann-poe", "person:anne-poe", "person:a-poe"
TIA, TIANA = "person:tia-lindqvist", "person:tia-lindquist"
Pairs = list[tuple[str, str]]


@pytest.fixture
def told(index: Index) -> Index:
    """An index in which three of a name may be one, and two with a surname."""
    names = ["Ann Poe", "Ann Poe", "Ann Poe", "Anne Poe", "Anne Poe", "A. Poe", "Tia Lindqvist", "Tia Lindquist"]
    index.write(
        [change(f"{letter * 20}", said=[Said("So.", name)]) for letter, name in zip("abcdefgh", names, strict=True)]
    )
    return index


def _pairs(index: Index, kinds: Sequence[str] = ("person",), size: int = 10) -> Pairs:
    """Return the suggestions of all pages."""
    pairs: Pairs = []
    after: Position | None = None
    while True:
        page = Suggesting(identified(index)).page(kinds, size, after)
        assert len(page.suggestions) <= size
        pairs += [(each.one.root, each.other.root) for each in page.suggestions]
        if (after := page.next) is None:
            return pairs


def _suggested(index: Index) -> list[tuple[Side, Side]]:
    return [(each.one, each.other) for each in Suggesting(identified(index)).page(("person",), 10).suggestions]


def _decide(index: Index, number: int, kind: DecisionKind, name: str, into: str, **fields: object) -> None:
    at = "2026-01-01T00:00:00.000+00:00"
    given = {"id": f"{number:010}", "decision": kind, "name": name, "into": into, "by": "Mia", "at": at}
    index.put_decisions([Decision.model_validate(given | fields)])
    apply_decisions(index)


EVERY: Pairs = [(ANN, ANNE), (ANN, INITIAL), (ANNE, INITIAL), (TIANA, TIA)]


def test_each_pair_is_suggested_once_by_pages_of_any_size_and_from_either_side(told: Index) -> None:
    assert _pairs(told) == _pairs(told, size=1) == _pairs(told, size=3) == EVERY
    assert _pairs(told, ["org"]) == []
    first = Suggesting(told).about(f"{INITIAL}~1", 1)
    rest = Suggesting(told).about(f"{INITIAL}~1", 1, first.next)
    assert [(each.one.root, each.other.root) for each in (*first.suggestions, *rest.suggestions)] == EVERY[1:3]
    assert rest.next is None
    assert Suggesting(told).about("person:nobody-at-all", 1).suggestions == []


def test_what_rules_or_people_have_settled_is_not_suggested(told: Index) -> None:
    first = Suggesting(told).page(("person",), 1)
    told.put_resolutions([Resolution(ANNE, ANN)])
    joined_by_rule = _pairs(told)
    _decide(told, 1, "not_the_same", ANNE, ANN)
    parted = _pairs(told)
    behind = Suggesting(told).page(("person",), 10, first.next).suggestions
    _decide(told, 2, "merge", INITIAL, ANN)

    assert joined_by_rule == [(ANN, INITIAL), (TIANA, TIA)]
    assert parted == [(each.one.root, each.other.root) for each in behind] == EVERY[1:]
    assert _pairs(told) == [(TIANA, TIA)]  # a no is about all names of both


def test_who_was_unsure_is_asked_again_once_there_is_other_evidence(told: Index) -> None:
    pair = Suggesting(told).pair(TIA, TIANA)
    assert pair is not None
    _decide(told, 1, "unsure", TIA, TIANA, evidence=pair.digest)
    meanwhile = _pairs(told)
    for letter, name in (("i", "Tia Lindqvist"), ("j", "Tia Lindquist")):
        told.write([change(letter * 20, said=[Said("So.", name)], naming=["Otto Varga"])])

    assert meanwhile == EVERY[:3]
    assert (TIANA, TIA) in _pairs(told)


def test_what_a_split_has_made_is_suggested_with_others_and_never_with_what_it_was_split_from(told: Index) -> None:
    _decide(told, 1, "split", ANN, "", articles=("b" * 20, "c" * 20), called="Ann Poe (another)")
    made = "person:ann-poe~0000000001"

    pairs = _pairs(told)

    assert pairs == _pairs(told, size=1) == _pairs(told, size=2)
    assert {(made, ANNE), (made, INITIAL)} <= {*pairs} | {pair[::-1] for pair in pairs}
    assert {ANN, made} not in [{*pair} for pair in pairs]
    sides = {side.root: side for pair in _suggested(told) for side in pair}
    assert (sides[made].name, sides[made].articles) == ("Ann Poe (another)", 2)
    assert {row.article[0] for row in sides[made].rows} == {"b", "c"}
    judgement = Suggesting(told).judgement(ANN, made)
    assert judgement is not None
    assert judgement.decision == "split"


def test_who_is_known_is_suggested_with_others_and_not_with_somebody_else_who_is(told: Index) -> None:
    known, other = f"{ANN}~k-q1", f"{ANNE}~k-q2"
    told.put_resolutions([Resolution(ANN, known), Resolution(ANNE, other)])

    assert _pairs(told) == _pairs(told, size=1) == [(known, INITIAL), (other, INITIAL), (TIANA, TIA)]


def test_namesakes_whom_rules_have_told_apart_are_not_suggested(told: Index) -> None:
    sport, office = f"{ANN}~sport", f"{ANN}~office"
    told.put_resolutions([Resolution(ANN, sport, {"a" * 20: office})])

    pairs = _pairs(told)

    assert {(sport, INITIAL), (ANNE, office)} <= {*pairs}
    assert {sport, office} not in [{*pair} for pair in pairs]
