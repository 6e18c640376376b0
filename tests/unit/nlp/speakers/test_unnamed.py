"""Words that name nobody: quotes said by them have no speaker, and keep the words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.annotator import Annotator
from services.nlp.parse.reading import Reading
from services.nlp.speakers.unnamed import is_unnamed
from services.nlp.text import Text


@pytest.mark.parametrize("word", ["they", "some", "two", "others", "that", "we", "who"])
def test_pronouns_and_quantities_name_nobody(read: Callable[[str], Reading], word: str) -> None:
    reading = read(f"In the harbour {word} said it was late.")
    assert is_unnamed(reading, reading.words.index(word))


@pytest.mark.parametrize("word", ["residents", "lee", "woman"])
def test_nouns_and_names_name_somebody(read: Callable[[str], Reading], word: str) -> None:
    reading = read("Some residents, Ann Lee and another woman said it was late.")
    assert not is_unnamed(reading, reading.words.index(word))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("“It was late,” they said.", "they"),
        ("“It was late,” some said.", "some"),
        ("Two said that the boat was late.", "Two"),
        ("Others said that the boat was late.", "Others"),
        ("We said that the boat was late.", "We"),
    ],
)
def test_a_quote_of_words_that_nothing_resolves_has_no_speaker_and_keeps_them(
    annotator: Annotator, body: str, words: str
) -> None:
    [quote] = annotator.annotate([Text("a1", "", body)])[0].quotes
    assert quote.speaker is None
    assert quote.said_by
    assert body[quote.said_by.start : quote.said_by.end] == quote.said_by.text == words


def test_a_description_stays_a_speaker_and_needs_no_other_words(annotator: Annotator) -> None:
    [quote] = annotator.annotate([Text("a1", "", "“It was late,” two residents said.")])[0].quotes
    assert quote.speaker
    assert (quote.speaker.id, quote.said_by) == ("description:two-residents", None)
