"""Two people of one full name are told apart, and one person is not split."""

from __future__ import annotations

import pytest

from services.search.identities.occupations import go_together, occupation
from tests.unit.search.identities.articles import resolved

ADA = "person:ada-brome"
MINISTER, STRIKER = ["Ada Brome (finance minister)", "Ilse Quint"], ["Ada Brome (striker)", "Lena Foss"]


def test_the_minister_and_the_striker_are_two() -> None:
    who = resolved(MINISTER, STRIKER)

    assert who.person(ADA, "a0") == f"{ADA}~office"
    assert who.person(ADA, "a1") == f"{ADA}~sport"


def test_an_article_without_a_role_means_the_one_whose_company_it_names_or_nobody() -> None:
    others = [[f"Actor {letter}ohn"] for letter in "BCDFGHKLMN"]

    who = resolved(
        *[MINISTER] * 4, *[STRIKER] * 4, ["Ada Brome", "Lena Foss"], ["Ada Brome", "Karl Munt"], *others * 40
    )

    assert who.person(ADA, "a8") == f"{ADA}~sport"
    assert who.person(ADA, "a9") is None


def test_an_article_that_does_not_tell_means_the_one_whom_nearly_all_others_mean() -> None:
    who = resolved(*[MINISTER] * 9, STRIKER, ["Ada Brome", "Karl Munt"])

    assert who.person(ADA, "a10") == f"{ADA}~office"
    assert who.person(ADA, "a9") == f"{ADA}~sport"


def test_other_forms_of_the_name_and_the_surname_go_by_article_too() -> None:
    who = resolved(MINISTER, STRIKER, ["Ada K. Brome (mayor)", "Ilse Quint"])

    assert who.person("person:ada-k-brome", "a2") == f"{ADA}~office"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("finance minister", "mayor of Halm"),
        ("professor of law", "minister of justice"),
        ("former striker", "minister of sport"),
        ("striker", ""),
    ],
)
def test_one_person_may_have_several_roles(one: str, other: str) -> None:
    who = resolved([f"Ada Brome ({one})", "Ilse Quint"], [f"Ada Brome ({other})", "Lena Foss"])

    assert who.person(ADA, "a0") == who.person(ADA, "a1") == ADA


def test_an_article_with_both_roles_speaks_for_one_person() -> None:
    who = resolved(MINISTER, STRIKER, ["Ada Brome (striker; minister of sport)"])

    assert who.person(ADA, "a0") == who.person(ADA, "a1") == ADA


def test_company_that_is_rare_elsewhere_speaks_for_one_person() -> None:
    others = [[f"Actor {letter}ohn"] for letter in "BCDFGHKLMN"]

    who = resolved(MINISTER, ["Ada Brome (striker)", "Ilse Quint"], *others * 8)

    assert who.person(ADA, "a0") == who.person(ADA, "a1") == ADA


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Harbour City striker", ("sport", "striker")),
        ("minister of sport", ("office", "minister")),
        ("president of the Halm football club", None),
        ("ex-goalkeeper", None),
        ("film director", ("arts", "director")),
        ("director", None),
        ("", None),
        ("of", None),
    ],
)
def test_a_role_is_of_a_field_by_its_head(role: str, expected: tuple[str, str] | None) -> None:
    assert occupation(role) == expected


def test_fields_go_together_in_both_directions() -> None:
    assert go_together("office", "science")
    assert go_together("science", "office")
    assert not go_together("office", "sport")
