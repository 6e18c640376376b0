"""Errors say what is wrong in a form that programs and people read."""

from __future__ import annotations

from shared.errors import FieldError, Invalid


def test_a_refused_field_is_named_in_the_sentence_and_in_the_list() -> None:
    error = Invalid.of("size", "is too large", "less_than_equal")
    assert error.detail == "size: is too large"
    assert error.extra == {"errors": [{"field": "size", "message": "is too large", "kind": "less_than_equal"}]}


def test_of_many_refused_fields_the_first_is_the_sentence_and_only_so_many_are_listed() -> None:
    error = Invalid.of_all(FieldError(f"tags.{number}", "is empty") for number in range(100))
    assert error.detail == "tags.0: is empty"
    assert [each["field"] for each in error.extra["errors"]] == [f"tags.{n}" for n in range(Invalid.MOST_ERRORS)]


def test_what_is_wrong_with_the_whole_document_is_said_of_the_document() -> None:
    assert Invalid.of("", "should be a JSON object").detail == "The document: should be a JSON object"
