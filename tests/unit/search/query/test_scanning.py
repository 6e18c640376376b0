"""Scanning finds the words that reading all of them finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.search.query.scanning import gap, words_beginning
from services.search.query.words import words

tricky = st.text(alphabet="aAbZ1é東タ'’ʼ\u0301\u3099\u00ad\u200d_ -“ͺ½ﬁȘß\u093f")


english = st.from_regex(r"[a-z]{1,4}(ying|ies|ied|ing|ed|y|s|'s|ly)?", fullmatch=True)
a_text = tricky | st.text() | st.lists(english | st.text(max_size=3)).map(" ".join)


@given(text=a_text, data=st.data())
def test_the_words_that_begin_so_are_found_without_cutting_the_others(text: str, data: st.DataObject) -> None:
    every = words(text)
    forms = [form for word in every for form in (word.exact, word.stem)]
    wanted = data.draw(st.frozensets(st.sampled_from(forms) if forms else st.just("a"), max_size=3))
    found = words_beginning(text, wanted)
    assert [word for word in every if word in found] == found
    assert all(word in found for word in every if word.exact in wanted or word.stem in wanted)
    assert all(word in found for word in every if word.exact.startswith(tuple(wanted)))


@given(text=a_text, most=st.none() | st.integers(0, 3))
def test_the_words_between_two_are_counted(text: str, most: int | None) -> None:
    every = words(text)
    for first in range(len(every)):
        for second in range(first + 1, len(every)):
            between = second - first - 1
            assert gap(text, every[first], every[second], most) == (between if most is None else min(between, most))
