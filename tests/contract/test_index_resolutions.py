"""Resolutions: whom names mean, kept in the index; and what the index tells of names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.search.identities.resolutions import Resolution, Sighting
from services.search.index.fields import ENTITY_FIELDS
from services.search.index.filters import Bearers, Filters
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, Kind, NamesRequest, Period, Request
from tests.support.corpus import Said, a_month, change

MIDDLE_NAME = Resolution("person:ann-b-lee", "person:ann-lee", confidence=0.9)
SURNAME = Resolution("person:lee", "", {"a1": "person:ann-lee", "a2": "person:bob-lee"})
OWN = Resolution("person:ann-lee", "person:ann-lee")


def test_what_was_put_is_known_by_its_name_and_by_whom_it_leads_to(index: Index) -> None:
    index.put_resolutions([MIDDLE_NAME, SURNAME])

    assert index.resolutions(["person:lee", "person:ann-b-lee", "person:nobody"]) == {
        "person:lee": SURNAME,
        "person:ann-b-lee": MIDDLE_NAME,
    }
    assert index.resolutions_to(["person:bob-lee"]) == [SURNAME]
    assert index.resolutions_to(["person:ann-lee"]) == [MIDDLE_NAME, SURNAME]


def test_the_last_word_on_a_name_counts_and_a_trivial_one_forgets_it(index: Index) -> None:
    index.put_resolutions([MIDDLE_NAME, SURNAME])

    index.put_resolutions([Resolution("person:ann-b-lee", "person:bob-lee"), Resolution("person:lee", "person:lee")])

    assert index.resolutions_to(["person:ann-lee"]) == []
    assert index.resolutions(["person:lee"]) == {}
    assert [resolution.id for resolution in index.resolutions_to(["person:bob-lee"])] == ["person:ann-b-lee"]


def test_whom_names_mean_and_who_leads_to_them_is_one_question(index: Index) -> None:
    index.put_resolutions([MIDDLE_NAME, SURNAME])

    def around(*ids: str) -> list[str]:
        return sorted(resolution.id for resolution in index.about_names(ids).resolutions)

    assert around("person:ann-lee") == ["person:ann-b-lee", "person:lee"]
    assert around("person:bob-lee", "person:ann-b-lee") == ["person:ann-b-lee", "person:lee"]
    assert around("person:nobody") == []


def test_what_names_are_called_comes_with_whom_they_mean(month: Index) -> None:
    some = [name.id for name in month.names(NamesRequest("articles", size=3)).names]
    about = month.about_names(["person:nobody"], [*some, "person:nobody"])
    assert about.names == {"person:nobody"} and about.resolutions == []
    assert about.called == {**month.named(some), "person:nobody": None}


def test_a_name_of_its_own_is_nothing_to_be_kept(index: Index) -> None:
    index.put_resolutions([OWN])

    assert index.resolutions([OWN.id]) == {}


def test_names_of_any_length_and_script_are_kept(index: Index) -> None:
    long, other = f"person:{'x' * 2_000}", "person:\u202eabc-\u0645\u064f\u062d"
    resolutions = [Resolution(long, other), Resolution(other, long)]

    index.put_resolutions(resolutions)

    assert index.resolutions([long, other]) == {each.id: each for each in resolutions}
    assert index.resolutions_to([other]) == resolutions[:1]


def test_namesakes_are_those_with_the_word_in_most_articles_first(month: Index) -> None:
    page = month.names(NamesRequest("articles", types=("PERSON",), size=1_000))
    word = page.names[0].label.split()[-1].lower()

    namesakes = month.namesakes([word], "person", 500)[word]

    called = month.names(NamesRequest("articles", name=word, types=("PERSON",), size=1_000)).names
    assert {name.id for name in namesakes} <= {name.id for name in called}
    assert page.names[0].id in {name.id for name in namesakes}
    assert [(name.id, name.count) for name in namesakes] == [
        (name.id, name.count) for name in called if name.id in {namesake.id for namesake in namesakes}
    ]
    assert month.namesakes([word], "person", 1) == {word: namesakes[:1]}


def test_namesakes_of_many_words_are_those_of_each(month: Index) -> None:
    page = month.names(NamesRequest("articles", types=("PERSON", "ORG"), size=1_000))
    words = {word.lower() for name in page.names for word in name.label.split() if word.isalpha()} | {"nobody", "a"}
    phrases = {" ".join(name.label.lower().split()[:2]) for name in page.names[:5]}

    assert month.namesakes(words | phrases, "person", 3) == {
        word: month.namesakes([word], "person", 3)[word] for word in words | phrases
    }
    assert month.namesakes([], "person", 3) == {}


def test_sightings_are_the_articles_of_an_entity_the_newest_first(month: Index) -> None:
    (name,) = month.names(NamesRequest("articles", types=("PERSON",), size=1)).names

    sightings = month.sightings(name.id, 1_000)

    page = month.search(Request("articles", filters=Filters(include={"entity": (name.id,)}), sort="newest", size=100))
    articles = [hit.article for hit in page.hits if isinstance(hit, FoundArticleText)]
    entities = {
        change.id: frozenset(entity.id for entity in change.annotation.entities)
        for change in a_month()
        if change.annotation
    }
    assert len(sightings) == name.count
    assert {sighting.article for sighting in sightings} >= {article.id for article in articles}
    for article in articles:
        month_of = article.published_at.strftime("%Y-%m") if article.published_at else ""
        assert Sighting(article.id, article.source or "", month_of, entities[article.id]) in sightings
    published = [sighting.month for sighting in sightings if sighting.month]
    assert published == sorted(published, reverse=True)
    assert month.sightings(name.id, 2) == sightings[:2]


def test_roles_are_those_of_the_newest_quotes_by_article(index: Index) -> None:
    may, june = (datetime(2017, month, 1, tzinfo=UTC) for month in (5, 6))
    index.write(
        [
            change("old", said=[Said("One.", "Ann Lee", role="mayor")], published_at=may),
            change("new", said=[Said("Two.", "Ann Lee"), Said("Three.", "Ann Lee", role="judge")], published_at=june),
            change("newer", said=[Said("Four.", "Ann Lee", role="nurse")], published_at=june),
            change("newest", said=[Said("Five.", "Bob Roe", role="nurse")], published_at=june),
            change("undated", said=[Said("Six.", "Ann Lee", role="judge", act="thought"), Said("So.", "Ann Lee")]),
        ]
    )
    index.write([change("newer", 2, said=[Said("Four.", "Ann Lee", role="doctor")], published_at=june)])

    every = {"old": {"mayor"}, "new": {"judge"}, "newer": {"doctor"}, "undated": {"judge"}}
    assert index.roles("person:ann-lee", 100) == every
    assert index.roles("person:ann-lee", 3) == {name: every[name] for name in ("new", "newer")}
    assert index.roles("person:ann-lee", 2) == {"new": {"judge"}}
    assert index.roles("person:nobody", 3) == {}


@pytest.mark.parametrize("kind", ["articles", "quotes"])
def test_totals_are_those_of_searches(month: Index, kind: Kind) -> None:
    groups = []
    for field in ENTITY_FIELDS:
        values = month.search(Request(kind, size=0, facets=(field.name,))).facets[field.name]  # type: ignore[arg-type]
        one, other = values[0].value, values[1].value
        groups += [[Bearers(field.name, (one,))], [Bearers(field.name, (one,)), Bearers("entity", (other, one))]]
    source = month.search(Request("articles", size=0, facets=("source",))).facets["source"][0].value
    filters = Filters(include={"source": (source,)})

    totals = month.totals(kind, None, filters, groups)

    assert totals == [
        month.search(Request(kind, filters=Filters(include=filters.include, bearers=group), size=0, facets=())).total
        for group in groups
    ]
    assert any(totals)


def test_periods_are_from_the_oldest_article_to_the_newest_of_those_that_are_dated(index: Index) -> None:
    may, june = datetime(2026, 5, 4, 12, 30, 0, 250, UTC), datetime(2026, 6, 1, tzinfo=UTC)
    index.write(
        [
            change("old", said=[Said("One.", "Ann Lee")], published_at=may),
            change("new", said=[Said("Two.", "Ann Lee")], published_at=june),
            change("undated", said=[Said("Three.", "Ann Lee"), Said("Four.", "Bob Roe")]),
        ]
    )
    ann, bob, nobody = (Bearers("entity", (f"person:{name}",)) for name in ("ann-lee", "bob-roe", "nobody"))
    outside = Bearers("entity", (), outside=(("person:ann-lee", ("new",)),))

    periods = index.periods([[ann], [bob], [nobody], [ann, bob], [outside]])

    assert list(periods) == [Period(may, june), Period(), Period(), Period(), Period(may, may)]
    assert list(index.periods([])) == []


@pytest.mark.parametrize("kind", ["articles", "quotes"])
def test_a_name_outside_of_articles_counts_in_the_others(month: Index, kind: Kind) -> None:
    name = month.search(Request(kind, size=0, facets=("speaker",))).facets["speaker"][0].value
    every = month.search(Request(kind, filters=Filters(include={"speaker": (name,)}), size=100, facets=()))
    articles = sorted({hit.article.id for hit in every.hits})
    left = Bearers("speaker", (), outside=((name, (articles[0], "nowhere")),))

    page = month.search(Request(kind, filters=Filters(bearers=[left]), size=100, facets=()))

    assert sorted({hit.article.id for hit in page.hits}) == articles[1:]
