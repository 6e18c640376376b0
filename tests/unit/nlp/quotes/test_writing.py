"""Writing: judged contents become public quotes, whose ids, offsets and context are true."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.quotes.contents import Attributed, Content, NamedSpeaker
from services.nlp.quotes.writing import CONTEXT_CHARS, Writer
from services.nlp.speakers.coreference import Referent
from services.nlp.speakers.evidence import Evidence
from shared.models.annotations import Mention, Quote
from shared.quote_ids import quote_id

Gather = Callable[[str], Evidence]


def judged(
    evidence: Evidence,
    spans: list[str],
    verbatim: list[str],
    cue: str | None = None,
    speaker: NamedSpeaker | None = None,
) -> Attributed:
    """A content of these words of a body."""
    text = evidence.reading.text
    pieces, marked = (tuple((text.index(p), text.index(p) + len(p)) for p in ps) for ps in (spans, verbatim))
    token = None if cue is None else evidence.reading.words.index(cue)
    return Attributed(Content(pieces, marked, None, token, 0.9), speaker, (), "body", pieces, marked)


def write(evidence: Evidence, *given: Attributed, article: str = "a1") -> list[Quote]:
    return Writer(article, evidence).write(given)


@pytest.mark.parametrize(
    ("spans", "verbatim", "type_", "text"),
    [
        (["it was “late”"], ["late"], "mixed", "it was “late”"),
        (["it was “late"], ["late"], "mixed", "it was “late”"),  # with the mark that closes it
        (["it was"], [], "indirect", "it was"),
        (["“late”"], ["late"], "direct", "late"),
    ],
)
def test_a_quote_is_as_direct_as_its_words_are_in_marks(
    evidence_of: Gather, spans: list[str], verbatim: list[str], type_: str, text: str
) -> None:
    evidence = evidence_of("Ann said it was “late” on Monday.")
    [quote] = write(evidence, judged(evidence, spans, verbatim))
    assert (quote.type, quote.text) == (type_, text)


def test_a_content_without_a_word_is_not_written(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann said “😀” on Monday.")
    assert write(evidence, judged(evidence, ["😀"], ["😀"])) == []


def test_the_same_words_of_one_speaker_have_ids_of_their_own(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann said it was late.")
    one = judged(evidence, ["it was late"], [])
    first, second = write(evidence, one, one)
    [alone] = write(evidence, one)
    assert first.id == alone.id != second.id


def test_an_id_does_not_move_with_the_speaker(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann said it was late.")
    speaker = NamedSpeaker(Referent(None, "description"), "An old friend", (0, 1))
    [one] = write(evidence, judged(evidence, ["it was late"], []))
    [other] = write(evidence, judged(evidence, ["it was late"], [], speaker=speaker))
    assert one.id == other.id == quote_id("a1", "body", "it was late")


def test_words_that_are_no_identity_are_kept_in_place_of_a_speaker(evidence_of: Gather) -> None:
    evidence = evidence_of("Others said it was late.")
    speaker = NamedSpeaker(Referent(None, "pronoun"), None, (0, 1))
    [quote] = write(evidence, judged(evidence, ["it was late"], [], speaker=speaker))
    assert (quote.speaker, quote.said_by) == (None, Mention(text="Others", start=0, end=6))


def test_an_author_is_a_person_though_the_text_names_none(evidence_of: Gather) -> None:
    evidence = evidence_of("I said it was late.")
    speaker = NamedSpeaker(Referent(None, "pronoun", 0.5, author="Ann Lee"), "Ann Lee", (0, 1))
    [quote] = write(evidence, judged(evidence, ["it was late"], [], speaker=speaker))
    assert quote.speaker
    assert (quote.speaker.id, quote.speaker.type, quote.speaker.confidence) == ("person:ann-lee", "PERSON", 0.45)


def test_an_id_is_the_articles_own(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann said it was late.")
    one = judged(evidence, ["it was late"], [])
    assert write(evidence, one)[0].id != write(evidence, one, article="a2")[0].id


def test_a_cue_is_written_as_it_stands_and_by_its_lemma(evidence_of: Gather) -> None:
    body = "Ann said it was late."
    evidence = evidence_of(body)
    [quote] = write(evidence, judged(evidence, ["it was late"], [], "said"))
    assert quote.cue
    assert (quote.cue.text, quote.cue.lemma, body[quote.cue.start : quote.cue.end]) == ("said", "say", "said")


def test_the_context_is_bounded_on_both_sides(evidence_of: Gather) -> None:
    body = "It rained. " * 40 + "Ann said the bridge was late. " + "It snowed. " * 40
    evidence = evidence_of(body)
    [quote] = write(evidence, judged(evidence, ["the bridge was late"], []))
    assert body[: quote.start].endswith(quote.context.before)
    assert body[quote.end :].startswith(quote.context.after)
    assert len(quote.context.before) == len(quote.context.after) == CONTEXT_CHARS


def test_a_speaker_who_is_an_entity_has_its_id_type_and_role(evidence_of: Gather) -> None:
    # given a mayor whose mention was resolved with some doubt
    body = "Ann Lee, a nurse from Leeds, said it was late."
    evidence = evidence_of(body)
    speaker = NamedSpeaker(Referent(0, "name", sure=0.5), "Ann Lee", (0, 2))
    # when a content of hers is written
    [quote] = write(evidence, judged(evidence, ["it was late"], [], speaker=speaker))
    # then the speaker is the entity, as sure as content and mention together
    assert quote.speaker
    assert (quote.speaker.id, quote.speaker.type) == ("person:ann-lee", "PERSON")
    assert (quote.speaker.mention.text, quote.speaker.confidence) == ("Ann Lee", 0.45)
    assert quote.speaker.role_span
    assert body[slice(*quote.speaker.role_span)] == quote.speaker.role == "nurse from Leeds"


def test_a_speaker_without_a_name_is_a_description(evidence_of: Gather) -> None:
    evidence = evidence_of("An old friend said it was late.")
    speaker = NamedSpeaker(Referent(None, "description"), "An old friend", (0, 3))
    [quote] = write(evidence, judged(evidence, ["it was late"], [], speaker=speaker))
    assert quote.speaker
    assert (quote.speaker.id, quote.speaker.type) == ("description:an-old-friend", None)


def test_entities_that_the_content_names_are_its_mentions(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee said Bo Nyberg met Bo Nyberg in Lisbon.")
    [quote] = write(evidence, judged(evidence, ["Bo Nyberg met Bo Nyberg in Lisbon"], []))
    assert quote.mentions == ["person:bo-nyberg", "gpe:lisbon"]
