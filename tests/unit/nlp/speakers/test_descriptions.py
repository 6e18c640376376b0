"""Descriptions: what an article calls people and bodies, and what *the former senator* asks of whoever it means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.entities.mentions import ArticleEntity
from services.nlp.speakers.descriptions import Descriptions
from services.nlp.speakers.evidence import Evidence
from services.nlp.speakers.fits import Fits

Gather = Callable[[str], Evidence]


def entity(evidence: Evidence, name: str) -> ArticleEntity:
    [found] = [entity for entity in evidence.entities.all if entity.name == name]
    return found


def described(evidence: Evidence, word: str, kind: str) -> Fits | None:
    """What the last phrase headed by a word asks of a person, of one of a people, or of a body."""
    token = len(evidence.reading) - 1 - evidence.reading.words[::-1].index(word)
    descriptions = Descriptions(evidence.reading, evidence.entities)
    asks: dict[str, Callable[[int], Fits | None]] = {
        "person": descriptions.of_person,
        "people": descriptions.of_people,
        "body": descriptions.bodies.fits,
    }
    return asks[kind](token)


@pytest.mark.parametrize(
    "sentence",
    ["The actress Ann Lee left.", "Ann Lee, an actress from Ohio, left.", "Ann Lee is an actress."],
)
def test_a_person_is_known_by_what_the_article_calls_her(evidence_of: Gather, sentence: str) -> None:
    evidence = evidence_of(sentence)
    Descriptions(evidence.reading, evidence.entities)
    assert entity(evidence, "Ann Lee").roles == {"actress"}
    assert entity(evidence, "Ann Lee").gender == "f"


def test_a_description_fits_whoever_was_called_so(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee, a nurse, met Bo Nyberg, a pilot. The pilot smiled.")
    fits = described(evidence, "pilot", "person")
    assert fits
    assert (fits(entity(evidence, "Bo Nyberg")) or 0) > 0
    assert fits(entity(evidence, "Ann Lee")) is None


def test_a_description_of_a_woman_does_not_fit_a_man(evidence_of: Gather) -> None:
    evidence = evidence_of(
        "Peter Osgood met Mary Osgood. Mary Osgood waved. Peter Osgood left. The spokeswoman smiled."
    )
    fits = described(evidence, "spokeswoman", "person")
    assert fits
    assert fits(entity(evidence, "Peter Osgood")) is None
    assert fits(entity(evidence, "Mary Osgood")) is not None


def test_the_former_president_fits_the_former_one_better(evidence_of: Gather) -> None:
    evidence = evidence_of(
        "Ann Lee, the former president, met Bo Nyberg, the president. Later the former president left."
    )
    fits = described(evidence, "president", "person")
    assert fits
    assert (fits(entity(evidence, "Ann Lee")) or 0) > (fits(entity(evidence, "Bo Nyberg")) or 0)


@pytest.mark.parametrize(
    ("title", "description", "fits"),
    [
        ("Former president", "president", False),
        ("Vice President", "president", False),
        ("Vice President", "vice president", True),
        ("Former president", "former president", True),
        ("President", "president", True),
        ("President", "former president", False),
    ],
)
def test_the_president_is_only_whom_the_article_calls_so_now(
    evidence_of: Gather, title: str, description: str, fits: bool
) -> None:
    evidence = evidence_of(f"{title} Bo Nyberg spoke in Tarn. The {description} smiled.")
    score = described(evidence, "president", "person")
    assert score
    assert (score(entity(evidence, "Bo Nyberg")) is not None) is fits


def test_a_description_with_an_age_fits_nobody_of_another_age(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee, 56, beat Bo Nyberg, 41. The 41-year-old lawyer smiled.")
    fits = described(evidence, "lawyer", "person")
    assert fits
    assert fits(entity(evidence, "Bo Nyberg")) is not None
    assert fits(entity(evidence, "Ann Lee")) is None


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("A lawyer met Ann Lee. The lawyer smiled.", "lawyer"),  # who was introduced without a name
        ("Ann Lee left. Lawyers smiled.", "lawyers"),
        ("Ann Lee left. The table broke.", "table"),
    ],
)
def test_what_describes_nobody_in_particular_asks_nothing(evidence_of: Gather, body: str, word: str) -> None:
    assert described(evidence_of(body), word, "person") is None


def test_the_norwegian_is_who_was_called_norwegian_but_the_chinese_are_a_people(evidence_of: Gather) -> None:
    evidence = evidence_of("The Norwegian skier Bo Nyberg met Ann Lee. The Norwegian smiled at the Chinese.")
    fits = described(evidence, "norwegian", "people")
    assert fits
    assert (fits(entity(evidence, "Bo Nyberg")) or 0) > (fits(entity(evidence, "Ann Lee")) or 0) + 1
    assert fits(entity(evidence, "Ann Lee")) is None  # whom the article does not call so
    assert described(evidence, "chinese", "people") is None


def test_a_noun_for_a_body_fits_names_that_bear_it(evidence_of: Gather) -> None:
    evidence = evidence_of("Tarn Council sued Harland Steel. The council won.")
    fits = described(evidence, "council", "body")
    assert fits
    assert (fits(entity(evidence, "Tarn Council")) or 0) > 0
    assert fits(entity(evidence, "Harland Steel")) is None


def test_a_country_that_the_article_ties_to_somebody_else_makes_a_description_doubtful(evidence_of: Gather) -> None:
    evidence = evidence_of("The Turkish president Ann Lee met Bo Nyberg. The Turkish president left.")
    descriptions = Descriptions(evidence.reading, evidence.entities)
    president = len(evidence.reading) - 1 - evidence.reading.words[::-1].index("president")
    assert not descriptions.is_doubtful(president, entity(evidence, "Ann Lee"))
    assert descriptions.is_doubtful(president, entity(evidence, "Bo Nyberg"))


@pytest.mark.parametrize(
    "body",
    [
        "Ann Lee spoke. Lee, a lawyer, left. Lee's lawyer smiled.",
        "Ann Lee is a lawyer. The lawyer for Ann Lee smiled.",
    ],
)
def test_the_lawyer_of_a_lawyer_is_somebody_else(evidence_of: Gather, body: str) -> None:
    evidence = evidence_of(body)
    fits = described(evidence, "lawyer", "person")
    assert fits is None or fits(entity(evidence, "Ann Lee")) is None


@pytest.mark.parametrize(
    ("body", "word", "doubtful"),
    [
        ("Harbour Office (HO) Director Ann Lee left. The HO director slept.", "director", False),
        ("Director Ann Lee left Leeds. The Corvin Bank director slept.", "director", True),
        ("Ann Lee, president of Turkey, left. The Turkish president slept.", "president", False),
        ("Senator Ann Lee left. The Republican senator slept.", "senator", True),
        ("Ann Lee, a Democrat, left. The Republican slept.", "republican", True),
    ],
)
def test_a_body_country_or_party_in_a_description_has_to_fit(
    evidence_of: Gather, body: str, word: str, doubtful: bool
) -> None:
    evidence = evidence_of(body)
    descriptions = Descriptions(evidence.reading, evidence.entities)
    token = len(evidence.reading) - 1 - evidence.reading.words[::-1].index(word)
    assert descriptions.is_doubtful(token, entity(evidence, "Ann Lee")) == doubtful


@pytest.mark.parametrize("body", ["Lee's lawyer spoke. The lawyer left.", "Ann Lee met her lawyer. The lawyer left."])
def test_whoever_was_only_called_somebodys_stays_without_a_name(evidence_of: Gather, body: str) -> None:
    assert described(evidence_of(f"Ann Lee was late. Lee slept. {body}"), "lawyer", "person") is None


def test_a_broader_noun_fits_whoever_was_called_by_a_narrower_one(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee, the ambassador, met Bo Nyberg, a nurse. The diplomat left.")
    fits = described(evidence, "diplomat", "person")
    assert fits
    assert fits(entity(evidence, "Ann Lee"))
    assert fits(entity(evidence, "Bo Nyberg")) is None


def test_of_two_in_a_row_each_is_tied_to_their_own_club(evidence_of: Gather) -> None:
    evidence = evidence_of("Brant FC coach Ann Lee and Tarn FC coach Bo Nyberg shook hands.")
    Descriptions(evidence.reading, evidence.entities)
    assert "brant" in entity(evidence, "Ann Lee").descriptors
    assert "brant" not in entity(evidence, "Bo Nyberg").descriptors
