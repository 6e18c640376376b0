"""Clauses in frames: *according to …*, *in … view*, *Name: …*."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.clauses.clause_spans import Clause
from services.nlp.clauses.frames import FrameClauses, is_view
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def frames(evidence: Evidence) -> FrameClauses:
    return FrameClauses(evidence.reading, ClauseSources(evidence))


def content_and_speaker(evidence: Evidence, clauses: Iterable[Clause]) -> list[tuple[str, str]]:
    r = evidence.reading
    return [(" … ".join(r.slice(a, b) for a, b in one.ranges), r.word(one.speaker)) for one in clauses]


def test_what_is_so_according_to_somebody_is_their_clause(evidence_of: Gather) -> None:
    evidence = evidence_of("The ferry was full, according to Tobias Wrenfield.")
    clauses = frames(evidence).according(evidence.reading.words.index("according"))
    assert content_and_speaker(evidence, clauses) == [("The ferry was full", "Wrenfield")]


def test_what_is_so_in_a_view_is_the_clause_of_its_owner(evidence_of: Gather) -> None:
    evidence = evidence_of("In Ashgrove's view, the bridge is safe.")
    clauses = frames(evidence).in_view(evidence.reading.words.index("view"))
    assert content_and_speaker(evidence, clauses) == [("the bridge is safe", "Ashgrove")]


def test_what_stands_behind_a_name_and_a_colon_is_a_clause(evidence_of: Gather) -> None:
    evidence = evidence_of("Corinne Ashgrove: The bridge is safe.")
    assert content_and_speaker(evidence, frames(evidence).colons()) == [("The bridge is safe", "Ashgrove")]


def test_a_view_is_one_of_a_few_nouns() -> None:
    assert is_view("view")
    assert not is_view("bridge")
