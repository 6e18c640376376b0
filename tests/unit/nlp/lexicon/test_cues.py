"""Cues: the classes of verbs and nouns, and verbs that share a subject."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.lexicon.cues import Cues
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.lexicon.verb_similarity import GROUPS
from services.nlp.parse.reading import Reading

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("sentence", "word", "classes"),
    [
        ("She said no.", "said", {"say"}),
        ("She told them everything.", "told", {"tell"}),
        ("She denied it.", "denied", {"deny"}),
        ("She thinks that it is late.", "thinks", {"think"}),
        ("According to Ann, it is late.", "according", {"say"}),
        ("She swam home.", "swam", set()),
        ("Her say is final.", "say", set()),  # a noun here
    ],
)
def test_a_verb_has_the_classes_of_its_lemma(
    read: Read, verbs: Verbs, sentence: str, word: str, classes: set[str]
) -> None:
    reading = read(sentence)
    found = Cues(reading, verbs).verb_classes(reading.words.index(word))
    assert found >= classes
    assert bool(found) == bool(classes)


def test_no_token_has_no_classes(read: Read, verbs: Verbs) -> None:
    assert Cues(read("She said no."), verbs).verb_classes(-1) == frozenset()


def test_attitudes_are_classes_of_verbs_only(read: Read, verbs: Verbs) -> None:
    reading = read("She praised the plan and its praise.")
    cues = Cues(reading, verbs)
    assert "praise" in cues.attitude_classes(reading.words.index("praised"))
    assert cues.attitude_classes(reading.words.index("praise")) == frozenset()


@pytest.mark.parametrize(
    ("sentence", "word", "class_"),
    [
        ("His claims were false.", "claims", "noun"),
        ("Its critics were loud.", "critics", "backer"),
        ("Their theories failed.", "theories", "noun"),
        ("The stones were wet.", "stones", None),
        ("He claims that it rains.", "claims", None),  # a verb here
    ],
)
def test_a_noun_has_the_classes_of_its_singular(
    read: Read, verbs: Verbs, sentence: str, word: str, class_: str | None
) -> None:
    reading = read(sentence)
    found = Cues(reading, verbs).noun_classes(reading.words.index(word))
    assert (class_ in found) if class_ else not found


def test_a_noun_that_carries_content_is_told_from_other_nouns(read: Read, verbs: Verbs) -> None:
    reading = read("Her statements and her boats were late.")
    cues = Cues(reading, verbs)
    assert cues.is_content_noun(reading.words.index("statements"))
    assert not cues.is_content_noun(reading.words.index("boats"))


def test_an_adjective_of_thought_is_told_from_others(read: Read, verbs: Verbs) -> None:
    reading = read("She was confident that it was wet.")
    cues = Cues(reading, verbs)
    assert cues.is_mental(reading.words.index("confident"))
    assert not cues.is_mental(reading.words.index("wet"))


@pytest.mark.parametrize(
    ("sentence", "verb", "others"),
    [
        ("She smiled and said that it was late.", "smiled", {"said"}),
        ("She went on to say that it was late.", "went", {"say"}),
        ("She said that Bo thought so.", "said", set()),  # a subject of its own
    ],
)
def test_a_chain_holds_the_verbs_that_share_a_subject(
    read: Read, verbs: Verbs, sentence: str, verb: str, others: set[str]
) -> None:
    reading = read(sentence)
    chain = Cues(reading, verbs).chain(reading.words.index(verb))
    assert reading.words[chain[0]] == verb
    assert {reading.words[i] for i in chain[1:] if reading.tags[i][0] == "V"} == others


def test_no_verb_has_no_chain(read: Read, verbs: Verbs) -> None:
    assert Cues(read("She left."), verbs).chain(-1) == []


def test_an_unlisted_verb_is_as_near_to_each_group_as_its_vector(read: Read, verbs: Verbs) -> None:
    reading = read("She blogged that it was late.")
    assert len(Cues(reading, verbs).verb_similarity(1)) == len(GROUPS)
