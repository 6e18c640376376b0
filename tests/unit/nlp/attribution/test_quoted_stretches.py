"""Quoted stretches of invented sentences: which are somebody's words, and whose. Written before they were tried."""

from __future__ import annotations

import pytest

from services.nlp.annotator import Annotator
from services.nlp.text import Text

OPENING = "Corinne Ashgrove, the mayor of Halmstow, met the engineer Tobias Wrenfield at the harbour on Monday.\n\n"
MAYOR, ENGINEER = "Corinne Ashgrove", "Tobias Wrenfield"


def who_says(annotator: Annotator, body: str, piece: str) -> str | None:
    """The speaker of the quote in which ``piece`` stands verbatim; None where nobody is quoted with it."""
    [annotation] = annotator.annotate([Text("a1", "", OPENING + body)])
    at = (OPENING + body).index(piece)
    for quote in annotation.quotes:
        if quote.speaker and any(a <= at and at + len(piece) <= b for a, b in quote.verbatim):
            return quote.speaker.name
    return None


@pytest.mark.parametrize(
    ("body", "piece", "name"),
    [
        # Before, inside, behind; cues as an open class.
        ("“The pier is sound,” Ashgrove insisted.", "The pier is sound", MAYOR),
        ("“The pier,” Wrenfield sighed, “was never sound.”", "was never sound", ENGINEER),
        ("Ashgrove countered: “The pier is sound.”", "The pier is sound", MAYOR),
        ("Wrenfield posted on his blog: “The pier is rotten.”", "The pier is rotten", ENGINEER),
        ("Ashgrove was quoted as saying that the pier was “perfectly sound”.", "perfectly sound", MAYOR),
        ("“Sound as a bell,” boasted the mayor.", "Sound as a bell", MAYOR),
        ("“Nobody asked me,” grumbled Wrenfield, the engineer who had drawn it.", "Nobody asked me", ENGINEER),
        ("Wrenfield went on to warn of “a long and wet winter”.", "a long and wet winter", ENGINEER),
        ("In an open letter, Wrenfield demanded “an honest answer” from the council.", "an honest answer", ENGINEER),
        ("Wrenfield shook his head. “It will not hold,” he said.", "It will not hold", ENGINEER),
        ("“Never again,” whispered Brannock, who had come alone.", "Never again", "Brannock"),
        # Fragments of a word or two that have a source.
        ("Ashgrove called the delay a “disgrace”.", "disgrace", MAYOR),
        ("Wrenfield described the new pier as “hopeless” and “a toy”.", "a toy", ENGINEER),
        ("Ashgrove dismissed the report as “nonsense” on Tuesday.", "nonsense", MAYOR),
        ("Wrenfield said he was “stunned” by the vote.", "stunned", ENGINEER),
        ("Ashgrove vowed to “fight on” in the courts.", "fight on", MAYOR),
        ("The pier is “a wreck”, according to Wrenfield.", "a wreck", ENGINEER),
        ("The mayor praised what she called the “quiet courage” of the crew.", "quiet courage", MAYOR),
        # Inside an indirect clause, and the mark in the middle of it.
        ("Wrenfield argued that the plan, “a fantasy from start to end”, would fail.", "a fantasy", ENGINEER),
        ("The plan, Ashgrove said, was “the only honest one” left.", "the only honest one", MAYOR),
        ("Ashgrove told the council that it had “three weeks, not more” to decide.", "three weeks, not more", MAYOR),
        ("Wrenfield claims the steel is “full of holes” and that nobody looked.", "full of holes", ENGINEER),
        # The neighbouring sentence, and on.
        ("“We have no money,” Ashgrove said. “We never had any.”", "We never had any", MAYOR),
        ("“We have no money,” Ashgrove said on Friday.\n\n“We never had any,” she added.", "We never had any", MAYOR),
        ("“First the roof,” Wrenfield said. “Then the walls. Then us.”", "Then the walls", ENGINEER),
        ("“First the roof,” said Wrenfield.\n\n“Then the walls,” he said.", "Then the walls", ENGINEER),
        # Descriptions, groups, documents; the noun that ends a title is not the person it serves.
        ("“We were not asked,” residents said.", "We were not asked", "residents"),
        ("“Repairs are overdue,” the report said.", "Repairs are overdue", "the report"),
        (
            "“Repairs are overdue,” a spokesman for Corinne Ashgrove said.",
            "Repairs are overdue",
            "a spokesman for Corinne Ashgrove",
        ),
        ("“No comment,” said a friend of Tobias Wrenfield.", "No comment", "a friend of Tobias Wrenfield"),
        ("An adviser to Corinne Ashgrove said the cost was “not a secret”.", "not a secret", "An adviser"),
        ("Author and activist Sela Brannock said it was “a good day”.", "a good day", "Sela Brannock"),
        ("Governor of Washington Helen Brannock said it was “a good day”.", "a good day", "Helen Brannock"),
        ("The island's Prime Minister, Sela Brannock said, “It is a good day.”", "It is a good day", "Sela Brannock"),
        # Who is called like a word; who stands behind the verb.
        ("The columnist Marcus Hope disagreed. “It is a scandal,” Hope wrote.", "It is a scandal", "Marcus Hope"),
        # Styles of marks.
        ("‘The pier is sound,’ Ashgrove said. ‘It always was.’", "The pier is sound", MAYOR),
        ('"The pier is sound," Ashgrove said.', "The pier is sound", MAYOR),
        ("``The pier is sound,'' Ashgrove said.", "The pier is sound", MAYOR),
        ("«The pier is sound», Ashgrove said.", "The pier is sound", MAYOR),
        ("Ashgrove said:\n\n“The pier is sound.”", "The pier is sound", MAYOR),
        ("“The pier is sound.”\n\n— Corinne Ashgrove, mayor", "The pier is sound", MAYOR),
        ("Tobias Wrenfield: “The pier is rotten.”", "The pier is rotten", ENGINEER),
    ],
)
def test_a_quoted_stretch_is_given_to_whoever_said_it(annotator: Annotator, body: str, piece: str, name: str) -> None:
    assert who_says(annotator, body, piece) == name


@pytest.mark.parametrize(
    ("body", "piece"),
    [
        ("Her first novel, “The Salt Road”, sold well.", "The Salt Road"),
        ("He was on Channel Nine's “Morning Tide” when the news came.", "Morning Tide"),
        ("The band played “Harbour Lights” twice.", "Harbour Lights"),
        ("Desmond “Dizzy” Corrigan keeps the boats.", "Dizzy"),
        ("The so-called “smart pier” has no lights.", "smart pier"),
        ("The word “pier” comes from the Latin.", "pier"),
        ("Shops sold shirts with the slogan “Save Our Sand”.", "Save Our Sand"),
        ("The beach was given a “blue flag” rating last year.", "blue flag"),
        ("He grew up there in the '80s and left in the '90s, when the players' club closed.", "80s and left"),
    ],
)
def test_titles_names_terms_and_slogans_are_nobodys_words(annotator: Annotator, body: str, piece: str) -> None:
    assert who_says(annotator, body, piece) is None
