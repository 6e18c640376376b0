"""Numbers are written as the reader's language groups them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.page.numbers import number, written_for


@pytest.mark.parametrize(
    ("accept_language", "written"),
    [
        ("", "1,234,567"),
        ("en-GB,en;q=0.9", "1,234,567"),
        ("de-DE,de;q=0.9,en;q=0.8", "1.234.567"),
        ("fr;q=0.9", "1\u202f234\u202f567"),
        ("en-IN", "12,34,567"),
        ("*", "1,234,567"),
        ("xx-YY", "1,234,567"),
    ],
)
def test_digits_are_grouped_as_the_first_language_does(accept_language: str, written: str) -> None:
    with written_for(accept_language):
        assert number(1_234_567) == written
    assert number(1_234_567) == "1,234,567"


@given(st.text(max_size=200), st.integers(0, 10**12))
def test_any_header_gives_a_number(accept_language: str, whole: int) -> None:
    with written_for(accept_language):
        assert number(whole)
