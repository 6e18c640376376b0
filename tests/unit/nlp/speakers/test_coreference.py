"""Whom pronouns and descriptions mean. All texts are invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.annotator import Annotator
from services.nlp.speakers.coreference import Resolver
from services.nlp.speakers.evidence import Evidence
from services.nlp.text import Text
from shared.models.annotations import Speaker


def speaker(annotator: Annotator, body: str, quote: str) -> Speaker:
    """The speaker of the quote with these words."""
    [annotation] = annotator.annotate([Text("a1", "", body)])
    [found] = [each for each in annotation.quotes if quote in each.text]
    assert found.speaker
    return found.speaker


def test_a_pronoun_is_not_whom_its_own_quote_names(annotator: Annotator) -> None:
    body = (
        "Peter Osgood met Daniel Marsh on Monday. Osgood spoke for an hour, and Marsh listened.\n\n"
        "Marsh had lost the vote. “Marsh will have to go, and he knows it,” he said."
    )
    assert speaker(annotator, body, "Marsh will have").name == "Peter Osgood"


def test_a_pronoun_is_not_the_object_of_its_own_verb(annotator: Annotator) -> None:
    body = (
        "Peter Osgood founded the club. Osgood later raised money for the defence of Daniel Marsh. "
        "He described Marsh as “the bravest man in the room”."
    )
    assert speaker(annotator, body, "the bravest").name == "Peter Osgood"


def test_they_are_the_group_before_them(annotator: Annotator) -> None:
    body = "Campaigners said the bridge was unsafe.\n\n“Nobody has looked at it for years,” they said."
    found = speaker(annotator, body, "Nobody has")
    assert (found.name, found.resolved_by, found.mention.text) == ("Campaigners", "pronoun", "they")


def test_they_are_the_body_before_them(annotator: Annotator) -> None:
    body = "The Harbour Workers Union rejected the offer.\n\n“It is an insult to every one of us,” they said."
    assert speaker(annotator, body, "It is an insult").name == "Harbour Workers Union"


def test_a_title_within_another_body_is_nobody_who_was_named_before(annotator: Annotator) -> None:
    body = (
        "Peter Osgood, the mayor, spoke first. Osgood left early.\n\n"
        "The World Health Organization commissioner said the plan was “a step into the dark”."
    )
    assert "Osgood" not in speaker(annotator, body, "a step").name


def test_who_has_a_close_rival_is_less_sure(annotator: Annotator) -> None:
    alone = "Peter Osgood opened the meeting. “We have little time,” he said."
    rivals = "Peter Osgood opened the meeting with Daniel Marsh. “We have little time,” he said."
    clear, doubtful = (speaker(annotator, body, "We have") for body in (alone, rivals))
    assert clear.confidence > doubtful.confidence


def test_a_former_president_is_not_the_president(annotator: Annotator) -> None:
    body = (
        "Former President Peter Osgood met President Daniel Marsh on Monday. Osgood stayed for an hour.\n\n"
        "“I will not change the law,” the president said. “He should,” the former president said."
    )
    assert speaker(annotator, body, "I will not").name == "Daniel Marsh"
    assert speaker(annotator, body, "He should").name == "Peter Osgood"


def test_a_description_is_who_is_told_of_with_its_words(annotator: Annotator) -> None:
    body = (
        "Senator Peter Osgood of Utah met Senator Daniel Marsh of Maine. Osgood smiled.\n\n"
        "“We agree on nothing,” the senator from Maine said."
    )
    assert speaker(annotator, body, "We agree").name == "Daniel Marsh"


def test_a_relative_is_who_was_called_so(annotator: Annotator) -> None:
    body = "Peter Osgood came late. His wife, Carla Osgood, was there. “He is always late,” his wife said."
    assert speaker(annotator, body, "He is always").name == "Carla Osgood"


@pytest.mark.parametrize(
    ("noun", "who"), [("council", "Tarn Council"), ("company", "Harland Steel"), ("ministry", "the ministry")]
)
def test_a_noun_for_a_body_means_one_of_its_kind_or_none(annotator: Annotator, noun: str, who: str) -> None:
    body = f"Tarn Council sued Harland Steel on Monday. “We have done nothing wrong,” the {noun} said."
    assert speaker(annotator, body, "We have done").name == who


def test_somebody_without_a_name_stays_so(annotator: Annotator) -> None:
    body = "Peter Osgood met a lawyer on Monday. Osgood paid. “He will need me,” the lawyer said."
    assert speaker(annotator, body, "He will need").name == "the lawyer"


def test_members_speak_for_their_committee(annotator: Annotator) -> None:
    body = "The Harbour Committee published its report. “Nobody kept count,” the MPs said."
    assert speaker(annotator, body, "Nobody kept").name == "Harbour Committee"


def test_it_is_the_state_that_acted_last(annotator: Annotator) -> None:
    body = "Iran rejected the offer on Friday. It called the terms “an insult to the nation”."
    assert speaker(annotator, body, "an insult").name == "Iran"


def test_who_stands_for_the_person_and_not_for_the_town(annotator: Annotator) -> None:
    body = "The room fell silent for Peter Osgood, a baker from Leeds, who said: “I have never seen so much flour.”"
    assert speaker(annotator, body, "I have never").name == "Peter Osgood"


def test_a_pronoun_tells_the_gender_of_an_unusual_name(annotator: Annotator) -> None:
    body = (
        "Xanthor Brill opened the show, and she sang twice. Peter Osgood played the piano. Brill bowed.\n\n"
        "“It was a long night,” he said. “It was too short,” she said."
    )
    assert speaker(annotator, body, "a long night").name == "Peter Osgood"
    assert speaker(annotator, body, "too short").name == "Xanthor Brill"


def test_a_nameless_speaker_is_told_with_whom_they_speak_for(annotator: Annotator) -> None:
    body = "The mine closed in March. “It was time,” said a spokesman for the Ministry of Energy."
    assert speaker(annotator, body, "It was time").name == "a spokesman for the Ministry of Energy"


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("“No,” said Peter Osgood, 45, a nurse from Leeds.", "nurse from Leeds"),
        ("“No,” said Norvania's prime minister, Peter Osgood.", "Norvania's prime minister"),
        ("“No,” said Peter Osgood of the Coral Institute.", "of the Coral Institute"),
        ("“No,” said Peter Osgood, who runs a bakery.", "who runs a bakery"),
        ("“No,” said Sen. Peter Osgood (R-Utah).", "Sen."),
        ("“No,” said Mr. Peter Osgood.", None),
    ],
)
def test_what_a_speaker_is(annotator: Annotator, sentence: str, role: str | None) -> None:
    assert speaker(annotator, f"The vote was close. {sentence}", "No").role == role


def test_the_chosen_speaker_is_no_runner_up_of_their_own(annotator: Annotator) -> None:
    body = (
        "Peter Osgood met Daniel Marsh in Leeds, and he smiled. “We have little time,” Osgood told reporters.\n\n"
        "Osgood left early. “It was good to see Marsh,” he said. “It was good to see Osgood,” said Marsh."
    )
    [annotation] = annotator.annotate([Text("a1", "", body)])
    for quote in annotation.quotes:
        assert quote.speaker
        others = [candidate.name for candidate in quote.speaker.candidates]
        assert quote.speaker.name not in others
        assert len(set(others)) == len(others)


@pytest.mark.parametrize(
    ("body", "word", "name", "by"),
    [
        ("Mary Lindqvist met John Hartley. He left.", "he", "John Hartley", "pronoun"),
        ("Mary Lindqvist met John Hartley. She left.", "she", "Mary Lindqvist", "pronoun"),
        ("Mary Lindqvist, who left early, was tired.", "who", "Mary Lindqvist", "pronoun"),
        ("Mary Lindqvist is a nurse. The nurse left.", "nurse", "Mary Lindqvist", "description"),
        ("John Hartley came. Hartley left.", "hartley", "John Hartley", "name"),
        ("Iran refused. It left.", "it", "Iran", "pronoun"),
        ("It rained. He left.", "he", None, "pronoun"),
        ("It rained. Analysts left.", "analysts", None, "description"),
    ],
)
def test_a_mention_is_resolved_to_an_entity_or_to_nobody(
    evidence_of: Callable[[str], Evidence], body: str, word: str, name: str | None, by: str
) -> None:
    # given an article, and the last time that a word stands in it
    evidence = evidence_of(body)
    token = len(evidence.reading) - 1 - evidence.reading.words[::-1].index(word)
    # when it is resolved
    referent = Resolver(evidence).resolve(token)
    # then it stands for the entity of that name
    assert (None if referent.entity is None else evidence.entities.all[referent.entity].name) == name
    assert referent.by == by


def test_a_group_without_a_name_is_the_phrase_that_they_stands_for(evidence_of: Callable[[str], Evidence]) -> None:
    evidence = evidence_of("Campaigners met on Monday. They left.")
    referent = Resolver(evidence).resolve(evidence.reading.words.index("they"))
    assert referent.entity is None
    assert referent.phrase is not None
    assert evidence.reading.word(referent.phrase) == "Campaigners"


def test_an_apposed_name_is_the_next_she(annotator: Annotator) -> None:
    body = "Ann Lee was not in court. Her lawyer, Ida Poe, left late on Monday. “It is over,” she said."
    assert speaker(annotator, body, "It is over").name == "Ida Poe"


@pytest.mark.parametrize("words", ["Lee's lawyer", "A spokesperson for Lee", "The lawyer for Lee"])
def test_who_speaks_for_somebody_is_not_that_person(annotator: Annotator, words: str) -> None:
    body = f"Ann Lee was not in court. Lee lost. “It is not over,” {words} said."
    assert speaker(annotator, body, "It is not over").name == words


@pytest.mark.parametrize(
    ("before", "who"),
    [
        ("Voss waved to the crowd.", "Carl Voss"),
        ("Voss was there. His wife spoke after him. The former model smiled.", "the 46-year-old"),
        ("Voss was there. Ida Poe spoke after him.", "the 46-year-old"),
        ("Voss waited. A dancer in a mask came in.", "the 46-year-old"),
    ],
)
def test_something_new_is_told_of_whom_the_text_goes_on_about(annotator: Annotator, before: str, who: str) -> None:
    body = f"Carl Voss came to Leeds. Voss met voters. {before} “We will win,” said the 46-year-old."
    assert speaker(annotator, body, "We will win").name == who


def test_who_is_named_in_a_sentence_is_not_described_in_it(annotator: Annotator) -> None:
    body = (
        "Carl Voss came. Voss met voters. Voss won. "
        "But Voss has one thing in common with them, the columnist wrote: “He likes to win.”"
    )
    assert speaker(annotator, body, "He likes").name == "the columnist"


@pytest.mark.parametrize(
    ("described", "who"),
    [
        ("the campaign", "the campaign"),
        ("the newspaper", "the newspaper"),
        ("the charity", "Brant Fund"),
        ("the company", "Harland Steel"),
    ],
)
def test_a_body_is_what_the_article_calls_it(annotator: Annotator, described: str, who: str) -> None:
    body = f"The Brant Fund, a small charity, sued Harland Steel, a brewery. “Nobody was paid,” {described} said."
    assert speaker(annotator, body, "Nobody was paid").name == who


def test_who_was_only_told_of_it_is_not_the_group(annotator: Annotator) -> None:
    body = "Campaigners told Halder that they were tired. “Nobody was paid,” the group said."
    assert speaker(annotator, body, "Nobody was paid").name == "the group"


def test_a_vice_president_is_not_the_president(annotator: Annotator) -> None:
    body = "Vice President Ann Lee came. Lee waved. “I will not change the law,” the president said."
    assert speaker(annotator, body, "I will not").name == "the president"


def test_whose_spokeswoman_speaks_is_told_apart(annotator: Annotator) -> None:
    body = (
        "“We agree,” said Voss's spokeswoman, Ida Poe. Carl Voss met Bo Lee on Monday. "
        "“We do not,” Lee's spokeswoman said. “We still do,” Voss's spokeswoman said."
    )
    assert speaker(annotator, body, "We do not").name == "Lee's spokeswoman"
    assert speaker(annotator, body, "We still do").name == "Ida Poe"


def test_a_surname_with_a_mans_titles_is_not_the_womans_who_is_named_in_full(annotator: Annotator) -> None:
    body = (
        "President Voss and his wife, Ann Voss, shook hands. Mr. Voss smiled. “It was late,” President Voss said.\n\n"
        "“We slept,” the president said."
    )
    assert speaker(annotator, body, "It was late").name == "Voss"
    assert speaker(annotator, body, "We slept").name == "Voss"


def test_a_group_of_a_kind_is_not_just_any_body(annotator: Annotator) -> None:
    body = "Harland Steel sold its yard on Monday. “Nobody was asked,” the rights group said."
    assert speaker(annotator, body, "Nobody was asked").name == "the rights group"


@pytest.mark.parametrize(
    ("before", "who"),
    [
        ("Ann Lee warned of it on Monday.", "Ann Lee"),
        ("Ann Lee, a nurse, warned of it on Monday.", "the investor"),
        ("Ann Lee warned of it on Monday. Bo Nyberg did, too.", "the investor"),
        ("An investor left. Ann Lee warned of it on Monday.", "the investor"),
    ],
)
def test_a_noun_for_somebody_is_the_only_one_whom_the_text_calls_nothing(
    annotator: Annotator, before: str, who: str
) -> None:
    body = f"{before} Tarn was quiet.\n\n“It is late,” the investor said."
    assert speaker(annotator, body, "It is late,").name == who
