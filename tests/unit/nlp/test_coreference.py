"""Whom pronouns and descriptions mean. All texts are invented."""

from __future__ import annotations

from services.nlp.annotator import Annotator
from services.nlp.text import Text
from shared.models import Speaker


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
