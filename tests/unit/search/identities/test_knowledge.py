"""Loaded knowledge: whom names mean that it lists, and what speaks against it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.search.identities.decisions import Decision, decide
from services.search.identities.knowledge import KnownEntity
from services.search.identities.resolutions import Resolution
from services.search.identities.resolving import ListedEvidence, Resolutions, resolve
from tests.support.knowledge import known
from tests.unit.search.identities.articles import Named, article_rows, rows_of

SENATOR = known("q1", "Ada Brome", "Ada K. Brome", roles=("senator from Maine 2001..2019",))
UNION = known("q9", "Harbour Union Party", "HUP", "Grand Old Harbour", type="ORG")


def _who(entries: list[KnownEntity], *articles: Named, month: str = "") -> Resolutions:
    rows = rows_of(articles)
    dated = [(type(row)(**{**row.__dict__, "month": month}), name) for row, name in rows]
    return ListedEvidence(dated, entries).resolve_all()


def test_all_names_of_an_entry_are_one_identity_and_the_surname_follows() -> None:
    who = _who([SENATOR], ["Ada Brome"], ["Ada K. Brome"], ["Ada Brome"], ["Brome"])

    assert {who.person("person:ada-brome", "a0"), who.person("person:ada-k-brome", "a1")} == {SENATOR.root}
    assert who.person("person:brome", "a3") == SENATOR.root


def test_a_name_that_rules_take_for_the_same_one_follows_the_name_that_is_known() -> None:
    who = _who([SENATOR], *[["Ada Q. Brome"]] * 3, ["Ada Brome"])

    assert who.person("person:ada-q-brome", "a0") == who.person("person:ada-brome", "a3") == SENATOR.root


def test_a_body_is_known_by_names_that_have_no_word_in_common() -> None:
    who = _who([UNION], ["org:HUP"], ["org:Grand Old Harbour"], ["org:the Harbour Union Party"], ["org:Harbour Union"])

    roots = [who.person(id, "a0") for id in ("org:hup", "org:grand-old-harbour", "org:the-harbour-union-party")]
    assert roots == [UNION.root] * 3
    assert who.person("org:harbour-union", "a3") == "org:harbour-union"


def test_who_is_known_for_an_office_is_not_the_striker_of_that_name() -> None:
    only = _who([SENATOR], *[["Ada Brome (striker)"]] * 3)
    both = _who([SENATOR], *[["Ada Brome (striker)"]] * 3, *[["Ada Brome (senator)", "Tom Reeve"]] * 3, ["Ada Brome"])

    assert only.person("person:ada-brome", "a0") == "person:ada-brome"
    assert both.person("person:ada-brome", "a0") == "person:ada-brome~sport"
    assert both.person("person:ada-brome", "a3") == SENATOR.root
    assert both.person("person:ada-brome", "a6") is None


def test_who_was_known_long_before_is_not_meant_by_the_name_alone() -> None:
    who = _who([known("q2", "Ada Brome", roles=("senator 1850..1856",))], ["Ada Brome"], month="2020-05")

    assert who.person("person:ada-brome", "a0") == "person:ada-brome"


def test_of_two_entries_of_one_name_roles_of_the_time_tell_and_else_nobody_can() -> None:
    father = known("q3", "George Halm", "George A. Halm", roles=("President of Vale 1989..1993",))
    son = known("q4", "George Halm", roles=("President of Vale 2001..2009", "Governor of Oulder 1995..2000"))
    articles = [
        ["George Halm (President)"],
        ["George Halm (Gov.)"],
        ["George Halm (former president)"],
        ["George Halm"],
    ]

    early, late = (_who([father, son], *articles, month=month) for month in ("1990-03", "2005-06"))
    between = _who([father, son], *articles, month="1996-01")

    assert [early.person("person:george-halm", f"a{n}") for n in range(4)] == [father.root, None, None, None]
    assert [late.person("person:george-halm", f"a{n}") for n in range(4)] == [son.root, None, father.root, None]
    assert [between.person("person:george-halm", f"a{n}") for n in range(4)] == [None, son.root, father.root, None]


def test_of_two_entries_of_one_name_the_one_whose_other_name_stands_beside_it_is_meant() -> None:
    one, other = known("q5", "Labor", "Vale Labor", type="ORG"), known("q6", "Labor", "Halm Labor", type="ORG")

    who = _who([one, other], ["org:Labor", "org:Halm Labor"], ["org:Labor"])

    assert (who.person("org:labor", "a0"), who.person("org:labor", "a1")) == (other.root, None)


def test_a_surname_with_a_role_is_whoever_had_it_then_and_the_place_tells_two() -> None:
    maine = SENATOR
    texas = known("q7", "Karl Brome", roles=("senator from Texas 1990..",))
    named = [["Brome (senator from Texas)"], ["Brome (Maine Sen.)"], ["Brome (Sen.)"], ["Brome (mayor)"]]

    then, later = (_who([maine, texas], *named, month=month) for month in ("2010-01", "2022-01"))

    assert [then.person("person:brome", f"a{n}") for n in range(4)] == [texas.root, maine.root, None, None]
    assert [later.person("person:brome", f"a{n}") for n in range(4)] == [texas.root, texas.root, texas.root, None]


def test_a_lone_name_that_is_listed_is_theirs_unless_others_bear_the_surname() -> None:
    listed = known("q8", "Ada Brome", "Brome")

    alone = _who([listed], ["Brome"])
    beside = _who([listed], ["Brome"], *[["Karl Brome"], ["Tia Brome"]] * 3)

    assert alone.person("person:brome", "a0") == listed.root
    assert beside.person("person:brome", "a0") is None


def test_decisions_outdo_knowledge() -> None:
    rules = {each.id: each for each in resolve("person", "brome", ListedEvidence(rows_of([["Ada Brome"]]), [SENATOR]))}
    apart = Decision(id="0000000001", decision="split", name="person:ada-brome", by="Mia", at="2026-01-01")

    decided = decide([apart], rules, lambda _names, _role: ())

    assert rules["person:ada-brome"] == Resolution(
        "person:ada-brome", SENATOR.root, confidence=0.99, decided_by="knowledge"
    )
    assert (decided["person:ada-brome"].target, decided["person:ada-brome"].decided_by) == (
        "person:ada-brome",
        "person",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"names": []},
        {"names": ["A" * 101]},
        {"names": ["123"]},
        {"type": "EVENT"},
        {"id": "a b"},
        {"id": ""},
        {"wikidata": "42"},
        {"roles": [{"role": "mayor", "from": "2020-13"}]},
        {"roles": [{"role": "mayor", "from": "2020-02-30"}]},
        {"roles": [{"role": "mayor", "from": "2020", "to": "2019-05"}]},
        {"nickname": "Bo"},
    ],
)
def test_an_entry_that_is_not_right_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        KnownEntity.model_validate({"id": "q1", "type": "PERSON", "names": ["Ada Brome"], **wrong})


_ENTRIES = st.lists(
    st.sampled_from(
        [
            SENATOR,
            UNION,
            known("q3", "Ada Brome", roles=("mayor of Vale 1990..",)),
            known("q4", "Karl Brome", "Brome", "Ada"),
            known("q5", "Harbour Union", "HUP", type="ORG"),
            known("q6", "Robert Haldane", "Bob Haldane", "Ada Haldane"),
        ]
    ),
    unique_by=lambda entry: entry.id,
)
_NAMES = st.sampled_from(
    ["Ada Brome", "Ada K. Brome", "Brome", "Ada", "Karl Brome", "Bob Haldane", "Haldane", "Robert Haldane",
     "Ada Brome (striker)", "Ada Brome (mayor)", "Brome (senator)", "org:HUP", "org:Harbour Union Party",
     "org:Harbour Union"]
)  # fmt: skip
_ARTICLES = st.lists(
    st.lists(_NAMES, min_size=1, max_size=5, unique_by=lambda name: name.partition(" (")[0]), min_size=1, max_size=8
)


@settings(max_examples=40)
@given(_ARTICLES, _ENTRIES, st.randoms(use_true_random=False))
def test_the_order_of_articles_and_entries_changes_nothing_and_every_way_has_an_end(
    articles: list[list[str]], entries: list[KnownEntity], order: random.Random
) -> None:
    rows = [row for number, names in enumerate(articles) for row in article_rows(f"a{number}", names)]

    one = ListedEvidence(rows, entries).resolve_all()
    other = ListedEvidence(order.sample(rows, len(rows)), order.sample(entries, len(entries))).resolve_all()

    meant = [one.person(row.id, row.article) for row, _ in rows]
    assert meant == [other.person(row.id, row.article) for row, _ in rows]
    assert all(
        person is None or one.person(person, row.article) == person
        for person, (row, _) in zip(meant, rows, strict=True)
    )
