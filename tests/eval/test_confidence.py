"""The share right by confidence: steps, what counts as right, and a picture that is one."""

from __future__ import annotations

from xml.etree import ElementTree

from services.nlp.annotator import Annotator
from services.nlp.fitting.said.judging import is_right
from services.nlp.fitting.said.reading import parsed
from services.nlp.text import Text
from tests.eval.confidence import drawn, steps


def test_a_step_has_the_mean_confidence_and_the_share_that_is_right() -> None:
    assert steps([(0.4, True), (0.52, True), (0.54, False), (1.0, True)]) == [(0.53, 0.5, 2), (1.0, 1.0, 1)]


def test_a_quote_is_right_with_its_words_and_its_speaker(annotator: Annotator) -> None:
    marked = "[Ann Lee] <said> that {the dam would hold}."
    [quote] = annotator.annotate([Text("a1", "", parsed(marked).text)])[0].quotes
    assert is_right(parsed(marked), quote)
    assert not is_right(parsed(marked.replace("[Ann Lee]", "Ann Lee")), quote)
    assert not is_right(parsed(marked.replace("{the dam would hold}", "the dam would {hold}")), quote)


def test_the_picture_has_a_dot_for_each_step() -> None:
    picture = ElementTree.fromstring(drawn({"clauses": [(0.6, 0.5, 9), (0.9, 1.0, 30)]}))
    assert len(picture.findall(".//{http://www.w3.org/2000/svg}circle")) == 2
