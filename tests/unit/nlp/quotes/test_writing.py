"""Writing: public quotes with their ids, offsets, type, cue, speaker and context."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.quotes.contents import Attributed, Content, NamedSpeaker
from services.nlp.quotes.writing import CONTEXT_CHARS, Writer
from services.nlp.speakers.coreference import Referent
from services.nlp.speakers.evidence import Evidence
from shared.models import Quote, Span

Gather = Callable[[str], Evidence]
BODY = "It was late. “It rained on Bo Nyberg,” said Ann Lee, a nurse."


def attributed(evidence: Evidence, words: str, verbatim: str | None = None) -> Attributed:
    """Return a content of these words, said by Ann Lee."""
    r = evidence.reading

    def span(piece: str) -> Span:
        return (r.text.index(piece), r.text.index(piece) + len(piece))

    lee = r.words.index("lee")
    [number] = [n for n, entity in enumerate(evidence.entities.all) if entity.name == "Ann Lee"]
    marked = (span(verbatim),) if verbatim else ()
    content = Content((span(words),), marked, lee, r.words.index("said"), 0.9)
    speaker = NamedSpeaker(Referent(number, "name"), "Ann Lee", (lee - 1, lee + 1))
    return Attributed(content, speaker, (("Bo Nyberg", 0.12345),), "body", content.spans, marked)


def written(evidence: Evidence, *contents: Attributed) -> list[Quote]:
    return Writer("a1", evidence).write(contents)


def test_a_quote_has_offsets_words_cue_and_context(evidence_of: Gather) -> None:
    said = "It rained on Bo Nyberg,"
    evidence = evidence_of(BODY)
    [quote] = written(evidence, attributed(evidence, said, said))
    assert BODY[quote.start : quote.end] == quote.text == said
    assert (quote.type, quote.modality, quote.field) == ("direct", "stated", "body")
    assert quote.cue
    assert (quote.cue.text, quote.cue.lemma) == ("said", "say")
    assert (quote.context.before, quote.context.after) == ("It was late. “", "” said Ann Lee, a nurse.")


def test_a_speaker_has_an_id_a_role_a_mention_and_runners_up(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    [quote] = written(evidence, attributed(evidence, "It rained on Bo Nyberg,"))
    assert quote.speaker
    assert (quote.speaker.id, quote.speaker.type, quote.speaker.role) == ("person:ann-lee", "PERSON", "nurse")
    assert BODY[quote.speaker.mention.start : quote.speaker.mention.end] == "Ann Lee"
    assert [(one.name, one.confidence) for one in quote.speaker.candidates] == [("Bo Nyberg", 0.123)]


def test_a_quote_mentions_the_entities_that_it_names(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    [quote] = written(evidence, attributed(evidence, "It rained on Bo Nyberg,"))
    assert quote.mentions == ["person:bo-nyberg"]


def test_the_type_follows_from_the_share_of_verbatim_words(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee said it was “a joke” to her.")
    mixed, indirect = written(
        evidence,
        attributed(evidence, "it was “a joke” to her", "a joke"),
        attributed(evidence, "it was “a joke” to her"),
    )
    assert (mixed.type, indirect.type) == ("mixed", "indirect")


def test_the_mark_that_closes_what_was_opened_belongs_to_the_quote(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee said it was “a joke”.")
    [quote] = written(evidence, attributed(evidence, "it was “a joke", "a joke"))
    assert quote.text == "it was “a joke”"


def test_the_same_content_twice_has_two_ids(evidence_of: Gather) -> None:
    evidence = evidence_of(BODY)
    content = attributed(evidence, "It rained on Bo Nyberg,")
    first, second = written(evidence, content, content)
    assert first.id != second.id
    assert first.id == written(evidence, content)[0].id


def test_a_content_without_a_word_is_not_written(evidence_of: Gather) -> None:
    evidence = evidence_of("“😀!” said Ann Lee.")
    assert written(evidence, attributed(evidence, "😀!", "😀!")) == []


def test_context_ends_after_two_lines_of_text(evidence_of: Gather) -> None:
    evidence = evidence_of("It was late. " * 20 + BODY)
    [quote] = written(evidence, attributed(evidence, "It rained on Bo Nyberg,"))
    assert len(quote.context.before) == CONTEXT_CHARS
