"""The declarations of fields agree with the names that mypy knows them by."""

from __future__ import annotations

from typing import get_args

from services.search.index.fields import FIELDS, Facet, FieldName
from services.search.parameters.selection import ArticleSelection, Selection


def test_every_name_of_a_field_is_declared_once() -> None:
    assert sorted(field.name for field in FIELDS) == sorted(get_args(FieldName))


def test_what_is_filtered_by_is_counted_but_for_words_and_acts_and_days_are_counted_too() -> None:
    words = {field.name for field in FIELDS if field.compared == "words"}

    assert set(get_args(Facet)) == set(get_args(FieldName)) - words | {"act", "day"}


def test_every_field_has_its_values_from_articles_or_from_quotes() -> None:
    assert [field.name for field in FIELDS if not (field.in_article or field.in_quote)] == []


def test_every_field_has_two_parameters_with_what_they_mean() -> None:
    described = {name: parameter.description for name, parameter in Selection.model_fields.items()}

    for field in FIELDS:
        assert described[field.name] == field.include
        assert described[f"exclude_{field.name}"] == field.exclude


def test_the_list_of_entities_has_a_type_of_its_own() -> None:
    assert set(Selection.model_fields) - set(ArticleSelection.model_fields) == {"type", "exclude_type"}
