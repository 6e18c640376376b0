"""Judging: the modality of a content, by its own cue, by what reports it, or by who asks."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.quotes.contents import Attributed, Content
from services.nlp.quotes.judging import judge_modality
from services.nlp.speakers.evidence import Evidence
from shared.models import Modality

Gather = Callable[[str], Evidence]


def content(evidence: Evidence, cue: str | None, within: Content | None = None, asks: bool = False) -> Content:
    """Return a content of the last two words, with its cue."""
    r = evidence.reading
    span = (r.starts[-3], r.ends[-2])
    return Content((span,), (), None, r.words.index(cue) if cue else None, 0.9, asks=asks, within=within)


def judged(evidence: Evidence, one: Content) -> Modality:
    [attributed] = judge_modality(evidence, [Attributed(one, None, (), "body", one.spans, ())])
    return attributed.modality


def test_a_content_is_judged_by_its_cue(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee denied that it rained.")
    assert judged(evidence, content(evidence, "denied")) == "denied"


def test_a_stated_content_is_as_the_one_that_reports_it(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee denied that Bo Nyberg had said that it rained.")
    assert judged(evidence, content(evidence, "said")) == "stated"
    assert judged(evidence, content(evidence, "said", within=content(evidence, "denied"))) == "denied"


def test_an_interviewers_line_is_asked(evidence_of: Gather) -> None:
    evidence = evidence_of("Now it rained.")
    assert judged(evidence, content(evidence, None, asks=True)) == "asked"


def test_a_content_without_a_piece_in_its_field_is_not_judged(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee denied that it rained.")
    [attributed] = judge_modality(evidence, [Attributed(content(evidence, "denied"), None, (), "title", (), ())])
    assert attributed.modality == "stated"
