"""Short forms of bodies' names."""

from __future__ import annotations

import pytest

from services.search.identities.short_bodies import contracts
from tests.unit.search.identities.articles import resolved


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("NorthPost", "Northern Post", True),
        ("the NorthPost", "The Northern Post", True),
        ("Fed", "Federal Reserve", True),
        ("NorthPost", "Northern Evening Post", False),
        ("NorthPost", "NorthPost", False),
        ("Fed", "Feds", False),
        ("Harbour", "Harbourmaster Council", False),
        ("northpost", "Northern Post", False),
    ],
)
def test_a_contraction_is_made_of_the_beginnings_of_words(short: str, long: str, expected: bool) -> None:
    assert contracts(short, long) is expected


def test_a_contraction_is_the_body_beside_it() -> None:
    who = resolved(["org:NorthPost", "org:Northern Post"], ["org:NorthPost"], ["org:EastPost"])

    assert who.person("org:northpost", "a1") == "org:northern-post"
    assert who.person("org:eastpost", "a2") == "org:eastpost"


def test_a_clipped_word_is_the_body_that_most_of_its_articles_name() -> None:
    both = ["org:Fed", "org:Federal Reserve"]

    who = resolved(both, [*both, "org:Federal Harbour Board"], ["org:Fed"])

    assert who.person("org:fed", "a2") == "org:federal-reserve"


@pytest.mark.parametrize(
    "articles",
    [
        [["org:Fed", "org:Federal Reserve"], ["org:Fed", "org:Federal Harbour Board"]],
        [["org:Fed", "org:Federal Reserve"], ["org:Fed"], ["org:Fed"]],
    ],
    ids=["beside two", "hardly ever beside it"],
)
def test_a_clipped_word_is_a_body_of_its_own_where_little_tells(articles: list[list[str]]) -> None:
    assert resolved(*articles).person("org:fed", "a0") == "org:fed"
