"""What searching an index promises, whichever engine is behind it: words, filters, facets, order, pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, NetworkRequest, Request, Sort, TimelineRequest
from services.search.index.results import FoundQuote
from services.search.query import parse
from tests.contract.queries import articles, ask, counts, filters, ids, quotes
from tests.support.corpus import Name, Said, a_month, change

ALL = {each.id for each in a_month()}


WORDS_IN_ARTICLES: list[tuple[Any, ...]] = [
    ("", ALL),
    ("ferry", {"ferry-1", "ferry-2", "undated-1"}),
    ("FERRIES", {"ferry-1", "ferry-2", "undated-1"}),
    ("negotiating", {"talks-1", "talks-2"}),
    ("ferry price", {"ferry-1"}),
    ("delayed weeks", {"ferry-2"}),  # one in the title, one in the body
    ("ferry AND price", {"ferry-1"}),
    ("price OR weeks", {"ferry-1", "ferry-2"}),
    ("ferry NOT price", {"ferry-2", "undated-1"}),
    ("ferry -price", {"ferry-2", "undated-1"}),
    ("NOT ferry", ALL - {"ferry-1", "ferry-2", "undated-1"}),
    ("NOT (ferry OR nuclear)", {"talks-2", "bank-1", "quiet"}),
    ("price OR NOT said", {"ferry-1", "undated-2", "quiet", "talks-2"} - {"talks-2"}),
    ("(ferry OR rates) (price OR year)", {"ferry-1", "bank-1"}),
    ('"nuclear talks"', {"talks-1"}),
    ('"nuclear talk"', set()),
    ('"talks nuclear"', set()),
    ('"new ferry will"', {"ferry-1"}),
    ('"ferry delayed we need"', set()),  # a phrase does not run from title to body
    ('ferry "price was too high"', {"ferry-1"}),
    ('NOT "nuclear talks" nuclear', {"ferry-2", "undated-2"}),
    ("lodz", {"talks-1"}),
    ("ŁÓDŹ", {"talks-1"}),
    ("strasse", {"talks-2"}),
    ("cafe", {"talks-2"}),
    ("Iran", {"ferry-2", "talks-1"}),
    ("iran's", {"ferry-2", "talks-1"}),
    ('"iran nuclear deal"', {"ferry-2"}),
    ("U.S.", {"talks-1"}),
    ("東京", {"undated-2"}),
    ("京東", set()),
    ("well-known", {"quiet"}),
    ("known-well", {"quiet"}),
    ("gulls-well", set()),
    ("the", {"ferry-1", "talks-1", "talks-2"}),
    ("nosuchword", set()),
    ("nosuchword OR ferry", {"ferry-1", "ferry-2", "undated-1"}),
]


@pytest.mark.parametrize(("q", "found"), WORDS_IN_ARTICLES)
def test_words_find_articles(month: Index, q: str, found: set[str]) -> None:
    assert articles(month, q) == found


WORDS_IN_QUOTES: list[tuple[Any, ...]] = [
    ("ferry", {"The new ferry will sail in April", "Ferries float"}),
    ("negotiations", {"Iran is ready to negotiate", "They negotiated all night in the straße café"}),
    ("delayed", set()),  # in the article's title only
    ("Ada", set()),  # the speaker is no part of what was said
    ('"nuclear deal"', {"Iran's nuclear deal is on hold"}),
    ("nuclear NOT iran", {"The nuclear talks have to go on"}),
    ("float OR comment", {"Ferries float", "No comment"}),
]


@pytest.mark.parametrize(("q", "found"), WORDS_IN_QUOTES)
def test_words_find_quotes_by_what_was_said(month: Index, q: str, found: set[str]) -> None:
    assert quotes(month, q) == found


FILTERED_ARTICLES: list[tuple[Any, ...]] = [
    ({"source": ["Evening Heron"]}, {"ferry-2", "talks-1"}),
    ({"source": ["evening heron"]}, set()),
    ({"source": ["Evening Heron", "Łódź Post"]}, {"ferry-2", "talks-1", "talks-2", "bank-1"}),
    ({"exclude_source": ["Evening Heron", "Łódź Post"]}, {"ferry-1", "undated-1", "undated-2", "quiet"}),
    ({"source": ["Evening Heron"], "exclude_source": ["Evening Heron"]}, set()),
    ({"section": ["Harbour"]}, {"ferry-1"}),
    ({"section": ["World", "Money & Markets"]}, {"talks-1", "talks-2", "bank-1"}),
    ({"exclude_section": ["World", "harbour"]}, {"ferry-1", "bank-1", "undated-1", "undated-2", "quiet"}),
    ({"section": ["World"], "source": ["Evening Heron"]}, {"talks-1"}),
    ({"language": ["pl"]}, {"talks-2"}),
    ({"entity": ["gpe:iran"]}, {"talks-1"}),
    ({"entity": ["Iran"]}, {"talks-1"}),
    ({"entity": ["tehran"]}, {"talks-1"}),
    ({"entity": ["ISLAMIC  republic"]}, {"talks-1"}),
    ({"entity": ["Islamic"]}, set()),
    ({"entity": ["lodz"]}, {"talks-1", "talks-2"}),
    ({"entity": ["Harbour Board", "Central Bank"]}, {"ferry-1", "bank-1"}),
    ({"speaker": ["person:mohsen-milani"]}, {"ferry-1", "talks-1"}),
    ({"speaker": ["Mohsen Milani"]}, {"ferry-1", "talks-1"}),
    ({"speaker": ["Milani"]}, {"ferry-1", "ferry-2", "talks-1"}),
    ({"speaker": ["mr. milani"]}, {"ferry-1"}),
    ({"speaker": ["zofia luczak"]}, {"talks-1", "talks-2"}),
    ({"speaker": ["Harbour Board"]}, set()),
    ({"about": ["Harbour Board"]}, {"ferry-1"}),
    ({"about": ["Tehran"]}, {"talks-1"}),
    ({"about": ["Mohsen Milani"]}, set()),
    ({"type": ["indirect"]}, {"ferry-1", "bank-1"}),
    ({"type": ["indirect", "mixed"]}, {"ferry-1", "bank-1", "talks-1"}),
    ({"modality": ["denied", "asked"]}, {"ferry-1"}),
    ({"exclude_modality": ["stated"], "source": ["Evening Heron"]}, set()),  # it has stated ones, too
    ({"speaker": ["Ada Nordmann"], "type": ["indirect"]}, {"ferry-1"}),  # two quotes, each condition on its own
    ({"source": ["Evening Heron"], "speaker": ["Ada Nordmann"]}, {"ferry-2"}),
]


@pytest.mark.parametrize(("filters", "found"), FILTERED_ARTICLES)
def test_filters_on_articles(month: Index, filters: dict[str, Any], found: set[str]) -> None:
    assert articles(month, **filters) == found


FILTERED_QUOTES: list[tuple[Any, ...]] = [
    ({"source": ["Łódź Post"], "type": ["indirect"]}, {"Interest rates will not rise this year"}),
    ({"exclude_source": ["The Daily Gull", "Evening Heron", "Łódź Post"]}, {"Ferries float"}),
    ({"section": ["harbour"]}, {"We need three more weeks", "Iran's nuclear deal is on hold"}),
    ({"exclude_section": ["Harbour", "harbour", "World"]}, {"Interest rates will not rise this year", "Ferries float"}),
    ({"language": ["pl"]}, {"They negotiated all night in the straße café"}),
    (
        {"speaker": ["milani"], "type": ["direct"]},
        {"Iran's nuclear deal is on hold", "The nuclear talks have to go on"},
    ),
    ({"exclude_modality": ["stated"]}, {"that the price was too high", "Iran is ready to negotiate"}),
    ({"modality": ["future"]}, {"Iran is ready to negotiate"}),
    ({"speaker": ["org:central-bank"]}, {"Interest rates will not rise this year"}),
    ({"about": ["gpe:iran"]}, {"The nuclear talks have to go on", "Iran is ready to negotiate"}),
    ({"about": ["Lodz"]}, {"They negotiated all night in the straße café"}),
    ({"entity": ["Harbour Board"]}, {"The new ferry will sail in April"}),
    ({"entity": ["Ada Nordmann"], "source": ["Evening Heron"]}, {"We need three more weeks"}),
    ({"entity": ["Iran"], "speaker": ["Zofia Łuczak"]}, {"Iran is ready to negotiate"}),
    ({"about": ["Zofia Łuczak"]}, set()),
]


@pytest.mark.parametrize(("filters", "found"), FILTERED_QUOTES)
def test_filters_on_quotes(month: Index, filters: dict[str, Any], found: set[str]) -> None:
    assert quotes(month, **filters) == found


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (at(2026, 3, 1, 8), None, {"ferry-1", "ferry-2", "talks-1", "talks-2", "quiet"}),
        (at(2026, 3, 1, 8, 0, 0, 1), None, {"ferry-2", "talks-1", "talks-2", "quiet"}),
        (None, at(2026, 3, 1, 8), {"ferry-1", "bank-1"}),
        (None, at(2026, 3, 1, 7, 59, 59, 999999), {"bank-1"}),
        (at(2026, 3, 9), at(2026, 3, 9, 23, 59, 59, 999999), {"ferry-2"}),
        (at(2026, 3, 9), at(2026, 3, 9, 23, 59, 59, 999998), set()),
        (at(1934, 1, 1), at(1934, 12, 31), {"bank-1"}),
        (at(1, 1, 1), at(9999, 12, 31), ALL - {"undated-1", "undated-2"}),
        (at(2026, 3, 2), at(2026, 3, 1), set()),
    ],
)
def test_dates_are_inclusive_and_the_undated_match_none(
    month: Index, since: datetime | None, until: datetime | None, found: set[str]
) -> None:
    assert articles(month, since=since, until=until) == found


def test_articles_are_counted_by_facet(month: Index) -> None:
    page = ask(month, "articles")
    assert counts(page, "source") == {"The Daily Gull": 2, "Evening Heron": 2, "Łódź Post": 2}
    assert counts(page, "speaker") == {
        "person:ada-nordmann": 3,
        "person:mohsen-milani": 2,
        "person:zofia-luczak": 2,
        "org:central-bank": 1,
        "person:milani": 1,
    }
    assert counts(page, "entity") == {
        "person:ada-nordmann": 3,
        "gpe:lodz": 2,
        "person:mohsen-milani": 2,
        "person:zofia-luczak": 2,
        "gpe:iran": 1,
        "org:central-bank": 1,
        "org:harbour-board": 1,
        "person:milani": 1,
    }
    assert counts(page, "type") == {"direct": 5, "indirect": 2, "mixed": 1}
    assert list(counts(page, "day").items()) == [
        ("1934-07-01", 1),
        ("2026-03-01", 1),
        ("2026-03-09", 1),
        ("2026-03-10", 3),
    ]


def test_quotes_are_counted_by_facet(month: Index) -> None:
    page = ask(month, "quotes")
    assert page.total == 10
    assert counts(page, "source") == {"Evening Heron": 5, "The Daily Gull": 2, "Łódź Post": 2}
    assert counts(page, "type") == {"direct": 7, "indirect": 2, "mixed": 1}
    assert counts(page, "speaker")["person:ada-nordmann"] == 3
    assert counts(page, "entity")["gpe:iran"] == 2


def test_quotes_are_counted_by_how_they_were_put_forward(month: Index) -> None:
    page = month.search(Request(kind="quotes", facets=("modality",), filters=filters(modality=["denied"])))
    assert counts(page, "modality") == {"stated": 8, "denied": 1, "future": 1}


def test_sections_are_counted_of_articles_and_of_quotes(month: Index) -> None:
    of_articles = month.search(Request(kind="articles", facets=("section",), filters=filters(section=["World"])))
    of_quotes = month.search(Request(kind="quotes", facets=("section",), filters=filters(exclude_section=["harbour"])))
    assert counts(of_articles, "section") == {"World": 2, "Harbour": 1, "Money & Markets": 1, "harbour": 1}
    assert counts(of_quotes, "section") == {"World": 4, "Harbour": 2, "harbour": 2, "Money & Markets": 1}


def test_an_article_shows_its_section(month: Index) -> None:
    [found] = ask(month, "articles", section=["Harbour"]).hits
    assert isinstance(found, FoundArticleText)
    assert found.article.section == "Harbour"
    stored = month.article("ferry-1")
    assert stored is not None
    assert stored.section == "Harbour"


def test_the_most_frequent_value_comes_first_and_ties_by_value(month: Index) -> None:
    assert [value.value for value in ask(month, "articles").facets["speaker"]] == [
        "person:ada-nordmann",
        "person:mohsen-milani",
        "person:zofia-luczak",
        "org:central-bank",
        "person:milani",
    ]


def test_facets_show_names(month: Index) -> None:
    labels = {value.value: value.label for name in ("entity", "speaker") for value in ask(month).facets[name]}
    assert labels["gpe:lodz"] == "Łódź"
    assert labels["person:mohsen-milani"] == "Mohsen Milani"
    assert [value.label for value in ask(month).facets["source"]] == ["Evening Heron", "The Daily Gull", "Łódź Post"]


def test_a_facet_ignores_its_own_filter_and_heeds_the_others(month: Index) -> None:
    page = ask(month, "articles", source=["Evening Heron"], type=["mixed"])
    assert ids(page) == ["talks-1"]
    assert counts(page, "source") == {"Evening Heron": 1}
    assert counts(page, "type") == {"direct": 2, "mixed": 1}
    excluding = ask(month, "articles", exclude_source=["Evening Heron"])
    assert counts(excluding, "source") == {"The Daily Gull": 2, "Evening Heron": 2, "Łódź Post": 2}
    assert sum(counts(excluding, "day").values()) == 4
    spoken = ask(month, "quotes", speaker=["Ada Nordmann"])
    assert len(counts(spoken, "speaker")) == 5
    assert counts(spoken, "source") == {"Evening Heron": 1, "The Daily Gull": 1}
    dated = ask(month, "articles", since=at(2026, 3, 1), until=at(2026, 3, 9))
    assert len(counts(dated, "day")) == 4
    assert counts(dated, "source") == {"The Daily Gull": 1}
    named = ask(month, "articles", entity=["Iran"])
    assert len(counts(named, "entity")) == 8
    assert counts(named, "speaker") == {"person:mohsen-milani": 1, "person:zofia-luczak": 1}


def test_facets_heed_words_and_what_has_no_facet(month: Index) -> None:
    assert counts(ask(month, "articles", "ferry"), "source") == {"Evening Heron": 1, "The Daily Gull": 1}
    assert counts(ask(month, "quotes", about=["Iran"]), "entity") == {
        "gpe:iran": 2,
        "person:mohsen-milani": 1,
        "person:zofia-luczak": 1,
    }
    assert counts(ask(month, "articles", language=["pl"]), "source") == {"Łódź Post": 1}


def test_only_the_facets_that_were_asked_for_are_counted(month: Index) -> None:
    page = month.search(Request(kind="articles", facets=("type",), filters=filters(source=["Evening Heron"])))
    assert list(page.facets) == ["type"]
    assert page.total == 2
    assert month.search(Request(kind="quotes", facets=())).facets == {}


def test_at_most_twenty_values_of_a_facet(index: Index) -> None:
    index.write([change(f"a{n}", source=f"Source {n:02}") for n in range(25)])
    found = ask(index, "articles").facets["source"]
    assert [value.value for value in found] == [f"Source {n:02}" for n in range(20)]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("newest", ["quiet", "talks-1", "talks-2", "ferry-2", "ferry-1", "bank-1", "undated-1", "undated-2"]),
        ("oldest", ["bank-1", "ferry-1", "ferry-2", "quiet", "talks-1", "talks-2", "undated-1", "undated-2"]),
        ("relevance", ["quiet", "talks-1", "talks-2", "ferry-2", "ferry-1", "bank-1", "undated-1", "undated-2"]),
    ],
)
def test_articles_in_order(month: Index, sort: Sort, order: list[str]) -> None:
    assert ids(ask(month, "articles", sort=sort)) == order


def test_quotes_of_one_moment_stand_as_in_their_articles(month: Index) -> None:
    newest = [
        "talks-1: The nuclear talks have to go on",
        "talks-1: Iran is ready to negotiate",
        "talks-1: No comment",
        "talks-2: They negotiated all night in the straße café",
    ]
    assert ids(ask(month, "quotes", sort="newest"))[:4] == newest
    assert ids(ask(month, "quotes", sort="oldest"))[-5:-1] == newest
    assert ids(ask(month, "quotes", sort="oldest"))[-1] == "undated-1: Ferries float"


def test_the_most_relevant_comes_first(index: Index) -> None:
    index.write([
        change("mentions", text="A gull. " + "Something else happened here that day. " * 20),
        change("headline", title="Gull steals gull", text="The gull took the gull."),
    ])  # fmt: skip
    assert ids(ask(index, "articles", "gull")) == ["headline", "mentions"]
    assert ids(ask(index, "articles", "gull", sort="newest")) == ["headline", "mentions"]


def test_a_found_article_is_complete_but_for_its_text(month: Index) -> None:
    page = ask(month, "articles", "weeks")
    (hit,) = page.hits
    posted = next(each for each in a_month() if each.id == "ferry-2")
    assert isinstance(hit, FoundArticleText)
    assert posted.article and posted.annotation
    assert hit.body == posted.article.body
    found = hit.article
    assert (found.id, found.version, found.title) == ("ferry-2", 1, "Ferry delayed")
    assert (found.source, found.url, found.published_at) == (
        "Evening Heron",
        "https://news.example/ferry-2",
        posted.article.published_at,
    )
    assert found.accepted_at == posted.accepted_at
    assert (found.quote_count, found.length, found.annotator) == (2, len(posted.article.body), "test-1")
    assert found.entities == posted.annotation.entities


def test_a_found_quote_names_its_article(month: Index) -> None:
    (hit,) = ask(month, "quotes", "weeks").hits
    assert not isinstance(hit, FoundArticleText)
    assert hit.speaker and hit.speaker.name == "Ada Nordmann"
    assert hit.cue and hit.cue.lemma == "say"
    assert (hit.article.id, hit.article.title, hit.article.source) == ("ferry-2", "Ferry delayed", "Evening Heron")
    assert hit.article.published_at == at(2026, 3, 9, 23, 59, 59, 999999)


def test_nobody_speaks_about_a_day(index: Index) -> None:
    index.write([change("a1", said=[Said("See you in Łódź", "Ada Nordmann", ["Łódź", Name("Friday", "DATE")])])])
    links = index.network(NetworkRequest(links="speaks_about"))
    assert [(link.source, link.target) for link in links] == [("person:ada-nordmann", "gpe:lodz")]


def test_several_timelines_are_those_of_each(month: Index) -> None:
    requests = [TimelineRequest("articles", "day"), TimelineRequest("quotes", "month")]
    assert list(month.timelines(requests)) == [month.timeline(request) for request in requests]
    assert list(month.timelines([])) == []


def test_what_quotes_say_is_told_in_the_order_of_the_list(month: Index) -> None:
    listed = ask(month, "quotes", sort="newest").hits
    every = [(hit.text, list(hit.mentions)) for hit in listed if isinstance(hit, FoundQuote)]
    assert len(every) == len(listed) > 2

    def said(q: str, size: int, **asked: Any) -> list[tuple[str, list[str]]]:
        [found] = month.said(parse(q) if q else None, [filters(**asked)], size)
        return [(each.text, list(each.mentions)) for each in found]

    assert said("", 100) == every
    assert said("", 2) == every[:2]
    assert said("nosuchword", 10) == []
    assert said("", 10, source=["Nobody's Times"]) == []
