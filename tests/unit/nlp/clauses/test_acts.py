"""Acts: what is put into a mouth, what into a mind, and what is no quote at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.acts import Acts
from services.nlp.clauses.finding import Clauses
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def acts(evidence: Evidence, content: str) -> set[str | None]:
    """Return the acts of all clauses that have these words."""
    r = evidence.reading
    clauses = [c for c in Clauses(evidence).all() if c.ranges]
    Acts(evidence).judge(clauses)
    return {c.act for c in clauses if " … ".join(r.slice(a, b) for a, b in c.ranges) == content}


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Ann Lee said that the bridge was safe.", "the bridge was safe"),
        ("The bridge, she said, is safe.", "The bridge … is safe"),
        ("According to Ann Lee, the bridge is safe.", "the bridge is safe"),
        ("Ann Lee asked whether the bridge was safe.", "whether the bridge was safe"),
        ("Ann Lee promised to build a bridge.", "to build a bridge"),
        ("Ann Lee urged them to leave.", "them to leave"),
        ("Ann Lee denied taking the money.", "taking the money"),
        ("The court found that the bridge was safe.", "the bridge was safe"),
        ("The report shows that the bridge is safe.", "the bridge is safe"),
        ("Ann Lee repeated her claim that the bridge was safe.", "the bridge was safe"),
        ("Ann Lee was told that the bridge was safe.", "the bridge was safe"),
        ("Ann Lee: The bridge is safe.", "The bridge is safe"),
        ("A clerk asked not to be named.", "not to be named"),
        ("It was announced by Ann Lee that the bridge was safe.", "the bridge was safe"),
    ],
)
def test_what_could_be_given_as_she_said_that_is_speech(evidence_of: Gather, sentence: str, content: str) -> None:
    assert "speech" in acts(evidence_of(sentence), content)


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Ann Lee believed that the bridge was safe.", "the bridge was safe"),
        ("Ann Lee wondered whether the bridge was safe.", "whether the bridge was safe"),
        ("Ann Lee hoped to build a bridge.", "to build a bridge"),
        ("Ann Lee wanted them to leave.", "them to leave"),
        ("Ann Lee is confident that the bridge is safe.", "the bridge is safe"),
    ],
)
def test_what_could_be_given_as_she_thinks_that_is_thought(evidence_of: Gather, sentence: str, content: str) -> None:
    assert acts(evidence_of(sentence), content) == {"thought"}


@pytest.mark.parametrize(
    ("sentence", "cue", "speaker", "is_name"),
    [
        ("They formed a band called “No”.", "called", "band", True),
        ("A plaque reads “No”.", "reads", "plaque", True),
        ("The letter reads “No”.", "reads", "letter", False),
        ("Ann Lee called it “a mess”.", "called", "lee", False),
        ("Ann Lee said “No”.", "said", "lee", False),
        ("Ann Lee signed a bill that created a “zone of calm”.", "signed", "lee", True),
        ("Ann Lee signed a letter that called the bridge “a mess”.", "signed", "lee", False),
        ("The “Marl plan” was called reckless by Ann Lee.", "called", "lee", True),
    ],
)
def test_names_and_what_stands_on_signs_are_told_from_what_somebody_says(
    evidence_of: Gather, sentence: str, cue: str, speaker: str, is_name: bool
) -> None:
    evidence = evidence_of(sentence)
    r = evidence.reading
    first = r.token_at(evidence.segments[0].start)
    assert Acts(evidence).is_name(r.words.index(cue), r.words.index(speaker), first) == is_name


@pytest.mark.parametrize(
    ("sentence", "cue", "speaker", "calls"),
    [
        ("Ann Lee called it “a mess”.", "called", "lee", True),
        ("It has a bridge which it describes as “safe”.", "describes", "it", True),
        ("They call it “Dolly”.", "call", "they", False),  # a name
        ("Ann Lee called for a “new dawn”.", "called", "lee", False),
        ("Ann Lee noted a “new dawn”.", "noted", "lee", False),
    ],
)
def test_words_that_somebody_calls_a_thing_are_known(
    evidence_of: Gather, sentence: str, cue: str, speaker: str, calls: bool
) -> None:
    evidence = evidence_of(sentence)
    r = evidence.reading
    first = r.token_at(evidence.segments[0].start)
    where = len(r) - 1 - r.words[::-1].index(speaker) if speaker == "it" else r.words.index(speaker)
    assert Acts(evidence).calls(r.words.index(cue), where, first) == calls


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Ann Lee criticised the accord.", "the accord"),
        ("Ann Lee decided to close the bridge.", "to close the bridge"),
        ("Ann Lee hit a wall.", "a wall"),
        ("Ann Lee called the bridge a joke.", "the bridge a joke"),
        ("Ann Lee declined to say whether the bridge was safe.", "whether the bridge was safe"),
        ("Ann Lee did not say whether the bridge was safe.", "whether the bridge was safe"),
        ("One could argue that the bridge is safe.", "the bridge is safe"),
        ("Work is done in Halm, and is expected to be completed in May.", "to be completed in May"),
        ("Footage shows that the bridge fell.", "the bridge fell"),
        ("The bridge is expected to fall.", "The bridge … to fall"),
        ("Ashgrove: 41,220 votes", "41,220 votes"),
    ],
)
def test_objects_deeds_refusals_and_footage_are_no_quotes(evidence_of: Gather, sentence: str, content: str) -> None:
    assert acts(evidence_of(sentence), content) <= {None}
