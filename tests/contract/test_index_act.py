"""Speech and thought: what was said is listed and counted, what was thought when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import pytest

from services.search.index.fields import Acts, Facet
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, NetworkRequest, Request, TimelineRequest
from services.search.query import parse
from tests.contract.queries import articles, ask, counts, filters, quotes
from tests.support.corpus import Said, change, id_of

ADA, MOHSEN = id_of("Ada Nordmann"), id_of("Mohsen Milani")
SAID = Said("The ferry pays for itself", "Ada Nordmann", ["Iran"], role="foreign minister", confidence=0.9)
THOUGHT = Said(
    "It may never pay",
    "Mohsen Milani",
    ["Łódź"],
    "indirect",
    role="deputy mayor",
    cue="warned",
    confidence=0.5,
    modality="future",
    act="thought",
)
NOBODYS = Said("It ought to sink", None, ["Iran"], "indirect", act="thought")
SPOKEN_WISH = Said("Rates ought to fall", "Ada Nordmann", ["Łódź"], act="thought")


@pytest.fixture
def minds(index: Index) -> Index:
    """Four articles: speech, thought, both, and neither."""
    index.write(
        [
            change("said", title="Said", said=[SAID]),
            change("thought", title="Thought", said=[THOUGHT]),
            change("both", title="Both", said=[SAID, THOUGHT, NOBODYS, SPOKEN_WISH]),
            change("neither", title="Neither"),
        ]
    )
    return index


@pytest.mark.parametrize(
    ("act", "texts"),
    [
        ("speech", {SAID.text}),
        ("thought", {THOUGHT.text, NOBODYS.text, SPOKEN_WISH.text}),
        ("any", {SAID.text, THOUGHT.text, NOBODYS.text, SPOKEN_WISH.text}),
    ],
)
def test_a_list_of_quotes_has_those_of_the_act(minds: Index, act: Acts, texts: set[str]) -> None:
    assert quotes(minds, act=act) == texts


def test_a_list_of_quotes_has_speech_unless_asked_otherwise(minds: Index) -> None:
    assert quotes(minds) == {SAID.text}
    assert quotes(minds, "pay") == {SAID.text}


def test_every_article_is_listed_whatever_the_act(minds: Index) -> None:
    for act in get_args(Acts):
        assert articles(minds, act=act) == {"said", "thought", "both", "neither"}


FOUND: list[tuple[Mapping[str, Any], set[str], set[str], set[str]]] = [
    ({"speaker": [MOHSEN]}, set(), {"thought", "both"}, {"thought", "both"}),
    ({"speaker": ["Ada Nordmann"]}, {"said", "both"}, {"both"}, {"said", "both"}),
    ({"speaker": ["unknown"]}, set(), {"both"}, {"both"}),
    ({"exclude_speaker": ["Ada Nordmann"]}, {"thought", "neither"}, {"said", "thought", "neither"},
     {"thought", "neither"}),
    ({"about": ["Łódź"]}, set(), {"thought", "both"}, {"thought", "both"}),
    ({"type": ["indirect"]}, set(), {"thought", "both"}, {"thought", "both"}),
    ({"exclude_type": ["direct"]}, {"thought", "neither"}, {"said", "thought", "neither"}, {"thought", "neither"}),
    ({"modality": ["future"]}, set(), {"thought", "both"}, {"thought", "both"}),
    ({"cue": ["warn"]}, set(), {"thought", "both"}, {"thought", "both"}),
    ({"role": ["deputy mayor"]}, set(), {"thought", "both"}, {"thought", "both"}),
    ({"exclude_role": ["minister"]}, {"thought", "neither"}, {"said", "thought", "both", "neither"},
     {"thought", "neither"}),
    ({"has_quotes": True}, {"said", "both"}, {"thought", "both"}, {"said", "thought", "both"}),
    ({"has_quotes": False}, {"thought", "neither"}, {"said", "neither"}, {"neither"}),
    ({"confidence_min": 0.5}, {"said", "both"}, {"thought", "both"}, {"said", "thought", "both"}),
    ({"confidence_min": 0.8}, {"said", "both"}, {"both"}, {"said", "both"}),
    ({"entity": [MOHSEN]}, {"thought", "both"}, {"thought", "both"}, {"thought", "both"}),
]  # fmt: skip
"""Filters, and the articles that they find where speech counts, where thought does, and where either does."""


@pytest.mark.parametrize(("given", "speech", "thought", "either"), FOUND)
def test_an_article_is_found_by_its_quotes_of_the_act(
    minds: Index, given: Mapping[str, Any], speech: set[str], thought: set[str], either: set[str]
) -> None:
    assert articles(minds, **given) == speech
    assert articles(minds, act="thought", **given) == thought
    assert articles(minds, act="any", **given) == either


@pytest.mark.parametrize("q", ['speaker:"mohsen milani"', "speaker:mil*", "cue:warned", 'role:"deputy mayor"'])
def test_the_words_of_speakers_cues_and_roles_are_those_of_the_act(minds: Index, q: str) -> None:
    assert articles(minds, q) == set()
    assert articles(minds, q, act="thought") == articles(minds, q, act="any") == {"thought", "both"}
    assert articles(minds, f"NOT {q}") == {"said", "thought", "both", "neither"}
    assert articles(minds, f"NOT {q}", act="any") == {"said", "neither"}


def test_an_article_counts_its_quotes_of_the_act(minds: Index) -> None:
    def quote_counts(act: Acts) -> dict[str, int]:
        hits = ask(minds, "articles", act=act).hits
        return {hit.article.id: hit.article.quote_count for hit in hits if isinstance(hit, FoundArticleText)}

    assert quote_counts("speech") == {"said": 1, "thought": 0, "both": 1, "neither": 0}
    assert quote_counts("thought") == {"said": 0, "thought": 1, "both": 3, "neither": 0}
    assert quote_counts("any") == {"said": 1, "thought": 1, "both": 4, "neither": 0}


FACETS: list[tuple[Facet, Acts, dict[str, int]]] = [
    ("speaker", "speech", {ADA: 2}),
    ("speaker", "thought", {MOHSEN: 2, ADA: 1}),
    ("speaker", "any", {ADA: 2, MOHSEN: 2}),
    ("about", "any", {"gpe:lodz": 2, "gpe:iran": 2}),
    ("type", "any", {"direct": 2, "indirect": 2}),
    ("type", "thought", {"indirect": 2, "direct": 1}),
    ("modality", "any", {"stated": 2, "future": 2}),
    ("cue", "thought", {"warn": 2, "say": 1}),
]


@pytest.mark.parametrize(("facet", "act", "expected"), FACETS)
def test_a_facet_of_articles_counts_their_quotes_of_the_act(
    minds: Index, facet: Facet, act: Acts, expected: dict[str, int]
) -> None:
    page = minds.search(Request("articles", filters=Filters(act=act), facets=(facet,)))

    assert counts(page, facet) == expected


def test_the_facet_act_shows_both_whichever_counts(minds: Index) -> None:
    for act in get_args(Acts):
        of_quotes = minds.search(Request("quotes", filters=filters(act=act), facets=("act",)))
        of_articles = minds.search(Request("articles", filters=filters(act=act), facets=("act",)))
        assert counts(of_quotes, "act") == {"speech": 2, "thought": 4}
        assert counts(of_articles, "act") == {"speech": 2, "thought": 2}


def test_the_facet_act_counts_what_its_value_finds(minds: Index) -> None:
    words = parse("speaker:ada")
    page = minds.search(Request("articles", words, filters(about=["Łódź"]), facets=("act",)))

    assert counts(page, "act") == {"thought": 1}
    assert articles(minds, "speaker:ada", about=["Łódź"], act="thought", has_quotes=True) == {"both"}
    without = minds.search(Request("articles", filters=filters(has_quotes=False), facets=("act",)))
    assert counts(without, "act") == {}


def test_names_profiles_and_analyses_count_the_act(minds: Index) -> None:
    expected: dict[Acts, tuple[int, int]] = {"speech": (0, 0), "thought": (2, 3), "any": (2, 3)}
    for act, (by, about) in expected.items():
        of = Filters(act=act)
        assert minds.counts([MOHSEN], None, of)[MOHSEN].quotes_by == by
        assert minds.counts(["gpe:lodz"], None, of)["gpe:lodz"].quotes_about == about
        links = minds.network(NetworkRequest("speaks_about", filters=of))
        assert ((MOHSEN, "gpe:lodz") in {(link.source, link.target) for link in links}) is (by > 0)


def test_a_timeline_of_articles_is_split_by_speakers_of_the_act(minds: Index) -> None:
    def split(act: Acts) -> dict[str, int]:
        request = TimelineRequest("articles", "day", filters=Filters(act=act), split="speaker")
        return {series.value: series.total for series in minds.timeline(request).series}

    assert split("speech") == {ADA: 2}
    assert split("thought") == {ADA: 1, MOHSEN: 2}
    assert split("any") == {ADA: 2, MOHSEN: 2}


def test_an_article_in_full_has_all_quotes_and_says_which_were_thought(minds: Index) -> None:
    article = minds.article("both")

    assert article and [quote.act for quote in article.quotes] == ["speech", "thought", "thought", "thought"]


def test_a_quote_of_either_act_is_found_by_its_id(minds: Index) -> None:
    article = minds.article("both")
    assert article
    for quote in article.quotes:
        found = minds.quote(quote.id)
        assert found and (found.text, found.act) == (quote.text, quote.act)


def test_a_new_annotation_moves_a_quote_from_one_act_to_the_other(minds: Index) -> None:
    minds.write([change("said", title="Said", said=[Said(SAID.text, SAID.by, act="thought")], generation=2)])

    assert quotes(minds) == {SAID.text}  # of the article with both
    assert articles(minds, speaker=[ADA]) == {"both"}
    assert articles(minds, speaker=[ADA], act="thought") == {"said", "both"}
