"""Judging: a content has a modality of its own, or that of the content that reports it."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.quotes.contents import Attributed, Content
from services.nlp.quotes.judging import judge_modality
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def content(evidence: Evidence, cue: str, words: str, within: Content | None = None, asks: bool = False) -> Content:
    start = evidence.reading.text.index(words)
    token = evidence.reading.words.index(cue)
    return Content(((start, start + len(words)),), (), token - 1, token, 0.9, within=within, asks=asks)


def attributed(one: Content) -> Attributed:
    return Attributed(one, None, (), "body", one.spans, one.verbatim)


def test_each_content_is_judged_by_its_own_cue(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann denied that it rained. Bo said that it snowed.")
    given = [attributed(content(evidence, "denied", "it rained")), attributed(content(evidence, "said", "it snowed"))]
    assert [one.modality for one in judge_modality(evidence, given)] == ["denied", "stated"]


def test_what_is_stated_within_a_denied_content_is_denied(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann denied that Bo said that it rained.")
    outer = content(evidence, "denied", "Bo said that it rained")
    inner = content(evidence, "said", "it rained", within=outer)
    assert [one.modality for one in judge_modality(evidence, [attributed(inner)])] == ["denied"]


def test_an_interviewers_line_is_asked(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann said that it rained.")
    line = content(evidence, "said", "it rained", asks=True)
    assert [one.modality for one in judge_modality(evidence, [attributed(line)])] == ["asked"]


def test_a_content_of_which_no_piece_is_left_is_not_judged(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann denied that it rained.")
    empty = Attributed(content(evidence, "denied", "it rained"), None, (), "title", (), ())
    assert judge_modality(evidence, [empty]) == [empty]
