"""Where a reported content begins and ends, and the styles in which articles attribute."""

from __future__ import annotations

from itertools import pairwise

import pytest

from services.nlp.annotator import Annotator
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
    found = quotes(annotator, "Wrenfield said that he had told her that the council believed the bridge was safe.")
    spans = sorted(s for q in found for s in q.spans)
    assert found
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_what_a_named_source_is_reported_to_have_said_is_theirs_too(annotator: Annotator) -> None:
    outer, inner = quotes(annotator, "Wrenfield told the court that Ashgrove had denied that the bridge was safe.")
    assert (outer.speaker and outer.speaker.name, outer.modality) == ("Tobias Wrenfield", "stated")
    assert (inner.speaker and inner.speaker.name, inner.modality) == ("Corinne Ashgrove", "denied")
    assert (inner.text, outer.text.endswith(inner.text)) == ("the bridge was safe", True)


def test_what_somebody_is_denied_to_have_said_is_not_stated(annotator: Annotator) -> None:
    found = quotes(annotator, "Wrenfield denied that Ashgrove had said that the bridge was safe.")
    assert [q.modality for q in found] == ["denied", "denied"]


def test_what_stands_deeper_is_as_what_reports_it(annotator: Annotator) -> None:
    found = quotes(annotator, "Farrow said that Wrenfield denied that Ashgrove had said that the bridge was safe.")
    assert [q.modality for q in found] == ["stated", "denied", "denied"]


def test_a_mixed_content_holds_the_mark_that_closes_it(annotator: Annotator) -> None:
    [quote] = quotes(annotator, "Wrenfield called the ferry a “disaster”.")
    assert quote.text.count("“") == quote.text.count("”") == 1


def test_a_lost_mark_spoils_its_own_paragraph_at_most(annotator: Annotator) -> None:
    lost = "“The bridge is late, said Ashgrove.\n\n“We are angry,” Wrenfield said.\n\n“It is a shame,” Ashgrove said."
    found = {q.text: q.speaker.name for q in quotes(annotator, lost) if q.speaker and q.verbatim}
    assert found["We are angry,"] == "Tobias Wrenfield"
    assert found["It is a shame,"] == "Corinne Ashgrove"


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
