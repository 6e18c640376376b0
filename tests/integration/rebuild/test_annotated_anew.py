"""Whom a rebuild annotates anew, and whom not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.search.index.port import Index
from services.search.index.rebuilding import CannotRebuild, Plan, StoredEntry
from services.search.maintenance import catch_up, selected_versions
from shared.models.annotations import Annotation, Annotator
from tests.contract.queries import articles, quotes
from tests.contract.test_index_former_ids import AFTER, BEFORE, FORMER, PRESENT, WORDS
from tests.integration.rebuild.place import (
    ALL,
    IDS,
    NEWS,
    THREE,
    TWO,
    annotated_by_two,
    annotators,
    by_two,
    everything,
    interrupting,
    quoted,
    rebuilt,
)
from tests.support.corpus import change, metadata_only


def test_all_of_other_versions(index: Index) -> None:
    index.write(NEWS)
    outcome = rebuilt(index, ALL, by_two(*NEWS))
    assert annotators(index) == {"two": len(NEWS)}
    assert annotators(index, "quotes") == {"two": len(quotes(index))}
    for each in NEWS:
        assert each.annotation
        stored = index.article(each.id)
        assert stored
        assert (stored.quotes, stored.entities, stored.mentions, stored.annotator) == (
            annotated_by_two(each.annotation).quotes,
            each.annotation.entities,
            each.annotation.mentions,
            TWO,
        )
    assert outcome.annotated == len(NEWS)


def test_its_names_are_to_be_looked_at_again(index: Index) -> None:
    index.write(NEWS)
    identity, filling = index.identity(), index.filling()
    rebuilt(index, ALL, by_two(*NEWS))
    assert index.identity() == identity
    assert index.filling() != filling


def test_those_that_match_a_query(index: Index) -> None:
    index.write(NEWS)
    chosen = articles(index, "ferry")
    before = everything(index, IDS)
    outcome = rebuilt(index, Plan(annotator=TWO, q="ferry"), by_two(*NEWS))
    assert articles(index, annotator=["two"]) == chosen
    assert outcome.annotated == len(chosen)
    after = everything(index, IDS)
    assert [id for id in IDS if after[id] != before[id]] == [id for id in IDS if id in chosen]


def test_cleaned_first_if_asked_also_those_of_the_present_version(index: Index) -> None:
    posted = change("a", said=THREE[:1], generation=2)
    assert posted.article and posted.annotation
    body = f"{posted.article.body}\n\nPost a Comment"
    old = posted.article.model_copy(update={"body": body})
    present = posted.annotation.model_copy(update={"annotator": TWO})
    index.write([replace(posted, article=old, annotation=present)])
    annotated: list[str] = []

    def annotate(entries: Sequence[StoredEntry]) -> list[Annotation | None]:
        annotated.extend(entry.article.body for entry in entries if entry.article)
        return [present for _ in entries]

    assert rebuilt(index, ALL, annotate).annotated == 0
    assert rebuilt(index, Plan(annotator=TWO, clean=True), annotate).annotated == 1

    stored = index.article("a")
    assert stored
    assert annotated == [posted.article.body] == [stored.body]
    assert stored.original_text("body") == body
    assert rebuilt(index, Plan(annotator=TWO, clean=True), annotate).annotated == 0


def test_what_cleaning_changed_is_no_text_that_ingest_knows(index: Index) -> None:
    posted = change("a", said=THREE[:1])
    assert posted.article
    dirty = replace(posted, article=posted.article.model_copy(update={"body": f"{posted.article.body}\n\nADS"}))
    clean = change("b", said=THREE[:1])
    index.write([dirty, clean])

    rebuilt(index, Plan(annotator=TWO, clean=True), by_two(dirty, clean))

    assert index.write([metadata_only(dirty, 2), metadata_only(clean, 2)]) == ["needs_annotation", "written"]


def test_those_of_one_version(index: Index) -> None:
    index.write([change("a", generation=0), change("b", generation=1), change("c", generation=1)])
    rebuilt(index, Plan(annotator=TWO, versions=("test-0",)), by_two(change("a")))
    assert annotators(index) == {"test-1": 2, "two": 1}


def test_none_twice(index: Index) -> None:
    index.write(NEWS)
    rebuilt(index, ALL, by_two(*NEWS))
    assert rebuilt(index, ALL, interrupting).annotated == 0


def test_what_the_annotator_fails_at_stays_as_it_was(index: Index) -> None:
    index.write(NEWS)
    annotate = by_two(*NEWS)
    outcome = rebuilt(
        index, ALL, lambda entries: [None if one.id == "ferry-1" else annotate([one])[0] for one in entries]
    )
    assert outcome.failed == {"ferry-1"}
    assert articles(index, annotator=["test-1"]) == {"ferry-1"}
    assert quoted(index)["ferry-1"] == [q.text for q in NEWS[0].annotation.quotes] if NEWS[0].annotation else False


def test_more_quotes_than_ever_before_can_become_fewer_again(index: Index) -> None:
    few, many = change("a", 1, said=THREE[:1]), change("a", 1, said=THREE, generation=2)
    index.write([few])
    rebuilt(index, ALL, lambda entries: [many.annotation])
    assert len(quotes(index)) == 3
    index.write([change("a", 2, said=THREE[:1])])
    assert quotes(index) == {"One gull"}


def test_an_equal_generation_of_another_version_can_take_over(index: Index) -> None:
    index.write(NEWS)
    other = Annotator(version="other", generation=1)
    made = {one.id: one.annotation.model_copy(update={"annotator": other}) for one in NEWS if one.annotation}
    rebuilt(index, Plan(annotator=other), lambda entries: [made[one.id] for one in entries])
    assert annotators(index) == {"other": len(NEWS)}
    assert index.write(NEWS) == ["written"] * len(NEWS)  # a late repetition of the old jobs changes nothing
    assert annotators(index) == {"other": len(NEWS)}


def test_a_newer_generation_is_not_replaced_by_an_older_one(index: Index) -> None:
    index.write([change("a", generation=3), change("b", generation=1)])
    with pytest.raises(CannotRebuild, match="generation 3; this is generation 2"):
        selected_versions(index, ALL)
    assert selected_versions(index, Plan(annotator=TWO, versions=("test-1",))) == {"test-1": 1}
    rebuilt(index, ALL, by_two(change("b")))  # one came in after the look above
    assert annotators(index) == {"test-3": 1, "two": 1}


def test_what_came_in_with_an_old_annotation_during_the_swap_is_caught_up_with(index: Index) -> None:
    index.write(NEWS)
    assert catch_up(index, ALL, by_two(*NEWS)) == len(NEWS)
    assert annotators(index) == {"two": len(NEWS)}
    assert catch_up(index, ALL, interrupting) == 0


def test_a_quote_cited_by_its_id_of_the_last_release_is_found_after_both_rebuilds(index: Index) -> None:
    index.write([BEFORE])
    rebuilt(index)
    assert next(quote.id for quote in index.article("ferry").quotes) == FORMER  # type: ignore[union-attr]

    rebuilt(index, ALL, lambda entries: [AFTER.annotation for _ in entries])
    rebuilt(index)

    quote = index.quote(FORMER)
    assert quote and (quote.id, quote.text) == (PRESENT, WORDS)
