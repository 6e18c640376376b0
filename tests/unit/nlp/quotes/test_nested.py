"""Nested contents: what a named source is reported, within a report, to have said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.analysis import Analysis
from services.nlp.clauses.clause_spans import Clause
from services.nlp.quotes.contents import Content
from services.nlp.quotes.nested import nest
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def inside(evidence: Evidence, outer_cue: str, inner_cue: str, content: str, **changed: object) -> list[str]:
    """The texts of what is nested in the content of ``outer_cue``, which reaches to the end of the sentence."""
    reading = evidence.reading
    words = reading.words
    cue = words.index(outer_cue)
    outer = Content(((reading.starts[cue + 1], reading.ends[-2]),), (), cue - 1, cue, 0.9)
    inner, first = words.index(inner_cue), words.index(content.split()[0])
    clause = Clause(inner, inner - 1, [(first, len(reading) - 1)], "complement", first)
    for name, value in changed.items():
        setattr(clause, name, value)
    contents = nest(evidence, [outer], [clause])
    assert contents[0] is outer
    assert all(one.within is outer for one in contents[1:])
    return [reading.text[one.spans[0][0] : one.spans[-1][1]] for one in contents[1:]]


def test_what_is_reported_in_a_report_follows_it(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann said that Bo denied that it rained.")
    assert inside(evidence, "said", "denied", "it rained") == ["it rained"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann said that she denied that it rained.",  # nobody who is named
        "Ann said that Bo feared that it rained.",  # a thought
        "Ann said that Bo denied it rained.",  # not plainly
    ],
)
def test_only_plain_speech_by_somebody_named_is_nested(evidence_of: Gather, sentence: str) -> None:
    evidence = evidence_of(sentence)
    cue = next(word for word in ("denied", "feared") if word in evidence.reading.words)
    assert inside(evidence, "said", cue, "it rained") == []


def test_other_ways_of_reporting_are_not_nested(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann said that Bo denied that it rained.")
    assert inside(evidence, "said", "denied", "it rained", way="object") == []


def test_what_the_outer_speaker_says_of_herself_is_not_nested(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann said that Bo denied that it rained.")
    assert inside(evidence, "said", "denied", "it rained", speaker=0) == []


def test_a_report_outside_of_the_content_stays_out(evidence_of: Gather) -> None:
    evidence = evidence_of("Bo denied that it rained. Ann left.")
    outer = Content(((0, 3),), (), None, None, 0.9)
    clause = Clause(1, 0, [(3, 5)], "complement", 4)
    assert nest(evidence, [outer], [clause]) == [outer]


@pytest.mark.parametrize(
    ("sentence", "content", "act"),
    [
        ("Ann Lee said that he had told them to stay on the boat.", "them to stay on the boat", "speech"),
        ("Ann Lee said that by 2050 she hopes to have closed the mine.", "to have closed the mine", "thought"),
    ],
)
def test_what_an_unnamed_source_is_reported_to_have_said_or_thought_follows(
    analysis_of: Callable[[str], Analysis], sentence: str, content: str, act: str
) -> None:
    analysis = analysis_of(sentence)
    nested = [one for one in analysis.contents if one.within]
    text = analysis.evidence.reading.text
    assert [(text[slice(*one.spans[0])], one.act) for one in nested] == [(content, act)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Lee asked whether the board thought people were stupid.",  # nobody is told to have thought so
        "Ann Lee said the case shows that the bridge was safe.",  # things show, they do not say
    ],
)
def test_what_nobody_is_reported_to_have_said_does_not(analysis_of: Callable[[str], Analysis], sentence: str) -> None:
    assert not any(one.within for one in analysis_of(sentence).contents)
