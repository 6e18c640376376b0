"""Cursors come back as they were given, and nothing else is taken for one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.answers.cursors import Cursors, question_of
from services.search.parameters import EntitiesParameters, ListParameters, Parameters
from shared.errors import CursorExpired, InvalidCursor

ASKED = question_of("quotes", "relevance", Parameters(q="oil"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(), st.lists, max_leaves=5
)
positions = st.dictionaries(st.text(), json_values, max_size=4)


def cursors_of(secret: bytes, lifetime: float) -> Cursors:
    return Cursors(lambda: secret, lifetime)


@given(position=positions, now=st.integers(0, 2**40))
def test_a_position_comes_back_as_it_was_given(position: dict[str, Any], now: int) -> None:
    cursors = cursors_of(b"k" * 32, lifetime=60)
    assert cursors.read(cursors.give(ASKED, position, now), ASKED, now + 60) == position


@given(text=st.text() | st.text(alphabet="abcdefAZ019-_.", max_size=80))
def test_what_we_did_not_give_out_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        cursors_of(b"k" * 32, lifetime=60).read(text, ASKED)


@given(data=st.data())
def test_a_cursor_changed_in_one_character_is_refused(data: st.DataObject) -> None:
    cursor = cursors_of(b"k" * 32, lifetime=60).give(ASKED, {"after": [1, "a"]})
    at = data.draw(st.integers(0, len(cursor) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != cursor[at]))
    with pytest.raises(InvalidCursor):
        cursors_of(b"k" * 32, lifetime=60).read(cursor[:at] + other + cursor[at + 1 :], ASKED)


def test_a_cursor_has_one_spelling() -> None:
    cursors = cursors_of(b"k" * 32, lifetime=60)
    for cursor in (cursors.give(ASKED, {"after": number}) for number in range(20)):
        respelled = {cursor.replace("_", "/"), cursor.replace("-", "+"), cursor + "!", f"{cursor[:9]}\n{cursor[9:]}"}
        for other in respelled - {cursor}:
            with pytest.raises(InvalidCursor):
                cursors.read(other, ASKED)


def test_a_cursor_signed_with_another_key_is_refused() -> None:
    cursor = cursors_of(b"other", lifetime=60).give(ASKED, {})
    with pytest.raises(InvalidCursor, match="not given out"):
        cursors_of(b"k" * 32, lifetime=60).read(cursor, ASKED)


@pytest.mark.parametrize(
    "other",
    [
        question_of("articles", "relevance", Parameters(q="oil")),
        question_of("quotes", "newest", Parameters(q="oil")),
        question_of("quotes", "relevance", Parameters(q="gas")),
        question_of("quotes", "relevance", Parameters.model_validate({"q": "oil", "source": ["a"]})),
        question_of("quotes", "relevance", Parameters()),
        question_of("quotes", "relevance", Parameters(q="oil", sort="relevance")),
        question_of("quotes", "relevance", EntitiesParameters(q="oil", type=["PERSON"])),
    ],
)
def test_a_cursor_for_another_question_is_refused_and_the_answer_says_so(other: str) -> None:
    cursors = cursors_of(b"k" * 32, lifetime=60)
    with pytest.raises(InvalidCursor, match="another query"):
        cursors.read(cursors.give(ASKED, {}), other)


def test_neither_the_order_of_parameters_nor_how_results_are_shown_makes_another_question() -> None:
    def asked(**shown: Any) -> ListParameters:
        return Parameters.model_validate({"q": "oil"} | shown)

    shown = {"cursor": "x", "size": 50, "fields": ["text"], "facet": ["none"], "format": "csv"}
    one = question_of("quotes", "newest", asked(source=["a", "b"], size=10))
    two = question_of("quotes", "newest", asked(source=["b", "a"], **shown))
    assert one == two


def test_a_cursor_expires() -> None:
    cursors = cursors_of(b"k" * 32, lifetime=60)
    cursor = cursors.give(ASKED, {}, now=1000)
    with pytest.raises(CursorExpired):
        cursors.read(cursor, ASKED, now=1061)


def test_a_forged_cursor_is_refused_as_forged_even_when_it_is_old() -> None:
    cursor = cursors_of(b"other", lifetime=60).give(ASKED, {}, now=0)
    with pytest.raises(InvalidCursor):
        cursors_of(b"k" * 32, lifetime=60).read(cursor, ASKED)


def test_the_secret_is_asked_for_when_the_first_cursor_is_given_and_not_again() -> None:
    asked: list[int] = []

    def secret() -> bytes:
        asked.append(1)
        return b"k" * 32

    cursors = Cursors(secret, lifetime=60)
    assert not asked
    assert cursors.read(cursors.give(ASKED, {"after": 1}), ASKED) == {"after": 1}
    assert asked == [1]
