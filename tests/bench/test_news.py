"""The invented news that search is measured on is what it claims to be."""

from __future__ import annotations

from collections import Counter

import pytest

from services.search.index.changes import Change
from shared.models.annotations import Annotation
from shared.models.articles import Article
from tests.bench.news import World

COUNT = 120


@pytest.fixture(scope="module")
def news() -> list[Change]:
    world = World()
    return [world.article(number) for number in range(COUNT)]


@pytest.fixture(scope="module")
def whole(news: list[Change]) -> list[tuple[Article, Annotation]]:
    return [(change.article, change.annotation) for change in news if change.article and change.annotation]


def test_every_span_is_true(whole: list[tuple[Article, Annotation]]) -> None:
    for article, found in whole:
        for mention in found.mentions:
            text = article.title if mention.field == "title" else article.body
            assert text[mention.start : mention.end] == mention.text
        for quote in found.quotes:
            assert article.body[quote.start : quote.end] == quote.text
            assert quote.cue and article.body[quote.cue.start : quote.cue.end] == quote.cue.text
            if speaker := quote.speaker:
                said_by = article.body[speaker.mention.start : speaker.mention.end]
                assert said_by.lower() == speaker.mention.text.lower()  # it may begin the sentence


def test_quotes_name_what_is_mentioned_in_them(whole: list[tuple[Article, Annotation]]) -> None:
    for _, found in whole:
        for quote in found.quotes:
            inside = {
                mention.entity
                for mention in found.mentions
                if mention.field == "body" and quote.start <= mention.start < quote.end
            }
            assert set(quote.mentions) == inside
        listed = {entity.id for entity in found.entities}
        assert {mention.entity for mention in found.mentions} <= listed


def test_articles_have_real_length_and_quotes(whole: list[tuple[Article, Annotation]]) -> None:
    assert all(600 <= len(article.body.split()) <= 950 for article, _ in whole)
    assert sum(len(found.quotes) for _, found in whole) > 5 * COUNT


def test_few_are_named_often_and_many_seldom(whole: list[tuple[Article, Annotation]]) -> None:
    counted = Counter(entity.id for _, found in whole for entity in found.entities)
    often = sum(count for _, count in counted.most_common(len(counted) // 10))
    assert often > 0.35 * sum(counted.values())


def test_the_same_number_is_the_same_article(news: list[Change]) -> None:
    assert World().article(7) == news[7]
