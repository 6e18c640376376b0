"""Assembly: where a content begins and ends, which stretches it joins, and the styles in which articles attribute."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from services.nlp.analysis import Analysis
from services.nlp.annotator import Annotator
from services.nlp.attribution.attributing import Attribution
from services.nlp.clauses.clause_spans import Clause
from services.nlp.quotes.assembly import Assembly
from services.nlp.quotes.contents import Content
from services.nlp.quotes.transcripts import LABELLED, Line
from services.nlp.text import Text
from shared.models import Quote

INTRODUCED = "Corinne Ashgrove, the mayor of Halmstow, came to the harbour on Monday with Tobias Wrenfield.\n\n"


def quotes(annotator: Annotator, body: str) -> list[Quote]:
    return annotator.annotate([Text("a1", "", INTRODUCED + body)])[0].quotes


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Ashgrove said in a statement on Tuesday that the bridge was unsafe.", "the bridge was unsafe"),
        ("Wrenfield told reporters on Monday that the ferry was full.", "the ferry was full"),
        ("The ferry was full, according to Wrenfield.", "The ferry was full"),
        ("The bridge, Ashgrove said, will be late.", "The bridge … will be late"),
        ("The ferry was full, Wrenfield said.", "The ferry was full"),
        ("Ashgrove promised to build a second bridge.", "to build a second bridge"),
        ("Ashgrove said that the bridge would be late and that nobody was to blame.",
         "the bridge would be late and that nobody was to blame"),
    ],
)  # fmt: skip
def test_a_reported_content_is_what_was_said_and_no_more(annotator: Annotator, sentence: str, content: str) -> None:
    assert [q.text for q in quotes(annotator, sentence)] == [content]


@pytest.mark.parametrize(
    "paragraphs",
    [
        "Corinne Ashgrove: “The bridge is late.”",
        "“The bridge is late.” — Corinne Ashgrove, mayor",
        "“The bridge is late.”\n\n—Corinne Ashgrove, mayor of Halmstow",
        "“The bridge is late,” Ashgrove wrote.",
    ],
)
def test_labels_and_signatures_tell_who_speaks(annotator: Annotator, paragraphs: str) -> None:
    [quote] = quotes(annotator, paragraphs)
    assert quote.speaker
    assert (quote.speaker.name, quote.type) == ("Corinne Ashgrove", "direct")


def test_contents_do_not_overlap(annotator: Annotator) -> None:
    contents = quotes(annotator, "Wrenfield said that he had told her that the council believed the bridge was safe.")
    spans = sorted(s for q in contents for s in q.spans)
    assert contents
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_what_a_named_source_is_reported_to_have_said_is_theirs_too(annotator: Annotator) -> None:
    outer, inner = quotes(annotator, "Wrenfield told the court that Ashgrove had denied that the bridge was safe.")
    assert (outer.speaker and outer.speaker.name, outer.modality) == ("Tobias Wrenfield", "stated")
    assert (inner.speaker and inner.speaker.name, inner.modality) == ("Corinne Ashgrove", "denied")
    assert (inner.text, outer.text.endswith(inner.text)) == ("the bridge was safe", True)


def test_what_somebody_is_denied_to_have_said_is_not_stated(annotator: Annotator) -> None:
    contents = quotes(annotator, "Wrenfield denied that Ashgrove had said that the bridge was safe.")
    assert [q.modality for q in contents] == ["denied", "denied"]


def test_what_stands_deeper_is_as_what_reports_it(annotator: Annotator) -> None:
    contents = quotes(annotator, "Farrow said that Wrenfield denied that Ashgrove had said that the bridge was safe.")
    assert [q.modality for q in contents] == ["stated", "denied", "denied"]


def test_a_mixed_content_holds_the_mark_that_closes_it(annotator: Annotator) -> None:
    [quote] = quotes(annotator, "Wrenfield called the ferry a “disaster”.")
    assert quote.text.count("“") == quote.text.count("”") == 1


def test_a_lost_mark_spoils_its_own_paragraph_at_most(annotator: Annotator) -> None:
    lost = "“The bridge is late, said Ashgrove.\n\n“We are angry,” Wrenfield said.\n\n“It is a shame,” Ashgrove said."
    speakers = {q.text: q.speaker.name for q in quotes(annotator, lost) if q.speaker and q.verbatim}
    assert speakers["We are angry,"] == "Tobias Wrenfield"
    assert speakers["It is a shame,"] == "Corinne Ashgrove"


@pytest.mark.parametrize("body", ["日本の東京。 Nuclear families smile 😀.", "“😀,” Ashgrove said. “!!”"])
def test_without_a_word_nothing_is_said(annotator: Annotator, body: str) -> None:
    assert all(any(c.isalnum() for c in quote.text) for quote in quotes(annotator, body))


@pytest.mark.parametrize(
    "sentence",
    [
        "Some in the council believe that “the bridge could be rebuilt and then widened,” Corinne Ashgrove said.",
        "The bridge will be rebuilt before the winter comes to the valley, Corinne Ashgrove said.",
        "Not only is the bridge old, “but the relation between the towns is worse,” Ashgrove said on Monday.",
    ],
)
def test_what_attributes_a_content_is_no_part_of_it(annotator: Annotator, sentence: str) -> None:
    [annotation] = annotator.annotate([Text("a1", "", sentence)])
    [quote] = [q for q in annotation.quotes if q.cue and q.cue.lemma == "say"]
    assert "said" not in quote.text
    assert "Ashgrove" not in quote.text


Analyse = Callable[[str], Analysis]
SPLIT = "“It rained,” Ann Lee said, “and it snowed.”"


def assembled(
    analysis: Analysis, attributions: list[Attribution], clauses: list[Clause], lines: list[Line] | None = None
) -> list[Content]:
    return Assembly(analysis.evidence, analysis.fitted).contents(lines or [], attributions, clauses)


def attributions_of(analysis: Analysis, speaker: str, cue: str, confidence: float = 0.9) -> list[Attribution]:
    """Attribute all stretches of an article to one word by one cue."""
    words = analysis.evidence.reading.words
    segments = analysis.evidence.segments
    return [Attribution(s, words.index(speaker), words.index(cue), confidence) for s in segments]


def words_of(analysis: Analysis, content: Content) -> list[str]:
    return [analysis.evidence.reading.text[a:b] for a, b in content.spans]


def test_stretches_of_one_cue_are_one_content(analysis_of: Analyse) -> None:
    analysis = analysis_of(SPLIT)
    [content] = assembled(analysis, attributions_of(analysis, "lee", "said"), [])
    assert words_of(analysis, content) == ["It rained,", "and it snowed."]
    assert content.verbatim == content.spans


def test_an_unlikely_stretch_is_not_a_content(analysis_of: Analyse) -> None:
    analysis = analysis_of(SPLIT)
    unlikely = attributions_of(analysis, "lee", "said", analysis.fitted.quoted_threshold - 0.01)
    assert assembled(analysis, unlikely, []) == []


def test_a_stretch_is_widened_to_the_clause_of_its_cue(analysis_of: Analyse) -> None:
    # given a stretch in a clause that the same cue reports
    analysis = analysis_of("Ann Lee said the plan was “a joke” on Monday.")
    words = analysis.evidence.reading.words
    said, the, on = (words.index(word) for word in ("said", "the", "on"))
    clause = Clause(said, words.index("lee"), [(the, on)], "complement", the, probability=0.2)
    # when both are assembled
    [content] = assembled(analysis, attributions_of(analysis, "lee", "said"), [clause])
    # then they are one content, with the stretch verbatim
    assert words_of(analysis, content) == ["the plan was “a joke”"]
    assert [analysis.evidence.reading.text[a:b] for a, b in content.verbatim] == ["a joke"]


def test_of_clauses_that_overlap_the_likeliest_is_a_content(analysis_of: Analyse) -> None:
    analysis = analysis_of("Ann Lee said that Bo Nyberg believed it rained.")
    words = analysis.evidence.reading.words
    that, it, stop = words.index("that"), words.index("it"), words.index(".")
    outer = Clause(words.index("said"), words.index("lee"), [(that + 1, stop)], "complement", that, probability=0.99)
    inner = Clause(words.index("believed"), words.index("nyberg"), [(it, stop)], "complement", it, probability=0.98)
    [content] = assembled(analysis, [], [inner, outer])
    assert content.cue == outer.cue


def test_a_line_of_a_transcript_is_a_content_and_its_marks_are_not_another(analysis_of: Analyse) -> None:
    # given a line that has a stretch in marks
    analysis = analysis_of("LEE: He called it “a joke” twice.")
    attributions = attributions_of(analysis, "he", "called")
    line = Line(((5, 33),), 0, None, asks=True)
    # when both are assembled
    [content] = assembled(analysis, attributions, [], [line])
    # then the line is the content
    assert (content.speaker, content.confidence, content.asks) == (0, LABELLED, True)
