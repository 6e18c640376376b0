"""Descriptions: what *the former senator*, *the Norwegian*, *the club* ask of an entity."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.entities.mentions import ArticleEntity
from services.nlp.speakers.descriptions import MATCH, Descriptions, Fits, office_before
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def last(evidence: Evidence, word: str) -> int:
    """Return the last token that is this word."""
    return len(evidence.reading) - 1 - evidence.reading.words[::-1].index(word)


def entity(evidence: Evidence, name: str) -> ArticleEntity:
    [named] = [each for each in evidence.entities.all if each.name == name]
    return named


def of_person(evidence: Evidence, word: str) -> Fits | None:
    return Descriptions(evidence.reading, evidence.entities).of_person(last(evidence, word))


def test_people_learn_what_the_article_calls_them(evidence_of: Gather) -> None:
    # given an article that calls a person by two nouns
    evidence = evidence_of("Peter Osgood, a retired pilot, came late. Osgood is a lawyer.")
    # when its descriptions are read
    Descriptions(evidence.reading, evidence.entities)
    # then the person has both as roles, and the words beside them
    osgood = entity(evidence, "Peter Osgood")
    assert osgood.roles >= {"pilot", "lawyer"}
    assert "retired" in osgood.descriptors


def test_who_bears_the_role_fits_better_than_others(evidence_of: Gather) -> None:
    evidence = evidence_of("Peter Osgood, the mayor, met Daniel Marsh, a pilot. Nobody liked the mayor.")
    fits = of_person(evidence, "mayor")
    assert fits
    assert (fits(entity(evidence, "Peter Osgood")) or 0) >= MATCH
    assert fits(entity(evidence, "Daniel Marsh")) is None


def test_a_former_office_is_another_office(evidence_of: Gather) -> None:
    evidence = evidence_of("President Peter Osgood came late. Nobody liked the former president.")
    fits = of_person(evidence, "president")
    assert fits
    assert (fits(entity(evidence, "Peter Osgood")) or 0) < MATCH


def test_a_noun_for_somebody_unnamed_asks_for_nobody(evidence_of: Gather) -> None:
    evidence = evidence_of("Peter Osgood met a lawyer on Monday. He liked the lawyer.")
    assert of_person(evidence, "lawyer") is None


def test_a_thing_asks_for_nobody(evidence_of: Gather) -> None:
    assert of_person(evidence_of("Peter Osgood saw the bridge."), "bridge") is None


def test_a_nationality_fits_whom_the_article_calls_so(evidence_of: Gather) -> None:
    evidence = evidence_of("Peter Osgood, a Norwegian skier, beat Daniel Marsh. Nobody liked the Norwegian.")
    fits = Descriptions(evidence.reading, evidence.entities).of_people(last(evidence, "norwegian"))
    assert fits
    assert (fits(entity(evidence, "Peter Osgood")) or 0) > (fits(entity(evidence, "Daniel Marsh")) or 0)


def test_a_whole_people_is_not_one_person(evidence_of: Gather) -> None:
    evidence = evidence_of("Peter Osgood, a Norwegian skier, came late. Nobody liked the Norwegians.")
    assert Descriptions(evidence.reading, evidence.entities).of_people(last(evidence, "norwegians")) is None


def test_a_noun_for_a_body_fits_a_body_that_bears_it(evidence_of: Gather) -> None:
    evidence = evidence_of("Tarn Council sued Harland Steel on Monday. Nobody liked the council.")
    fits = Descriptions(evidence.reading, evidence.entities).of_body(last(evidence, "council"))
    assert fits
    assert fits(entity(evidence, "Tarn Council")) == MATCH
    assert fits(entity(evidence, "Harland Steel")) is None


def test_a_description_with_another_country_is_doubtful(evidence_of: Gather) -> None:
    evidence = evidence_of("Peter Osgood, the mayor of Leeds, came late. Nobody liked the Turkish mayor.")
    descriptions = Descriptions(evidence.reading, evidence.entities)
    assert descriptions.is_doubtful(last(evidence, "mayor"), entity(evidence, "Peter Osgood"))


def test_a_description_without_a_country_is_not_doubtful(evidence_of: Gather) -> None:
    evidence = evidence_of("Peter Osgood, the mayor of Leeds, came late. Nobody liked the mayor.")
    descriptions = Descriptions(evidence.reading, evidence.entities)
    assert not descriptions.is_doubtful(last(evidence, "mayor"), entity(evidence, "Peter Osgood"))


def test_an_office_stands_before_the_name_with_its_field(evidence_of: Gather) -> None:
    reading = evidence_of("Nobody liked Secretary of State Ann Lee.").reading
    office = office_before(reading, reading.words.index("ann"))
    assert office is not None
    assert reading.words[office] == "secretary"


def test_a_name_without_an_office_has_none_before_it(evidence_of: Gather) -> None:
    reading = evidence_of("Nobody liked the friend of Ann Lee.").reading
    assert office_before(reading, reading.words.index("ann")) is None
