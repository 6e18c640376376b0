"""Folding, slugs and ids of names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import _FOLDS, MAX_SLUG_CHARS, entity_id, fold, no_control_characters, one_line, slug
from tests.unit.shared.test_normalisation import texts


def folded_whole(text: str) -> str:
    """Folding by definition: decompose everything, drop all marks. Slow where marks stand in long runs."""
    decomposed = unicodedata.normalize("NFKD", text).translate(_FOLDS)
    return "".join(part for part in decomposed if not unicodedata.combining(part)).lower()


@pytest.mark.parametrize(
    ("written", "expected"),
    [("Łódź", "lodz"), ("Straße", "strasse"), ("ﬁne", "fine"), ("ΆΛΦΑ", "αλφα")],
)
def test_case_and_accents_are_folded(written: str, expected: str) -> None:
    assert fold(written) == expected


@given(st.one_of(st.text(), texts))
def test_cutting_runs_of_marks_changes_no_folded_text(text: str) -> None:
    assert fold(text) == folded_whole(text)


def test_a_name_without_a_letter_has_a_slug() -> None:
    assert slug("…") != slug("?!")
    assert slug("…").isalnum()


def test_a_name_that_is_too_long_has_a_slug_that_can_be_asked_for() -> None:
    one, other = slug("Maximilian " * 200 + "Lee"), slug("Maximilian " * 200 + "Li")

    assert one != other
    assert len(one) <= MAX_SLUG_CHARS
    assert one.startswith("maximilian-maximilian-")
    assert slug("a" * MAX_SLUG_CHARS) == "a" * MAX_SLUG_CHARS


def test_marks_that_nobody_sees_are_left_out_of_a_line() -> None:
    assert one_line(" \u202eAnn\u202c\n\u200f Lee\ufeff ") == "Ann Lee"
    assert one_line("\u200b\u2067") == ""
    assert one_line("می\u200cخواهم") == "می\u200cخواهم", "what joins letters, or keeps them apart, is spelling"


def test_an_entity_id_is_made_of_type_and_name() -> None:
    assert entity_id("PERSON", "Mohsen Milani") == "person:mohsen-milani"


@pytest.mark.parametrize("text", ["a\x00", "a\x1b", "a\x7f", "a\ud800"])
def test_a_control_character_is_named_with_its_place(text: str) -> None:
    with pytest.raises(ValueError, match="at character 1"):
        no_control_characters(text)


@pytest.mark.parametrize("text", ["a\tb\r\nc", "\x85", "😀"])
def test_other_characters_are_kept(text: str) -> None:
    assert no_control_characters(text) == text
