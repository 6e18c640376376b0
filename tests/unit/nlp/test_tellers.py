"""Tellers: of several who could have said it, the one who did; and the words that are theirs, no more and no fewer."""

from __future__ import annotations

import pytest

from services.nlp.annotator import Annotator
from services.nlp.text import Text


def told(annotator: Annotator, text: str) -> list[tuple[str, str | None]]:
    """Return what is told of a text: the words of each quote, and those that name its speaker."""
    [annotation] = annotator.annotate([Text("a1", "", text)])
    return [
        (quote.text, quote.speaker.mention.text if quote.speaker else quote.said_by.text if quote.said_by else None)
        for quote in annotation.quotes
    ]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Guests laughed when he urged them, “Look at what I did.”", "Look at what I did.", "he"),
        ("“It is a start,” the Courier quoted Yao telling a meeting in Halmstow.", "It is a start,", "Yao"),
        ("The agency quoted Lee as saying the port was closed.", "the port was closed", "Lee"),
        ("Another reportedly said: ”The plague is coming.”", "The plague is coming.", "Another"),
        ("In the words of Ann Lee, the port is a disgrace.", "the port is a disgrace", "Ann Lee"),
        ("In the view of the ministry, the bridge is safe.", "the bridge is safe", "the ministry"),
        ("As Lee put it, the port is a disgrace.", "the port is a disgrace", "Lee"),
        ("Four senators claim to object: Sens. Ann Lee, Bo Poe, and Cy Ray.", "to object", "Four senators"),
        (
            "The region cannot wait, warns Pan Coral Health Organization (PCHO) Director Carla F. Etienne.",
            "The region cannot wait",
            "Carla F. Etienne",
        ),
        ("“I would have swum it,” chimes in his brother Pavel Dorn.", "I would have swum it,", "Pavel Dorn"),
        (
            "The Nordics cannot wait, warns Nordic Council (NC) Director Karin Ester as she left.",
            "The Nordics cannot wait",
            "Karin Ester",
        ),
        (
            "He reportedly instructed the guards to look out for the bus so that they can lock the gate.",
            "the guards to look out for the bus so that they can lock the gate",
            "He",
        ),
        ("“We did it,” chimed in his brother.", "We did it,", "his brother"),
        ("His message to voters: stay at home.", "stay at home.", "His"),
        ("To Ann Lee, the dam was a mistake.", "the dam was a mistake", "Ann Lee"),
        ("By her own admission, she was late.", "she was late", "her"),
        ("Lee made it clear that the port was closed.", "the port was closed", "Lee"),
        ("Lee let it be known that the port was closed.", "the port was closed", "Lee"),
        ("Callers asked how much money he was paid.", "how much money he was paid", "Callers"),
        ("The port was closed, per a statement from the ministry.", "The port was closed", "a statement"),
        ("After Lee told the crowd “we have won,” a band began to play.", "we have won,", "Lee"),
        ('Protesters chanted "Enough is enough" outside parliament.', "Enough is enough", "Protesters"),
        ("The port was closed, or so Lee claims.", "The port was closed", "Lee"),
        ("According to the complaint, Poe told the officer, “I did it.”", "I did it.", "Poe"),
        ("Poe told the officer, “I did it,” according to the complaint.", "I did it,", "Poe"),
        ("It is feared that the peat could burn all winter.", "the peat could burn all winter", None),
        ("Writing in the Globe, Ann Lee called it “a war of pies”.", "it “a war of pies”", "Ann Lee"),
        (
            "Governor John Kash said he would have fired the aide if it had happened here, according to reports.",
            "he would have fired the aide if it had happened here",
            "John Kash",
        ),
    ],
)
def test_who_said_it_is_told(annotator: Annotator, text: str, words: str, speaker: str | None) -> None:
    assert told(annotator, text) == [(words, speaker)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Former chairman Ravi Sen told the Dunmore inquiry into the fire he did know.", ["he did know"]),
        ("The witness told the House committee on transport she had warned him.", ["she had warned him"]),
        (
            "Donald Poe told the audience at his dinner for veterans that he and the Courier had talked.",
            ["he and the Courier had talked"],
        ),
        ('Poe has built a brand, writing a book called "Women Who Work" and leading the charge on leave.', []),
        (
            "Many ministers have said they will not attend and others have said they are not interested.",
            ["they will not attend", "they are not interested"],
        ),
        (
            "Ann Lee Says Pier’s Closure Doesn’t ‘Fit With the Plan’",
            ["Pier’s Closure Doesn’t ‘Fit With the Plan"],
        ),
        (
            "“It is the best of its kind,” said Paul Claver, adviser to the house, told the Courier. “We are glad.”",
            ["It is the best of its kind, … We are glad."],
        ),
        (
            "Dr Osei warned that some districts had opened early, highlighting that data “is our only compass.”",
            ["some districts had opened early", "data “is our only compass.”"],
        ),
        ("A club called “We love the old pier”, referring to the landmark, has 800 members.", []),
        ("The temperature said it was cold. God said so.", []),
    ],
)
def test_the_words_are_theirs_and_no_others(annotator: Annotator, text: str, words: list[str]) -> None:
    assert [each for each, _ in told(annotator, text)] == words


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("According to Ann Lee, the bridge is safe.", "According to"),
        ("Ann Lee pointed out that the bridge was safe.", "pointed out"),
        ("In the words of Ann Lee, the port is a disgrace.", "In the words of"),
        ("In the words of Ann Lee, the port is “a disgrace”.", "In the words of"),
        ("In Lee's view, the port is closed.", "In Lee's view"),
        ("“We did it,” chimes in Ann Lee.", "chimes in"),
        ("Lee made it clear that the port was closed.", "made it clear"),
        ("As Lee put it, the port is a disgrace.", "put it"),
        ("Ann Lee said that the bridge was safe.", "said"),
    ],
)
def test_a_cue_of_several_words_is_shown_whole(annotator: Annotator, text: str, cue: str) -> None:
    [annotation] = annotator.annotate([Text("a1", "", text)])

    assert [quote.cue.text for quote in annotation.quotes if quote.cue] == [cue]
    assert all(quote.cue and text[quote.cue.start : quote.cue.end] == cue for quote in annotation.quotes)


def test_paragraphs_between_one_pair_of_marks_are_one_quote_of_who_says_the_last(annotator: Annotator) -> None:
    text = "“We had a plan, and it failed.\n\nWe will try it with boats.\n\nAnd then we will rest,” said Ann Lee."
    pieces = "We had a plan, and it failed. … We will try it with boats. … And then we will rest,"
    assert told(annotator, text) == [(pieces, "Ann Lee")]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (
            "Asked if he would appeal, Lee said he would think about it.",
            [("if he would appeal", None), ("he would think about it", "Lee")],
        ),
        (
            "Lee, asked if the port was closed, said he had seen no boats.",
            [("if the port was closed", None), ("he had seen no boats", "Lee")],
        ),
        ("Lee, told that the port was closed, laughed.", []),
        ("Lee noted the risks that the bank had taken.", []),
        ("Most of them called for a bigger effort to save the port.", []),
        (
            "“And I was not paid!” Lee declared, a point he made before a game.",
            [("And I was not paid!", "Lee")],
        ),
        ("To Lee, a baker, he gave the keys.", []),
        (
            "During the call, he asked about the Lions Club, called Lee a “coward” and said, “Get out of town.”",
            [("Lee a “coward”", "he"), ("Get out of town.", "he")],
        ),
        (
            "The guards alleged that Ramos had asked them to follow him.",
            [("Ramos had asked them to follow him", "The guards"), ("them to follow him", "Ramos")],
        ),
    ],
)
def test_each_of_several_is_told_by_whom_it_is(
    annotator: Annotator, text: str, quotes: list[tuple[str, str | None]]
) -> None:
    assert told(annotator, text) == quotes


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        (
            "Asked if he trusted Lee, the mayor said, “I do. I think I do.”",
            ("if he trusted Lee", None),
            ("I do. I think I do.", "the mayor"),
        ),
        (
            "The clerk said, “The road is ready,” and added that tenders were out.",
            ("The road is ready,", "The clerk"),
            ("tenders were out", "The clerk"),
        ),
        (
            "Critics called it “dim”, while the clerk described it as “bright”.",
            ("it “dim”", "Critics"),
            ("it as “bright”", "the clerk"),
        ),
    ],
)
def test_of_two_in_a_sentence_each_keeps_its_words(
    annotator: Annotator, text: str, one: tuple[str, str | None], other: tuple[str, str | None]
) -> None:
    assert told(annotator, text) == [one, other]
