"""Labels of a picture: none covers another, and the first dots keep the best places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.search.page import labelling
from services.search.page.labelling import LETTER_WIDTH, LINE_HEIGHT, Dot, Label


def corners(dot: Dot, label: Label) -> tuple[float, float, float, float]:
    length = LETTER_WIDTH * len(dot.text)
    left = label.x - {"start": 0.0, "middle": length / 2, "end": length}[label.anchor]
    top = label.y - labelling.BASELINE
    return left, top, left + length, top + LINE_HEIGHT


def test_a_label_stands_below_its_dot_where_there_is_room() -> None:
    assert labelling.place([Dot(100, 100, 10, "Ann Poe")], 1_000)[0] == Label(100, 124, "middle")


def test_a_label_whose_place_is_taken_stands_on_another_side() -> None:
    # given a dot whose label would cover that of the dot before
    labels = labelling.place([Dot(100, 100, 10, "Ann Poe"), Dot(110, 96, 10, "Bo Lind")], 1_000)

    assert (labels[0].anchor, labels[1].y < 96) == ("middle", True)


def test_a_label_at_the_edge_moves_into_the_picture() -> None:
    label = labelling.place([Dot(5, 100, 5, "Ann Poe of Leeds")], 1_000)[0]

    assert corners(Dot(5, 100, 5, "Ann Poe of Leeds"), label)[0] == 0


@given(
    st.lists(
        st.builds(
            Dot,
            st.floats(0, 600),
            st.floats(40, 600),
            st.floats(5, 14),
            st.text("abc ", min_size=1, max_size=24),
        ),
        max_size=40,
    )
)
def test_no_label_covers_another_or_leaves_the_picture(dots: list[Dot]) -> None:
    labels = labelling.place(dots, 600)

    boxes = [corners(dots[number], label) for number, label in labels.items()]
    for n, (left, top, right, bottom) in enumerate(boxes):
        assert left >= -1e-6
        assert right <= 600 + 1e-6
        for a, b, c, d in boxes[:n]:
            assert right <= a + 1e-6 or c <= left + 1e-6 or bottom <= b + 1e-6 or d <= top + 1e-6
