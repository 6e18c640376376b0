"""Names stand out in some days beside the days before, on each engine alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.search.answers.in_the_news import in_the_news
from services.search.index.port import Index
from services.search.parameters import InTheNewsParameters
from tests.support.corpus import Said, change

TODAY = datetime(2026, 3, 31, 12, tzinfo=UTC)


def write(index: Index, naming: dict[int, list[str]]) -> None:
    """Write articles that name people, by how many days ago they were published; the first of them speaks."""
    changes = [
        change(
            f"a{number}",
            said=[Said("Well", names[0])] if names else [],
            naming=names[1:],
            published_at=TODAY - timedelta(days=ago),
        )
        for number, (ago, names) in enumerate(naming.items())
    ]
    assert set(index.write(changes)) == {"written"}


def test_who_is_named_more_than_before_stands_before_who_is_always_named(index: Index) -> None:
    always, suddenly = "Ada Nordmann", "Mohsen Milani"
    write(index, {**{day: [always] for day in range(3, 35)}, 0: [always, suddenly], 1: [always, suddenly]})

    news = in_the_news(index, InTheNewsParameters())

    assert [(name.name, name.articles, name.expected) for name in news.results] == [
        (suddenly, 2, 0.0),
        (always, 6, 6.0),
    ]
    assert news.results[1].quotes_by == 6
    assert (news.articles, news.articles_before) == (6, 28)


def test_a_record_that_grows_makes_nobody_newsworthy(index: Index) -> None:
    usual = {day: ["Ada Nordmann"] for day in (8, 15)} | {9: ["Zofia Łuczak"]}
    write(index, usual | {0: ["Ada Nordmann"], 1: ["Ada Nordmann"], 2: ["Ada Nordmann"], 3: ["Zofia Łuczak"]})

    news = in_the_news(index, InTheNewsParameters())

    assert {name.name: name.expected for name in news.results} == {
        "Ada Nordmann": pytest.approx(8 / 3, abs=0.01),
        "Zofia Łuczak": pytest.approx(4 / 3, abs=0.01),
    }


def test_without_a_past_counts_decide(index: Index) -> None:
    write(index, {0: ["Ada Nordmann"], 1: ["Zofia Łuczak"], 2: ["Zofia Łuczak"]})

    news = in_the_news(index, InTheNewsParameters(size=1))

    assert [name.id for name in news.results] == ["person:zofia-luczak"]
    assert news.articles_before == 0


def test_the_days_end_where_they_are_said_to(index: Index) -> None:
    write(index, {0: ["Ada Nordmann"], 10: ["Zofia Łuczak"]})

    news = in_the_news(index, InTheNewsParameters(until=TODAY - timedelta(days=9), days=2))

    assert [name.name for name in news.results] == ["Zofia Łuczak"]


def test_only_the_types_asked_for_are_weighed(index: Index) -> None:
    write(index, {0: ["Ada Nordmann", "Iran", "Harbour Board"]})

    news = in_the_news(index, InTheNewsParameters(type=["GPE", "ORG"]))

    assert {name.id for name in news.results} == {"gpe:iran", "org:harbour-board"}


def test_an_empty_record_has_nobody_in_the_news(index: Index) -> None:
    assert in_the_news(index, InTheNewsParameters()).results == []
