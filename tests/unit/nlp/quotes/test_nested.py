"""Nested attributions: what a named source is reported to have said, inside what reports it."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.clauses.clause_spans import Clause
from services.nlp.quotes.contents import Content
from services.nlp.quotes.nested import nest
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]
BODY = "Ann Lee said that Bo Nyberg had denied that it rained."


def clause(evidence: Evidence, speaker: str, cue: str, opening: str) -> Clause:
    """Return the clause that a cue reports, from behind a word up to the stop."""
    words = evidence.reading.words
    first = len(words) - words[::-1].index(opening)
    return Clause(words.index(cue), words.index(speaker), [(first, len(words) - 1)], "complement", first)


def outer(evidence: Evidence, verbatim: bool = False) -> Content:
    """Return all that Ann said."""
    r = evidence.reading
    span = (r.starts[r.words.index("that") + 1], r.ends[-2])
    return Content((span,), (span,) if verbatim else (), r.words.index("lee"), r.words.index("said"), 0.9)


def test_a_content_is_followed_by_the_one_that_it_reports(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    first, second = nest(evidence, [outer(evidence)], [clause(evidence, "nyberg", "denied", "that")])
    assert first == outer(evidence)
    assert second.within == first
    assert [evidence.reading.text[a:b] for a, b in second.spans] == ["it rained"]


def test_words_in_marks_report_nobody_else(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    contents = [outer(evidence, verbatim=True)]
    assert nest(evidence, contents, [clause(evidence, "nyberg", "denied", "that")]) == contents


def test_a_source_without_a_name_is_not_nested(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee said that the mayor had denied that it rained.")
    contents = [outer(evidence)]
    assert nest(evidence, contents, [clause(evidence, "mayor", "denied", "that")]) == contents


def test_a_clause_outside_of_all_contents_is_not_nested(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    assert nest(evidence, [], [clause(evidence, "nyberg", "denied", "that")]) == []
