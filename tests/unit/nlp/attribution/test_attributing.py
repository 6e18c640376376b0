"""Attributing: the speaker of each stretch, and what neighbouring stretches say about a candidate."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.analysis import Analysis
from services.nlp.attribution.attributing import MEASURES, SECOND, attribute, shortlist, weighable
from services.nlp.attribution.quoted_features import Features
from services.nlp.speakers.evidence import Evidence
from services.nlp.work_limits import PAIRS

Gather = Callable[[str], Evidence]

BODY = "“It rained,” said Ann Lee. “It snowed,” said Bo Nyberg.\n\n“It hailed, said Cal Orr."
LIKELY = [("lee", 0.9), ("nyberg", 0.8), ("", 0.0)]
"""Whom the first ranker takes for the speaker of each stretch; of the last nobody, so that Bo is carried on."""


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        ("“It is over,” she told leaders in the town, according to a statement by her office.", "she"),
        ("Ann Lee told them “it is over,” according to the Courier.", "lee"),
        ("The clerk recalled that he said, “I will stop her,” the office said.", "he"),
        ("“It is over,” according to the Courier.", "courier"),
    ],
)
def test_of_who_said_the_words_and_who_passed_them_on_the_former_speaks(
    analysis_of: Callable[[str], Analysis], body: str, speaker: str
) -> None:
    analysis = analysis_of(body)
    [attribution] = analysis.attributions
    assert attribution.speaker is not None
    assert analysis.evidence.reading.words[attribution.speaker] == speaker


@pytest.fixture(scope="module")
def looked_at(evidence_of: Gather) -> dict[tuple[int, str], dict[str, float]]:
    """The features of the second ranker by stretch and candidate, where the first one is as sure as ``LIKELY``."""
    evidence = evidence_of(BODY)
    words = evidence.reading.words
    features = Features(evidence, [])
    pairs = [features.pairs(n) for n in range(len(evidence.segments))]
    probabilities = [
        probability if words[pair.candidate.token] == who else 0.1
        for (who, probability), row in zip(LIKELY, pairs, strict=True)
        for pair in row
    ]
    rows = shortlist(evidence, features, pairs, probabilities)
    return {
        (n, words[pair.candidate.token]): dict(zip(SECOND.names, pair.features, strict=True))
        for n, row in enumerate(rows)
        for pair in row
    }


CASES: list[tuple[int, str, dict[str, float]]] = [
    (0, "lee",
     {"rank_probability": 0.9, "rank_behind_best": 0, "rank_ahead_of_rival": 0.8, "rank_stretches": 1,
      "previous_same_mention": -1, "next_same_mention": 0, "next_same_speaker": 0, "next_probability": 0.8,
      "next_carried": 0, "next_paragraphs": 0, "next_closed": 1, "next_opened": 1}),
    (0, "nyberg", {"rank_probability": 0.1, "rank_behind_best": 0.8, "next_same_mention": 1, "next_same_speaker": 1}),
    (1, "nyberg",
     {"previous_same_mention": 0, "previous_same_speaker": 0, "previous_probability": 0.9, "previous_carried": 0,
      "previous_paragraphs": 0, "previous_closed": 1, "previous_opened": 1, "next_closed": 0, "next_paragraphs": 1}),
    (2, "nyberg", {"previous_same_mention": 1, "previous_same_speaker": 1, "previous_paragraphs": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "word", "expected"), CASES, ids=[f"{word} for {n}" for n, word, _ in CASES])
def test_a_feature_of_the_second_look_measures_what_its_table_says(
    looked_at: dict[tuple[int, str], dict[str, float]], number: int, word: str, expected: dict[str, float]
) -> None:
    features = looked_at[number, word]
    for name, value in expected.items():
        assert features[name] == pytest.approx(value), name


def test_every_feature_of_the_second_look_is_measured() -> None:
    assert {name for _, _, expected in CASES for name in expected} == set(MEASURES)


def attributed(analysis: Analysis) -> dict[str, str | None]:
    """The speaker's word of each stretch that is attributed, by the words of the stretch."""
    reading = analysis.evidence.reading
    return {
        reading.text[a.segment.start : a.segment.end]: None if a.speaker is None else reading.word(a.speaker)
        for a in attribute(analysis.evidence, analysis.clauses, analysis.fitted)
    }


def test_each_stretch_is_given_to_its_likeliest_candidate(analysis_of: Callable[[str], Analysis]) -> None:
    analysis = analysis_of("“It rained,” said Ann Lee. Bo Nyberg said: “It snowed.”")
    assert attributed(analysis) == {"It rained,": "Lee", "It snowed.": "Nyberg"}


def test_a_stretch_that_nobody_said_is_left_out(analysis_of: Callable[[str], Analysis]) -> None:
    assert attributed(analysis_of("Her first novel, “The Salt Road”, sold well in Lisbon.")) == {}


def test_a_quote_that_goes_on_keeps_its_speaker(analysis_of: Callable[[str], Analysis]) -> None:
    analysis = analysis_of("“It rained all night,” said Ann Lee, “and then:\n\n“It stopped.”")
    assert attributed(analysis)["It stopped."] == "Lee"


def test_a_signature_goes_before_what_is_unlikely(analysis_of: Callable[[str], Analysis]) -> None:
    assert attributed(analysis_of("“It rained all night.”\n\n— Ann Lee, mayor")) == {"It rained all night.": "Lee"}


def test_all_stretches_of_an_article_are_weighed(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    assert weighable(evidence) == len(evidence.segments) == 3


def test_of_thousands_of_stretches_in_a_short_text_the_first_are_weighed(
    analysis_of: Callable[[str], Analysis],
) -> None:
    # given a text that consists of quotes of two words
    analysis = analysis_of("“No way,” said Ann Lee. " * 400)
    # when they are attributed, then as many are as the limit of pairs lets be weighed
    weighed = weighable(analysis.evidence)
    pairs = sum(len(analysis.evidence.candidates.near(n)) for n in range(weighed))
    assert 0 < weighed < len(analysis.evidence.segments)
    assert pairs <= PAIRS.of(len(analysis.evidence.reading.text))
    assert len(analysis.attributions) <= weighed
    assert analysis.partial
    assert f"first {weighed:,} of {len(analysis.evidence.segments):,} passages in quotation marks" in analysis.partial
