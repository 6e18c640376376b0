"""Conversations that are set without quotation marks."""

from __future__ import annotations

from services.nlp.annotator import Annotator
from services.nlp.text import Text
from shared.models import Quote

INTRODUCED = "Corinne Ashgrove has been the mayor of Halmstow since March. We met her at the harbour.\n\n"


def quotes(annotator: Annotator, body: str) -> list[Quote]:
    return annotator.annotate([Text("a1", "", body)])[0].quotes


def said(found: list[Quote], words: str) -> Quote:
    return next(q for q in found if words in q.text)


def test_answers_are_the_interviewees_and_questions_are_asked(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "Q: When will the bridge open?\n\nA: It will open in May.\n\nAnd it will be free.\n\n"
        "Q: Who pays for it?\n\nA: The county does."
    )
    found = quotes(annotator, body)
    answer, question = said(found, "open in May"), said(found, "Who pays")
    assert answer.speaker
    assert answer.speaker.name == "Corinne Ashgrove"
    assert answer.text == "It will open in May. … And it will be free."
    assert (question.modality, question.speaker) == ("asked", None)


def test_names_in_front_of_their_lines_are_the_speakers(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "Tobias Wrenfield of the ferry company came, too.\n\nASHGROVE: The ferry is too slow.\n\n"
        "WRENFIELD: It is not slow at all.\n\nASHGROVE: It took me an hour."
    )
    found = quotes(annotator, body)
    speakers = {words: said(found, words).speaker for words in ("too slow", "not slow", "an hour")}
    assert [s.name for s in speakers.values() if s] == ["Corinne Ashgrove", "Tobias Wrenfield", "Corinne Ashgrove"]


def test_questions_in_bold_are_answered_below(annotator: Annotator) -> None:
    body = (
        INTRODUCED + "**When will the bridge open?**\n\nIt will open in May.\n\n**Who pays for it?**\n\n"
        "The county does.\n\n**And are you proud?**\n\nI am."
    )
    found = quotes(annotator, body)
    assert [said(found, words).modality for words in ("When will", "And are you")] == ["asked", "asked"]
    answer = said(found, "The county does")
    assert answer.speaker
    assert (answer.speaker.name, answer.type) == ("Corinne Ashgrove", "direct")


def test_lists_with_colons_are_no_conversation(annotator: Annotator) -> None:
    body = INTRODUCED + "Opening: May\n\nCost: ten million\n\nLength: 300 metres\n\nRead more: The ferry"
    assert not quotes(annotator, body)
