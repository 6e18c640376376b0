"""The reading: a parsed article as plain lists."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.annotator import Annotator, SpacyAnnotator
from services.nlp.parse.reading import SUBJECTS, TITLE_BREAK, Reading
from services.nlp.text import Text

Read = Callable[[str], Reading]


def test_every_token_stands_where_it_says(read: Read) -> None:
    reading = read("Ann Lee left.\n\nNobody “saw” her.")
    assert [reading.word(i).lower() for i in range(len(reading))] == reading.words
    assert all(reading.token_at(start) == i for i, start in enumerate(reading.starts))


def test_children_and_subtrees_follow_from_the_heads(read: Read) -> None:
    # given a sentence
    reading = read("The mayor of Halmstow said that the bridge was late.")
    # when the subtree of its subject is asked for, then it is the whole noun phrase
    [subject] = [i for i in reading.children[reading.words.index("said")] if reading.deps[i] in SUBJECTS]
    assert reading.slice(reading.lefts[subject], reading.rights[subject] + 1) == "The mayor of Halmstow"
    assert all(i in reading.children[head] for i, head in enumerate(reading.heads) if i != head)


def test_sentences_and_paragraphs_are_numbered(read: Read) -> None:
    reading = read("It rained. Nobody came.\nThe end.")
    sentences = [reading.slice(*reading.sentence_span(n)).strip() for n in range(3)]
    assert sentences == ["It rained.", "Nobody came.", "The end."]
    assert [reading.paragraph_of(start) for start in (0, 12, 24)] == [0, 0, 1]


def test_title_and_body_are_one_text_with_offsets_of_their_own(annotator: Annotator) -> None:
    # given an article with a title
    assert isinstance(annotator, SpacyAnnotator)
    [reading] = annotator.read([Text("a1", "Late again", "Ann Lee left.")])
    # when a place in either is asked for, then the field and the shift lead back
    assert reading.text == f"Late again{TITLE_BREAK}Ann Lee left."
    assert reading.text_position(5) == ("title", 0)
    field, shift = reading.text_position(reading.text.index("Lee"))
    assert (field, reading.text.index("Lee") - shift) == ("body", 4)


def test_an_article_without_a_title_is_its_body(read: Read) -> None:
    assert read("Ann Lee left.").text_position(0) == ("body", 0)


def test_names_are_ranges_of_tokens(read: Read) -> None:
    reading = read("Corinne Ashgrove came to Lisbon on Monday.")
    named = {(reading.slice(first, after), kind) for first, after, kind in reading.entities}
    assert {("Corinne Ashgrove", "PERSON"), ("Lisbon", "GPE"), ("Monday", "DATE")} <= named


def test_nothing_is_a_reading_without_tokens(read: Read) -> None:
    reading = read("")
    assert (len(reading), reading.paragraphs, reading.paragraph_of(0)) == (0, [], 0)
