"""Sayings: a cue, what governs it in the parse, and the words that hang on it outside of the content."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.quotes.saying import Saying
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def saying(evidence: Evidence, cue: str, content: str = "the dam is safe") -> Saying:
    start = evidence.reading.text.index(content)
    return Saying(evidence, evidence.reading.words.index(cue), [(start, start + len(content))])


@pytest.mark.parametrize(
    ("sentence", "cue", "chain"),
    [
        ("Oda Brandvik said that the dam is safe.", "said", ["said"]),
        ("Oda Brandvik declined to say that the dam is safe.", "say", ["say", "declined"]),
        ("Oda Brandvik dismissed the claim that the dam is safe.", "claim", ["claim", "dismissed"]),
        ("Oda Brandvik dismissed her claim that the dam is safe.", "claim", ["claim"]),
    ],
)
def test_the_chain_goes_up_until_another_speaker_comes_in(
    evidence_of: Gather, sentence: str, cue: str, chain: list[str]
) -> None:
    one = saying(evidence_of(sentence), cue)
    assert [one.reading.word(token) for token in one.chain] == chain


def test_what_hangs_on_a_cue_leaves_its_content_out(evidence_of: Gather) -> None:
    one = saying(evidence_of("Oda Brandvik said that the dam is safe."), "said")
    assert "is" not in {one.reading.word(token) for token in one.outside(one.cue)}
    assert "Brandvik" in {one.reading.word(token) for token in one.outside(one.cue)}


def test_auxiliaries_are_those_of_the_verb(evidence_of: Gather) -> None:
    one = saying(evidence_of("Oda Brandvik would say that the dam is safe."), "say")
    assert one.auxiliaries(one.cue) == {"would"}


def test_an_auxiliary_stands_before_the_subject_where_the_order_is_inverted(evidence_of: Gather) -> None:
    inverted = saying(evidence_of("At no point did Oda Brandvik say that the dam is safe."), "say")
    plain = saying(evidence_of("Oda Brandvik did say that the dam is safe."), "say")
    assert inverted.before_subject(inverted.cue) == {"did"}
    assert plain.before_subject(plain.cue) == set()


def test_a_lemma_is_the_base_form_of_a_verb_and_the_singular_of_a_noun(evidence_of: Gather) -> None:
    evidence = evidence_of("Oda Brandvik denied claims that the dam is safe.")
    one = saying(evidence, "denied")
    assert [one.lemma(token) for token in (one.cue, one.cue + 1)] == ["deny", "claim"]


def test_a_cue_that_plans_speech_reports_speech(evidence_of: Gather) -> None:
    planned = saying(evidence_of("Oda Brandvik plans to announce that the dam is safe."), "plans")
    said = saying(evidence_of("Oda Brandvik said that the dam is safe."), "said")
    assert planned.reports_speech()
    assert not said.reports_speech()
