"""Codes of categories."""

from __future__ import annotations

import pytest

from services.nlp.ranking.encoding import SPEAKING_TYPES, VERB_DEPS, VERB_TAGS, category_code


@pytest.mark.parametrize("categories", [SPEAKING_TYPES, VERB_DEPS, VERB_TAGS])
def test_each_category_has_its_position_as_code(categories: tuple[str, ...]) -> None:
    assert [category_code(categories, category) for category in categories] == list(range(len(categories)))


@pytest.mark.parametrize("value", ["LANGUAGE", "", None])
def test_any_other_value_is_none_of_them(value: str | None) -> None:
    assert category_code(SPEAKING_TYPES, value) == -1
