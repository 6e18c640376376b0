"""Roles: where an article tells what a person is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.speakers.evidence import Evidence
from services.nlp.speakers.roles import MAX_ROLE_CHARS, roles

Gather = Callable[[str], Evidence]


def role(evidence: Evidence) -> str | None:
    """The role of the first person."""
    spans = roles(evidence.reading, evidence.entities)
    number = next(n for n, entity in enumerate(evidence.entities.all) if entity.type == "PERSON")
    return evidence.reading.text[slice(*spans[number])] if number in spans else None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ann Lee, 45, a nurse from Leeds, left.", "nurse from Leeds"),
        ("Norvania's prime minister, Ann Lee, left.", "Norvania's prime minister"),
        ("Secretary of State Ann Lee left.", "Secretary of State"),
        ("The editor of the Courier, Ann Lee, said no.", "editor of the Courier"),
        ("Ann Lee, who runs a bakery, left.", "who runs a bakery"),
        ("TARN (AP) — Sen. Ann Lee left.", "Sen."),
        ("TARN - Deputy mayor Ann Lee left.", "Deputy mayor"),
        ("Ann Lee, the co-director of the Coral Institute, left.", "co-director of the Coral Institute"),
        ("The director of Tarn Zoo, Ann Lee, left.", "director of Tarn Zoo"),
        ("Ann Lee, who is the head of the Coral Institute, left.", "head of the Coral Institute"),
        ("Ann Lee, who is no nurse, left.", None),
        ("It will rain if Ann Lee is the winner.", None),
        ("Ann Lee, while still a nurse, left.", None),
        ("Ann Lee, a Republican from Ohio, left.", "Republican from Ohio"),
        ("Chief Operating Officer Ann Lee of Brant plc left.", "Chief Operating Officer"),
        ("Deputy Prime Minister and Finance Minister Ann Lee left.", "Deputy Prime Minister and Finance Minister"),
        ("Mrs. Ann Lee left.", None),
        ("Ann Lee left.", None),
    ],
)
def test_the_role_is_told_as_the_article_tells_it(evidence_of: Gather, sentence: str, expected: str | None) -> None:
    assert role(evidence_of(sentence)) == expected


def test_a_phrase_behind_the_name_goes_before_one_that_stands_in_front(evidence_of: Gather) -> None:
    assert role(evidence_of("Professor Ann Lee, head of the Coral Institute, left.")) == "head of the Coral Institute"


def test_a_role_longer_than_any_true_one_is_a_mistake(evidence_of: Gather) -> None:
    assert role(evidence_of("Ann Lee, a nurse of " + "old " * (MAX_ROLE_CHARS // 4) + "houses, left.")) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "His best friend, Ann Lee, left.",
        "Ann Lee, an opponent of the mayor, left.",
        "On her Monday show Ann Lee left.",
        "Ann Lee, the wife of the mayor's brother Bo Nyberg, left.",
        "A spokesman for Ann Lee left.",
        "A spokeswoman for Mr. Bo Nyberg left.",
        "Ann Lee, an early backer of Senator Bo Nyberg, left.",
        "Ann Lee left. Image: Ann Lee.",
        "The letter of Ann Lee, her books and her dogs, left.",
        "The ferry left with Ann Lee,\n\nNo regret, a fine show.",
    ],
)
def test_what_somebody_is_to_another_is_no_role(evidence_of: Gather, sentence: str) -> None:
    assert role(evidence_of(sentence)) is None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ann Lee, a keen sailor, left. Mayor Ann Lee slept.", "Mayor"),
        ("The former Secretary of State Ann Lee left.", "former Secretary of State"),
        ("Ann Lee, a mother of two, left.", "mother of two"),
        ("Governor Ann Lee, a former aide to Senator Bo Nyberg, left.", "Governor"),
    ],
)
def test_an_office_wins_and_a_former_one_says_so(evidence_of: Gather, sentence: str, expected: str) -> None:
    assert role(evidence_of(sentence)) == expected


def test_a_role_holds_nobody_else(evidence_of: Gather) -> None:
    evidence = evidence_of("Brant FC coach Ann Lee and Tarn FC coach Bo Nyberg shook hands.")
    told = [evidence.reading.text[slice(*span)] for span in roles(evidence.reading, evidence.entities).values()]
    assert sorted(told) == ["Brant FC coach", "Tarn FC coach"]
