"""Sayings: a cue and the words that govern it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.quotes.saying import Saying
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def saying(evidence: Evidence, cue: str, content: str) -> Saying:
    start = evidence.reading.text.index(content)
    return Saying(evidence, evidence.reading.words.index(cue), [(start, start + len(content))])


@pytest.mark.parametrize(
    ("sentence", "cue", "chain"),
    [
        ("Ann declined to say whether it rained.", "say", ["say", "declined"]),
        ("Ann said that it rained.", "said", ["said"]),
        ("Bo thinks that Ann said that it rained.", "said", ["said"]),  # whose speaker is another
        ("Ann rejected the claim that it rained.", "claim", ["claim", "rejected"]),
        ("Ann rejected his claim that it rained.", "claim", ["claim"]),  # whose source is another
    ],
)
def test_the_chain_leads_up_as_far_as_the_speaker_is_the_same(
    evidence_of: Gather, sentence: str, cue: str, chain: list[str]
) -> None:
    one = saying(evidence_of(sentence), cue, "it rained")
    assert [one.reading.words[token] for token in one.chain] == chain


def test_what_hangs_on_a_word_is_told_without_the_content(evidence_of: Gather) -> None:
    one = saying(evidence_of("Ann would say that it rained."), "say", "that it rained")
    assert {one.reading.words[token] for token in one.outside(one.cue)} == {"ann", "would", "."}
    assert one.auxiliaries(one.cue) == {"would"}


def test_auxiliaries_stand_before_the_subject_where_the_order_is_turned(evidence_of: Gather) -> None:
    turned = saying(evidence_of("Never did Ann say that it rained."), "say", "it rained")
    plain = saying(evidence_of("Ann did say that it rained."), "say", "it rained")
    assert turned.before_subject(turned.cue) == {"did"}
    assert plain.before_subject(plain.cue) == set()


def test_words_are_looked_up_by_their_base_form(evidence_of: Gather) -> None:
    one = saying(evidence_of("Ann dismissed claims that it rained."), "claims", "it rained")
    words = one.reading.words
    assert (one.lemma(words.index("dismissed")), one.lemma(words.index("claims"))) == ("dismiss", "claim")
    assert one.is_listed(words.index("dismissed"), "dismiss")
    assert not one.is_listed(words.index("ann"), "dismiss")


def test_a_cue_may_refuse_or_plan_to_speak(evidence_of: Gather) -> None:
    speaks = saying(evidence_of("Ann refused to say that it rained."), "refused", "it rained")
    acts = saying(evidence_of("Ann refused to build what rained."), "refused", "what rained")
    assert speaks.reports_speech()
    assert not acts.reports_speech()
