"""Resolving: contents get the name of their speaker, and the pieces that stand in their field."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.annotator import Annotator, SpacyAnnotator
from services.nlp.quotes.contents import Content
from services.nlp.quotes.resolving import SpeakerResolver
from services.nlp.speakers.coreference import Referent
from services.nlp.speakers.evidence import Evidence, gather
from services.nlp.text import Text

Gather = Callable[[str], Evidence]


@pytest.mark.parametrize(
    ("body", "word", "name", "phrase"),
    [
        ("Ann Lee left. “No,” Lee said.", "Lee", "Ann Lee", "Lee"),
        ("Ann Lee left. “No,” she said.", "she", "Ann Lee", "she"),
        ("“No,” said an old friend.", "friend", "an old friend", "an old friend"),
        ("“No,” said a spokesman for the Ministry of Energy.", "spokesman",
         "a spokesman for the Ministry of Energy", "a spokesman"),
        ("Campaigners met. “No,” they said.", "they", "Campaigners", "they"),
    ],
)  # fmt: skip
def test_a_speaker_has_the_full_name_or_the_phrase_as_written(
    evidence_of: Gather, body: str, word: str, name: str, phrase: str
) -> None:
    evidence = evidence_of(body)
    reading = evidence.reading
    token = len(reading) - 1 - reading.words[::-1].index(word.lower())
    speaker = SpeakerResolver(evidence).named(token)
    assert (speaker.name, reading.slice(*speaker.phrase)) == (name, phrase)


def test_a_referent_that_is_given_goes_before_what_the_mention_says(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee met Bo Nyberg. Q: No?")
    speaker = SpeakerResolver(evidence).named(evidence.reading.words.index("q"), Referent(1, "description"))
    assert speaker.name == "Bo Nyberg"


def test_runners_up_are_others_each_once_the_likeliest_first(evidence_of: Gather) -> None:
    # given a content of Ann's, and four mentions of three people as runners-up
    evidence = evidence_of("Ann Lee met Bo Nyberg and Cal Orr. Lee left Nyberg.")
    words = evidence.reading.words
    lee, nyberg, orr = words.index("lee"), words.index("nyberg"), words.index("orr")
    later_lee, later_nyberg = len(words) - 4, len(words) - 2
    runners_up = ((later_lee, 0.4), (nyberg, 0.3), (later_nyberg, 0.2), (orr, 0.1))
    content = Content(((0, 3),), (), lee, None, 0.9, runners_up)
    # when it is resolved
    [one] = SpeakerResolver(evidence).resolve([content])
    # then Ann is not her own rival, and Bo is one once
    assert one.runners_up == (("Bo Nyberg", 0.3), ("Cal Orr", 0.1))


def test_pieces_beyond_the_title_and_a_speaker_in_the_other_field_are_left_out(annotator: Annotator) -> None:
    # given a title and a body, and a content that runs over both, said by somebody in the body
    assert isinstance(annotator, SpacyAnnotator)
    [reading] = annotator.read([Text("a1", "“It rained ", "It snowed, said Ann Lee.")])
    evidence = gather(reading, annotator.verbs)
    body = reading.body_start
    content = Content(((1, 11), (body, body + 9)), ((1, 11),), reading.words.index("lee"), None, 0.9)
    # when it is resolved
    [one] = SpeakerResolver(evidence).resolve([content])
    # then what is left of it is the title's piece, without the blank at its end
    assert (one.field, one.spans, one.verbatim, one.speaker) == ("title", ((1, 10),), ((1, 10),), None)
