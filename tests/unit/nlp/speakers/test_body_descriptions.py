"""Descriptions of bodies: what an article calls them, and what *the charity* asks of whichever it means."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.speakers.body_descriptions import BodyDescriptions
from services.nlp.speakers.evidence import Evidence

TEXT = "The Brant Fund, a small charity, sued Harland Steel on Monday. {described} was tired."


def test_a_noun_asks_for_the_body_that_the_article_calls_so(evidence_of: Callable[[str], Evidence]) -> None:
    evidence = evidence_of(TEXT.format(described="The charity"))
    reading = evidence.reading
    token = len(reading) - 1 - reading.words[::-1].index("charity")
    bodies = [entity for entity in evidence.entities.all if entity.type == "ORG"]
    fits = BodyDescriptions(reading, evidence.entities, {}).fits(token)
    assert fits is not None
    assert [body.name for body in bodies if (fits(body) or 0) > 0] == ["Brant Fund"]


def test_a_noun_without_an_article_means_none_in_particular(evidence_of: Callable[[str], Evidence]) -> None:
    evidence = evidence_of(TEXT.format(described="Another charity"))
    reading = evidence.reading
    token = len(reading) - 1 - reading.words[::-1].index("charity")
    assert BodyDescriptions(reading, evidence.entities, {}).fits(token) is None
