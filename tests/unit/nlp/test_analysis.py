"""Analysis: the steps from evidence to quotes, each made once."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.analysis import Analysis
from services.nlp.annotator import Annotator
from services.nlp.text import Text

Begin = Callable[[str], Analysis]

BODY = "“The bridge is late,” said Ann Lee. She said that it would cost more."


def test_each_step_is_made_once(analysis_of: Begin) -> None:
    analysis = analysis_of(BODY)
    for step in ("clauses", "attributions", "contents"):
        assert getattr(analysis, step) is getattr(analysis, step)


def test_clauses_are_weighed_before_attributions_ask_them(analysis_of: Begin) -> None:
    analysis = analysis_of(BODY)
    assert analysis.attributions
    assert any(clause.probability > analysis.fitted.clause_threshold for clause in analysis.clauses)


def test_quoted_and_reported_contents_are_found(analysis_of: Begin) -> None:
    analysis = analysis_of(BODY)
    text = analysis.evidence.reading.text
    assert [text[a:b] for content in analysis.contents for a, b in content.spans] == [
        "The bridge is late,",
        "it would cost more",
    ]


def test_the_annotator_gives_the_quotes_of_the_analysis(analysis_of: Begin, annotator: Annotator) -> None:
    [annotation] = annotator.annotate([Text("a1", "", BODY)])
    assert annotation.quotes == analysis_of(BODY).quotes("a1")
