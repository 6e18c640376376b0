"""Analysis: the steps from evidence to quotes, each made once."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.analysis import Analysis
from services.nlp.annotator import Annotator
from services.nlp.text import Text

Analyse = Callable[[str], Analysis]
BODY = "Ann Lee said that Bo Nyberg had denied that it rained. “It snowed,” she said."


def test_every_clause_is_weighed(analysis_of: Analyse) -> None:
    clauses = analysis_of(BODY).clauses
    assert len(clauses) > 1
    assert all(0 < clause.probability < 1 for clause in clauses)


def test_each_step_is_made_once(analysis_of: Analyse) -> None:
    analysis = analysis_of(BODY)
    assert analysis.clauses is analysis.clauses
    assert analysis.attributions is analysis.attributions
    assert analysis.contents is analysis.contents


def test_the_stretches_in_marks_are_attributed(analysis_of: Analyse) -> None:
    analysis = analysis_of(BODY)
    [attribution] = analysis.attributions
    assert attribution.speaker is not None
    assert analysis.evidence.reading.word(attribution.speaker) == "she"


def test_a_content_follows_the_one_that_reports_it(analysis_of: Analyse) -> None:
    contents = analysis_of(BODY).contents
    reported = [content for content in contents if content.within]
    assert reported
    assert all(content.within and contents.index(content.within) < contents.index(content) for content in reported)


def test_its_quotes_are_those_of_the_annotator(annotator: Annotator, analysis_of: Analyse) -> None:
    assert analysis_of(BODY).quotes("a1") == annotator.annotate([Text("a1", "", BODY)])[0].quotes
