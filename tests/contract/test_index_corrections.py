"""Corrections of quotes, kept in the index, and what they make of its answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.search.corrections.corrections import Correction, standing
from services.search.identified.correcting import (
    all_corrections,
    apply_all_corrections,
    apply_corrections,
    correction_of,
    move_corrections,
    with_corrections,
)
from services.search.index.changes import Change
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import NamesRequest, Request
from services.search.index.results import FoundQuote
from tests.support.corpus import Said, change, deletion
from tests.support.corrections import AT, correction

FIRST = change(
    "a" * 20,
    said=[
        Said("We shall see the harbour again.", "Ann Lee", role="minister"),
        Said("Yes.", "Bo Dahl"),
        Said("The ferry sails at noon, whatever they say.", "Ann Lee"),
    ],
    naming=["Cleo Park"],
)
SECOND = change("b" * 20, said=[Said("We shall hear.", "Ann Lee")])


@pytest.fixture
def told(index: Index) -> Index:
    """An index in which Ann Lee said three things, and Bo Dahl one."""
    index.write([FIRST, SECOND])
    return index


def _apply(index: Index, *corrections: Correction) -> None:
    index.put_corrections(corrections)
    apply_corrections(index, {each.article for each in corrections})


def _undone(correction: Correction) -> Correction:
    return correction.model_copy(update={"undone_at": AT, "undone_by": "Jo"})


def _answers(index: Index) -> dict[str, object]:
    """Return what the index answers about who said what: texts by speaker, counts, facets, names."""
    quotes = index.search(Request("quotes", facets=("speaker", "about"), size=50, sort="newest"))
    article = index.article(FIRST.id)
    assert article
    ids = ["person:ann-lee", "person:bo-dahl", "person:cleo-park"]
    return {
        "quotes": {(hit.text, hit.speaker and hit.speaker.id) for hit in quotes.hits if isinstance(hit, FoundQuote)},
        "total": quotes.total,
        "facets": quotes.facets,
        "by": {id: index.search(Request("quotes", filters=Filters(include={"speaker": (id,)}))).total for id in ids},
        "counts": index.counts(ids, None, Filters()),
        "speakers": [(named.id, named.count) for named in index.names(NamesRequest("quotes")).names],
        "articles": index.search(
            Request("articles", filters=Filters(include={"speaker": ("person:cleo-park",)}))
        ).total,
        "article": [(quote.text, quote.speaker and quote.speaker.name) for quote in article.quotes],
    }


def test_corrections_are_kept_by_id_and_found_by_their_articles(index: Index) -> None:
    one, two, three = correction(3, FIRST), correction(1, SECOND), correction(2, FIRST, 1, by=None)
    index.put_corrections([one, two])
    index.put_corrections([three])

    assert list(all_corrections(index)) == [two, three, one]
    assert index.corrections(two.id, 1) == [three]
    assert index.corrections_of([FIRST.id, "nowhere"]) == [three, one]
    assert correction_of(index, one.id) == one
    assert correction_of(index, "0000000009") is None


def test_a_corrected_index_answers_as_one_that_was_annotated_so(told: Index, index: Index) -> None:
    wrong, none = correction(1, FIRST, by="Cleo Park"), correction(2, FIRST, 1)
    before = _answers(told)

    _apply(told, wrong, none)
    after = _answers(told)
    _apply(told, _undone(wrong), _undone(none))

    assert after["quotes"] == {
        ("We shall see the harbour again.", "person:cleo-park"),
        ("The ferry sails at noon, whatever they say.", "person:ann-lee"),
        ("We shall hear.", "person:ann-lee"),
    }
    assert after["by"] == {"person:ann-lee": 2, "person:bo-dahl": 0, "person:cleo-park": 1}
    assert (after["total"], after["articles"]) == (3, 1)
    assert after["article"] == [
        ("We shall see the harbour again.", "Cleo Park"),
        ("The ferry sails at noon, whatever they say.", "Ann Lee"),
    ]
    assert _answers(told) == before


def test_a_quote_that_is_none_is_not_found_by_its_id_until_that_is_undone(told: Index) -> None:
    assert FIRST.annotation
    none = correction(1, FIRST, 1)
    id = none.quote.id
    _apply(told, none)
    removed = told.quote(id)
    article = told.article(FIRST.id)
    _apply(told, _undone(none))
    back = told.article(FIRST.id)

    assert removed is None
    assert article is not None
    assert [(each.correction, each.slot, each.quote.id) for each in article.not_quotes] == [(none.id, 1, id)]
    assert back is not None
    assert back.annotation == FIRST.annotation
    assert told.quote(id) is not None


def test_a_correction_holds_in_the_next_version_and_past_ones_stay(told: Index) -> None:
    wrong = correction(1, FIRST, by="Cleo Park")
    _apply(told, wrong)
    next_version = change(
        FIRST.id, 2, said=[Said("No.", "Bo Dahl"), Said("We shall see the old harbour again.", "Ann Lee")]
    )

    changes, applied = with_corrections(told, [next_version])
    results = told.write(changes)
    article, past = told.article(FIRST.id), told.article(FIRST.id, 1)

    assert results == ["written"]
    assert applied == {wrong.id}
    assert article is not None
    assert [quote.speaker and quote.speaker.name for quote in article.quotes] == ["Bo Dahl", "Cleo Park"]
    assert past is not None
    assert past.quotes[0].speaker is not None
    assert past.quotes[0].speaker.name == "Cleo Park"


def test_only_the_revision_that_is_held_is_written_again(told: Index) -> None:
    assert FIRST.annotation
    others = [change(FIRST.id, 2, said=[Said("No.")]), change(FIRST.id, generation=2), change("c" * 20)]
    without_quotes = replace(FIRST, text_hash="", annotation=FIRST.annotation.model_copy(update={"quotes": []}))
    before = told.article(FIRST.id)

    results = [*told.write_again(others), *told.write_again([without_quotes, without_quotes])]
    after = told.article(FIRST.id)
    as_before = told.write([replace(FIRST, version=2, annotation=None)])

    assert results == ["superseded", "superseded", "superseded", "written", "written"]
    assert before is not None
    assert after is not None
    assert (after.quotes, after.indexed_at, after.versions) == ([], before.indexed_at, before.versions)
    assert as_before == ["written"], "the hash of the text has stayed"


def test_corrections_made_before_a_refill_are_applied_after_it(told: Index) -> None:
    told.put_corrections([correction(1, FIRST, by=None), correction(2, change("gone", said=[Said("No.")]))])

    assert (apply_all_corrections(told), apply_all_corrections(told)) == (1, 0)
    article = told.article(FIRST.id)
    assert article is not None
    assert article.quotes[0].speaker is None


def test_what_was_corrected_travels_whole(told: Index) -> None:
    _apply(told, correction(1, FIRST, by="Cleo Park"), correction(2, FIRST, 1))
    before = _answers(told)
    whole = list(told.whole_articles())

    told.write([Change(id=FIRST.id, version=2, accepted_at=FIRST.accepted_at)])
    moved = [each.model_copy(update={"revision": each.revision + 4 * 1024}) for each in whole if each.id == FIRST.id]
    moved = [
        each.model_copy(update={"versions": [each.versions[0].model_copy(update={"version": 5})]}) for each in moved
    ]
    results = told.put_back(moved)

    assert results == ["written"]
    assert _answers(told) == before


def test_corrections_of_a_merged_article_are_about_the_same_quotes_where_it_went(index: Index) -> None:
    third = change("c" * 20, said=[Said("We shall see the harbour again.", "Ann Lee", role="minister")])
    kept, lost = correction(1, FIRST, by="Cleo Park"), correction(2, FIRST, 1)
    index.write([FIRST, third])
    _apply(index, kept, lost)

    index.write([replace(deletion(FIRST.id, 2), into=third.id)])
    move_corrections(index, [FIRST.id])
    move_corrections(index, [FIRST.id])

    article = index.article(third.id)
    assert article
    assert [quote.speaker and quote.speaker.name for quote in article.quotes] == ["Cleo Park"]
    moved = list(all_corrections(index))
    assert [each.article for each in moved] == [third.id] * 2
    assert [standing(each, article.annotation) for each in moved] == ["applied", "without_quote"]
