"""Spans of clauses: clean edges, what hangs on a head, what is left without the words that attribute."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_spans import ClauseSpans
from services.nlp.parse.reading import Reading

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("“It rained.”", "It rained"),
        (", that it rained –", "it rained"),
        ("it rained", "it rained"),
        ("that", "that"),  # nothing would be left without it
        ("…?!”", None),
        (". , ”", None),
    ],
)
def test_a_range_has_no_punctuation_at_its_edges_and_no_that(read: Read, text: str, left: str | None) -> None:
    reading = read(text)
    stripped = ClauseSpans(reading).stripped(0, len(reading))
    if left is None:
        assert stripped is None or not reading.slice(*stripped).strip("…?!.,” ")
    else:
        assert stripped
        assert reading.slice(*stripped) == left


def test_a_clause_is_all_that_hangs_on_its_head(read: Read) -> None:
    # given a verb with a clause below it
    reading = read("Ann Lee said that the old bridge was safe.")
    cue, head = reading.words.index("said"), reading.words.index("was")
    # when its range is asked for, then it is that of the whole clause
    [span] = ClauseSpans(reading).ranges(head, cue)
    assert reading.slice(*span) == "the old bridge was safe"


def test_a_clause_ends_at_its_cue_where_the_parse_crosses_it(read: Read) -> None:
    # given a head behind the cue whose subtree reaches to both sides of it
    reading = read("The bridge is safe.")
    reading.lefts[3], reading.rights[3] = 0, 3
    # when the cue is the second token, then the range is what stands behind it
    [(first, after)] = ClauseSpans(reading).ranges(head=3, cue=1)
    assert (first, after) == (2, 4)


def test_a_sentence_without_its_middle_has_two_parts(read: Read) -> None:
    reading = read("The bridge, she said, is safe.")
    begin, end = reading.words.index("she"), reading.words.index("said") + 1
    parts = ClauseSpans(reading).without(0, len(reading), begin, end)
    assert [reading.slice(*part) for part in parts] == ["The bridge", "is safe"]


def test_the_object_of_a_preposition_may_be_a_phrase_or_a_clause(read: Read) -> None:
    for sentence, word in (
        ("They voted against the bridge.", "bridge"),
        ("They warned against building it.", "building"),
    ):
        reading = read(sentence)
        heads = ClauseSpans(reading).objects(reading.words.index("against"))
        assert [reading.words[head] for head in heads] == [word]
