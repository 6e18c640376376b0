"""What speaks for two identities being one, and against it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.search.identities.alike import AlikeKind, alike
from services.search.identities.evidence import CountedName, Row
from services.search.identities.resolving import ListedEvidence
from services.search.identities.suggestions import Side, Suggestion, suggest
from shared.text import entity_id
from tests.unit.search.identities.articles import article_rows


def _name(name: str, kind: str = "person", articles: int = 1) -> CountedName:
    return CountedName(entity_id(kind, name), name, articles)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Ann Poe", "A. Poe", "initial"),
        ("Ann Poe", "Anne Poe", "misspelling"),
        ("Bob Varga", "Robert Varga", "nickname"),
        ("Tia Lindqvist", "Tia Lindquist", "misspelling"),
        ("Tobias Lindqvist", "Toby Lindquist", "misspelling"),
        ("Ivana Varga", "Ivanka Varga", "misspelling"),
        ("Li Wei", "Wei Li", "order"),
        ("Ann Poe", "Ann Mary Poe", "longer_name"),
        ("Ann Poe", "Ann Poe Jr.", "same_words"),
        ("Ann Poe", "Ben Poe", None),
        ("Ann Poe", "Poe", None),
        ("Ann Poe", "Ann Lee", None),
        ("John Poe Jr.", "John Poe Sr.", None),
        ("Ann Poe", "", None),
    ],
)
def test_names_of_people_are_alike_in_kind(one: str, other: str, kind: AlikeKind | None) -> None:
    both = [alike(_name(one), _name(other)), alike(_name(other), _name(one))]

    assert [how and how.kind for how in both] == [kind, kind]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Harbour Authority", "North Harbour Authority", "longer_name"),
        ("Harbour Tram Board", "HTB", "acronym"),
        ("Harbor Authority", "Harbour Authority", "misspelling"),
        ("Board of Trams", "Trams Board", "same_words"),
        ("Harbour Channel 4", "Harbour Channel 5", None),
        ("Harbour Authority", "Harbour Board", None),
        ("The", "Of", None),
    ],
)
def test_names_of_bodies_are_alike_in_kind(one: str, other: str, kind: AlikeKind | None) -> None:
    both = [alike(_name(one, "org"), _name(other, "org")), alike(_name(other, "org"), _name(one, "org"))]

    assert [how and how.kind for how in both] == [kind, kind]


def _suggested(one: str, other: str, rows: Sequence[tuple[Row, str]]) -> Suggestion:
    evidence = ListedEvidence(rows)
    sides = []
    for name in (one, other):
        counted = CountedName(entity_id("person", name), name, len(evidence.rows(entity_id("person", name))))
        sides.append(Side(counted.id, name, [counted], evidence))
    return suggest(sides[0], sides[1], alike(sides[0].names[0], sides[1].names[0]), [], {})


def _rows(*articles: tuple[str, str, Sequence[str]]) -> list[tuple[Row, str]]:
    """Return the rows of articles, given by source, month and names."""
    return [
        (Row(**{**vars(row), "source": source, "month": month}), name)
        for number, (source, month, names) in enumerate(articles)
        for row, name in article_rows(f"a{number}", names)
    ]


def test_company_roles_and_sources_in_common_speak_for_one() -> None:
    rows = _rows(
        ("Gazette", "2026-01", ["Ann Poe (mayor)", "Otto Varga"]),
        ("Gazette", "2026-02", ["Anne Poe (mayor)", "Otto Varga"]),
        *(("Herald", "2026-01", [f"Tia Lee{number}"]) for number in range(20)),
    )

    suggestion = _suggested("Ann Poe", "Anne Poe", rows)

    assert [reason.kind for reason in suggestion.reasons] == [
        "misspelling",
        "shared_company",
        "same_source",
        "shared_role",
    ]
    assert suggestion.reasons[1].values == ("person:otto-varga",)
    assert suggestion.against == []


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (_rows(("", "", ["Ann Poe", "Anne Poe"])), "together"),
        (_rows(("", "", ["Ann Poe (striker)"]), ("", "", ["Anne Poe (finance minister)"])), "different_roles"),
        (_rows(("", "2001-02", ["Ann Poe"]), ("", "2024-01", ["Anne Poe"])), "never_at_the_same_time"),
    ],
)
def test_what_speaks_against_one_is_said_and_lowers_the_score(rows: list[tuple[Row, str]], kind: str) -> None:
    suggestion = _suggested("Ann Poe", "Anne Poe", rows)

    bare = _suggested("Ann Poe", "Anne Poe", _rows(("", "", ["Ann Poe"]), ("", "", ["Anne Poe"])))
    assert [reason.kind for reason in suggestion.against] == [kind]
    assert suggestion.score < bare.score


def test_the_digest_is_of_the_evidence_and_not_of_a_single_article_more() -> None:
    few = _rows(*[("", "", ["Ann Poe"])] * 4, *[("", "", ["Anne Poe"])] * 4)
    one_more = [*few, *article_rows("b0", ["Anne Poe"])]
    other_evidence = [
        *few,
        *article_rows("b0", ["Anne Poe", "Otto Varga"]),
        *article_rows("b1", ["Ann Poe", "Otto Varga"]),
    ]

    digests = [_suggested("Ann Poe", "Anne Poe", rows).digest for rows in (few, one_more, other_evidence)]

    assert digests[0] == digests[1] != digests[2]
