"""Mentions, and the forms of a name."""

from __future__ import annotations

from collections import Counter

import pytest

from services.nlp.entities.mentions import ArticleEntity, Mention, fullest


def test_an_entity_counts_the_forms_of_its_name() -> None:
    mentions = [Mention(0, 3, text, "PERSON", 0, 1) for text in ("Lee", "Ann Lee", "Lee")]
    assert ArticleEntity("PERSON", "Ann Lee", mentions).forms == {"Lee": 2, "Ann Lee": 1}


@pytest.mark.parametrize(
    ("forms", "chosen"),
    [
        ({"Lee": 5, "Ann Lee": 1}, "Ann Lee"),  # the most words
        ({"ANN LEE": 5, "Ann Lee": 1}, "Ann Lee"),  # not in capitals
        ({"Ann Lee": 1, "Anne Lee": 2}, "Anne Lee"),  # the most frequent
    ],
)
def test_the_fullest_form_is_chosen(forms: dict[str, int], chosen: str) -> None:
    assert fullest(Counter(forms)) == chosen
