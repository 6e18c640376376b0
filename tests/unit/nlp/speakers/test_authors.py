"""Authors: the one person who signed a piece, whose *I* stands outside quotation marks."""

from __future__ import annotations

import pytest

from services.nlp.annotator import Annotator
from services.nlp.speakers.authors import sole_author
from services.nlp.text import Text
from shared.models.annotations import Quote

LETTER = "I said that the harbour would silt up. “Nobody listened,” Bo Nyberg told me. She denied it."


@pytest.mark.parametrize(
    ("authors", "name"),
    [
        (["Ann Lee"], "Ann Lee"),
        (["By Ann Lee"], "Ann Lee"),
        (["Dr. Ann Lee"], "Ann Lee"),
        ([], None),
        (["Ann Lee", "Bo Nyberg"], None),
        (["Ann Lee and Bo Nyberg"], None),
        (["Reuters"], None),
        (["Harbour Staff"], None),
        (["Coral Institute"], None),
        (["Associated Press"], None),
    ],
)
def test_a_piece_has_one_author_where_exactly_one_person_signed_it(authors: list[str], name: str | None) -> None:
    assert sole_author(authors) == name


def quotes(annotator: Annotator, body: str, *authors: str) -> list[Quote]:
    return annotator.annotate([Text("a1", "", body, authors=authors)])[0].quotes


def test_i_outside_marks_is_the_author_of_a_signed_piece(annotator: Annotator) -> None:
    [first, *_] = quotes(annotator, LETTER, "Ann Lee")
    assert first.speaker
    assert (first.speaker.id, first.speaker.type, first.speaker.resolved_by) == ("person:ann-lee", "PERSON", "pronoun")
    assert (first.speaker.mention.text, first.said_by) == ("I", None)


def test_an_author_whom_the_text_names_is_that_entity(annotator: Annotator) -> None:
    [first, *_] = quotes(annotator, f"Ann Lee has a boat. {LETTER}", "ann lee")
    assert first.speaker
    assert first.speaker.name == "Ann Lee"


@pytest.mark.parametrize("authors", [(), ("Ann Lee", "Bo Nyberg")])
def test_i_is_nobody_where_no_one_person_signed(annotator: Annotator, authors: tuple[str, ...]) -> None:
    [first, *_] = quotes(annotator, LETTER, *authors)
    assert first.speaker is None
    assert first.said_by
    assert (first.said_by.text, first.said_by.start, first.said_by.end) == ("I", 0, 1)


def test_an_author_whom_the_text_does_not_name_is_among_the_articles_entities(annotator: Annotator) -> None:
    # given a signed letter that names nobody
    [annotation] = annotator.annotate([Text("a1", "", LETTER, authors=("Ann Lee",))])
    # when it is annotated, then the author's id is one of its entities', without a mention
    [author] = [entity for entity in annotation.entities if entity.id == "person:ann-lee"]
    assert (author.name, author.type, author.salience) == ("Ann Lee", "PERSON", 0.0)
    assert not [mention for mention in annotation.mentions if mention.entity == author.id]
