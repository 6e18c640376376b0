"""Enclosing reports: words in marks are who spoke them, and the report around them is whose it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.annotator import Annotator
from services.nlp.clauses.clause_spans import Clause
from services.nlp.quotes.contents import Content
from services.nlp.quotes.enclosing import enclose
from services.nlp.speakers.evidence import Evidence
from services.nlp.text import Text


def told(annotator: Annotator, text: str) -> list[tuple[str, str]]:
    """Return the words of each quote and those that name who said it."""
    [annotation] = annotator.annotate([Text("a1", "", text)])
    mentions = [quote.speaker.mention if quote.speaker else quote.said_by for quote in annotation.quotes]
    return [(q.text, mention.text if mention else "") for q, mention in zip(annotation.quotes, mentions, strict=True)]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (
            "Lee said the mayor told her, “Go home.”",
            [("Go home.", "the mayor"), ("the mayor told her, “Go home.”", "Lee")],
        ),
        (
            "Prosecutors said Poe had told an aide, “Keep it quiet.”",
            [("Keep it quiet.", "Poe"), ("Poe had told an aide, “Keep it quiet.”", "Prosecutors")],
        ),
        (
            "Kim told the inquiry that a colleague shouted: “Get out!”",
            [("Get out!", "a colleague"), ("a colleague shouted: “Get out!”", "Kim")],
        ),
        (
            "The BBC reported that Lee had called the deal “madness”.",
            [("the deal “madness”", "Lee"), ("Lee had called the deal “madness”", "BBC")],
        ),
        (  # a parser ends what she said before the marks
            "Ann Lee testified that her boss had said to her: “Nobody needs to know.”",
            [("Nobody needs to know.", "her boss"), ("her boss had said to her: “Nobody needs to know.”", "Ann Lee")],
        ),
    ],
)
def test_a_report_around_words_in_marks_is_told_beside_them(
    annotator: Annotator, text: str, quotes: list[tuple[str, str]]
) -> None:
    assert told(annotator, text) == quotes


def test_each_of_three_who_pass_words_on_has_what_they_report(annotator: Annotator) -> None:
    text = 'The aide who took the call recalled that he said, "I\'ll burn it down," the police office said.'
    assert told(annotator, text) == [
        ("I'll burn it down,", "he"),
        ('he said, "I\'ll burn it down,"', "The aide"),
        ('The aide who took the call recalled that he said, "I\'ll burn it down,"', "the police office"),
    ]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("The agency quoted Lee as saying “the port was closed”.", [("the port was closed", "Lee")]),
        ("Police moved in after Lee told the crowd: “The gates are open.”", [("The gates are open.", "Lee")]),
        ("“The horse was fine,” she said, according to the Courier.", [("The horse was fine,", "she")]),
        ("“He told me, ‘Go home,’” Lee said.", [("He told me, ‘Go home,’", "Lee")]),
    ],
)
def test_who_only_quotes_or_prints_them_or_speaks_them_has_none(
    annotator: Annotator, text: str, quotes: list[tuple[str, str]]
) -> None:
    assert told(annotator, text) == quotes


@pytest.mark.parametrize(
    ("probability", "other", "reports"),
    [
        (0.5, (0, 0), 1),
        (0.4, (0, 0), 0),  # less likely than the floor
        (0.5, (1, 3), 0),  # another content goes on into it
    ],
)
def test_a_likely_clause_that_cuts_nothing_is_a_report(
    evidence_of: Callable[[str], Evidence], probability: float, other: tuple[int, int], reports: int
) -> None:
    evidence = evidence_of("Lee said the mayor told her, “Go home.”")
    r = evidence.reading
    quoted = Content(((29, 37),), ((29, 37),), 3, 4, 0.9)
    crossing = [Content(((r.starts[other[0]], r.ends[other[1]]),), (), 0, None, 0.9)] if other != (0, 0) else []
    clause = Clause(1, 0, [(2, 10)], "complement", 4, act="speech", probability=probability)
    contents = enclose(evidence, [*crossing, quoted], [clause], 0.45)
    assert [one.cue for one in contents if one.cue == 1] == [1] * reports
