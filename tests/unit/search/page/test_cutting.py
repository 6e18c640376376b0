"""A text with marks is cut flat: nothing is lost, nothing nested."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.search.page.cutting import Mark, cut, cut_paragraphs, paragraphs

_TEXT = "ab cd\n\nef “gh” ij\nkl"
_marks = st.lists(
    st.builds(
        lambda start, length, kind: Mark(start, start + length, kind, f"{kind}{start}"),
        st.integers(0, len(_TEXT)),
        st.integers(0, 12),
        st.sampled_from(["quote", "name", "cue"]),
    ),
    max_size=12,
)


@given(_marks)
def test_the_segments_together_are_the_text(marks: list[Mark]) -> None:
    assert "".join(segment.text for segment in cut(_TEXT, marks)) == _TEXT


@given(_marks)
def test_each_character_has_the_marks_that_lie_over_it(marks: list[Mark]) -> None:
    at = 0
    for segment in cut(_TEXT, marks):
        for _ in segment.text:
            assert sorted(segment.marks) == sorted(mark for mark in marks if mark.start <= at < mark.end)
            at += 1


@given(_marks)
def test_paragraphs_are_cut_as_the_whole_text_is(marks: list[Mark]) -> None:
    cut_apart = list(cut_paragraphs(_TEXT, marks))

    assert [cut(_TEXT, marks, *bounds) for bounds in paragraphs(_TEXT)] == cut_apart


def test_a_mark_begins_in_one_segment_though_others_cut_it() -> None:
    quote, name = Mark(0, 5, "quote", "q"), Mark(3, 4, "name", "n")

    segments = cut("ab cd", [quote, name])

    assert [segment.text for segment in segments] == ["ab ", "c", "d"]
    assert [segment.begins for segment in segments] == [(quote,), (name,), ()]


def test_of_nested_marks_the_inner_one_is_found() -> None:
    outer, inner = Mark(0, 5, "quote", "outer"), Mark(3, 5, "quote", "inner")

    assert [segment.mark("quote") for segment in cut("ab cd", [outer, inner])] == [outer, inner]
