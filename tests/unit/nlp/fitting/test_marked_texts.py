"""Marked texts: words and labels put together to sentences with names."""

from __future__ import annotations

from services.nlp.fitting.marked_texts import Joining, joined, named


def test_words_are_joined_as_a_sentence_is_written() -> None:
    text, places = joined(["Ann", "Lee", "'s", "boat", "(", "red", ")", "sank", "."])
    assert text == "Ann Lee's boat (red) sank."
    assert [text[a:b] for a, b in places][:4] == ["Ann", "Lee", "'s", "boat"]


def test_straight_marks_open_and_close_in_turn() -> None:
    assert joined(["She", "said", '"', "no", '"', "twice"])[0] == 'She said "no" twice'


def test_labels_become_spans() -> None:
    places = [(0, 3), (4, 7), (8, 12), (13, 15)]
    assert named(places, ["B-PER", "I-PER", "O", "B-XYZ"], {"PER": "PER"}) == [(0, 7, "PER"), (13, 15, "?")]


def test_the_names_of_a_sentence_shift_with_it() -> None:
    document = Joining("corpus", "1", " ")
    document.add("It rained.", [])
    document.add("Ann left.", [(0, 3, "PER")])
    marked = document.done()
    assert [marked.text[a:b] for a, b, _ in marked.spans] == ["Ann"]
