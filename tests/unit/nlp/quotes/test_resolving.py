"""Resolving: speakers of contents by full name, and the pieces of a content in the field where they stand."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.annotator import Annotator, SpacyAnnotator
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.quotes.contents import Content
from services.nlp.quotes.resolving import SpeakerResolver
from services.nlp.speakers.coreference import Referent
from services.nlp.speakers.evidence import Evidence, gather
from services.nlp.text import Text

Gather = Callable[[str], Evidence]
BODY = "Ann Lee came on Monday. “It rained,” Lee told a spokesman for the Ministry of Energy."
SAID = (25, 35)


def content(evidence: Evidence, speaker: str, runners_up: tuple[tuple[int, float], ...] = ()) -> Content:
    """Return a content said by the last such word."""
    words = evidence.reading.words
    token = len(words) - 1 - words[::-1].index(speaker)
    return Content((SAID,), (SAID,), token, words.index("told"), 0.9, runners_up)


def test_a_speaker_has_the_full_name(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    [attributed] = SpeakerResolver(evidence).resolve([content(evidence, "lee")])
    assert attributed.speaker
    assert attributed.speaker.name == "Ann Lee"
    assert evidence.reading.slice(*attributed.speaker.phrase) == "Lee"


def test_somebody_unnamed_has_the_phrase_with_the_body_they_speak_for(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    [attributed] = SpeakerResolver(evidence).resolve([content(evidence, "spokesman")])
    assert attributed.speaker
    assert attributed.speaker.name == "a spokesman for the Ministry of Energy"


def test_a_label_goes_before_what_the_mention_says(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    named = SpeakerResolver(evidence).named(evidence.reading.words.index("monday"), Referent(0, "description"))
    assert named.name == "Ann Lee"


def test_other_mentions_of_the_speaker_are_not_runners_up(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    words = evidence.reading.words
    others = ((words.index("lee"), 0.3), (words.index("spokesman"), 0.2), (words.index("spokesman"), 0.1))
    [attributed] = SpeakerResolver(evidence).resolve([content(evidence, "lee", others)])
    assert attributed.runners_up == (("a spokesman for the Ministry of Energy", 0.2),)


def test_a_speaker_of_the_title_does_not_say_what_stands_in_the_body(annotator: Annotator, verbs: Verbs) -> None:
    # given a content in the body with a speaker in the title
    assert isinstance(annotator, SpacyAnnotator)
    [reading] = annotator.read([Text("a1", "Ann Lee on the rain", "“It rained” all day.")])
    evidence = gather(reading, verbs)
    start = reading.text.index("It rained")
    span = (start, start + len("It rained"))
    # when it is resolved
    [attributed] = SpeakerResolver(evidence).resolve([Content((span,), (span,), 1, None, 0.9)])
    # then it has no speaker
    assert (attributed.field, attributed.speaker, attributed.spans) == ("body", None, (span,))


def test_pieces_lose_the_blanks_at_their_edges(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann said:  it rained .")
    [attributed] = SpeakerResolver(evidence).resolve([Content(((9, 21), (9, 11)), (), None, None, 0.9)])
    assert [evidence.reading.text[a:b] for a, b in attributed.spans] == ["it rained"]
