"""Ids that an earlier release gave quotes lead on to them, whoever is said to have said them by now."""

from __future__ import annotations

from dataclasses import replace

from services.search.index.changes import Change
from services.search.index.port import Index
from shared.quote_ids import quote_id, quote_id_of_release_0_2
from tests.support.corpus import Said, change, deletion

WORDS = "The ferry sails in May"
OTHER = "No comment"


def by_release_0_2(whole: Change) -> Change:
    """The change as release 0.2 annotated it."""
    assert whole.annotation
    quotes = [
        quote.model_copy(
            update={
                "id": quote_id_of_release_0_2(
                    whole.id, quote.field, quote.speaker.name if quote.speaker else None, quote.text
                )
            }
        )
        for quote in whole.annotation.quotes
    ]
    return replace(whole, annotation=whole.annotation.model_copy(update={"quotes": quotes}))


def by_this_release(whole: Change) -> Change:
    """The change as it is annotated today."""
    assert whole.annotation
    quotes = [
        quote.model_copy(update={"id": quote_id(whole.id, quote.field, quote.text)})
        for quote in whole.annotation.quotes
    ]
    return replace(whole, annotation=whole.annotation.model_copy(update={"quotes": quotes}))


BEFORE = by_release_0_2(change("ferry", said=[Said(WORDS, "Ada Nordmann"), Said(OTHER)]))
AFTER = by_this_release(change("ferry", said=[Said(WORDS, "Zofia Łuczak"), Said(OTHER)], generation=2))
FORMER = quote_id_of_release_0_2("ferry", "body", "Ada Nordmann", WORDS)
PRESENT = quote_id("ferry", "body", WORDS)


def text_of(index: Index, id: str) -> tuple[str, str] | None:
    """The present id and the words of the quote that an id leads to."""
    quote = index.quote(id)
    return (quote.id, quote.text) if quote else None


def test_a_former_id_leads_on_once_the_article_is_annotated_anew(index: Index) -> None:
    index.write([BEFORE])
    assert text_of(index, FORMER) == (FORMER, WORDS)

    index.write([AFTER])

    assert text_of(index, FORMER) == text_of(index, PRESENT) == (PRESENT, WORDS)
    assert index.quote(quote_id_of_release_0_2("ferry", "body", "Somebody Else", WORDS)) is None


def test_it_leads_on_through_later_versions_and_annotations(index: Index) -> None:
    longer = change("ferry", 2, said=[Said(WORDS), Said("Another one", "Ada Nordmann")], generation=2)
    index.write([BEFORE])
    index.write([AFTER])
    index.write([by_this_release(longer)])

    assert text_of(index, FORMER) == (PRESENT, WORDS)


def test_it_leads_nowhere_where_the_words_are_gone_and_on_again_where_they_are_back(index: Index) -> None:
    index.write([BEFORE])
    index.write([by_this_release(change("ferry", 2, said=[Said("It sails in June", "Ada Nordmann")], generation=2))])
    assert index.quote(FORMER) is None

    index.write([by_this_release(change("ferry", 3, said=[Said(WORDS)], generation=2))])
    assert text_of(index, FORMER) == (PRESENT, WORDS)


def test_a_deleted_article_is_forgotten(index: Index) -> None:
    index.write([BEFORE])
    index.write([AFTER])
    index.write([deletion("ferry", 2)])
    assert index.quote(FORMER) is None


def test_whole_articles_take_it_along(index: Index) -> None:
    index.write([BEFORE])
    index.write([AFTER])
    (whole,) = index.whole_articles()
    index.write([deletion("ferry", 1)])
    assert index.quote(FORMER) is None

    assert whole.former_quote_ids[FORMER] == PRESENT
    assert len(whole.former_quote_ids) == 2


def there(id: str, words: str, version: int = 1) -> Change:
    """An article that is annotated today, in which somebody says these words."""
    return by_this_release(change(id, version, said=[Said(words), Said(OTHER)]))


def test_the_ids_of_a_merged_article_s_quotes_lead_on_to_the_same_words_where_it_went(index: Index) -> None:
    index.write([BEFORE, there("pier", WORDS), there("quay", WORDS)])
    index.write([AFTER])

    index.write([replace(deletion("ferry", 3), into="pier")])

    merged = (quote_id("pier", "body", WORDS), WORDS)
    assert text_of(index, FORMER) == text_of(index, PRESENT) == merged
    index.write([replace(deletion("pier", 3), into="quay")])
    assert text_of(index, PRESENT) == (quote_id("quay", "body", WORDS), WORDS)


def test_an_id_of_a_merged_article_leads_nowhere_while_its_words_stand_nowhere(index: Index) -> None:
    index.write([AFTER, there("pier", "The pier is closed")])

    index.write([replace(deletion("ferry", 3), into="pier")])
    assert index.quote(PRESENT) is None

    index.write([there("pier", WORDS, 2)])
    assert text_of(index, PRESENT) == (quote_id("pier", "body", WORDS), WORDS)


def test_they_lead_on_from_an_index_that_a_merged_article_was_put_back_into(index: Index) -> None:
    index.write([AFTER, there("pier", WORDS)])
    index.write([replace(deletion("ferry", 3), into="pier")])
    wholes = list(index.whole_articles())

    assert {whole.id: whole.former_quote_ids for whole in wholes}["ferry"] == {
        quote_id("ferry", "body", words): quote_id("pier", "body", words) for words in (WORDS, OTHER)
    }
    assert index.put_back(wholes) == ["written", "written"]
    assert text_of(index, PRESENT) == (quote_id("pier", "body", WORDS), WORDS)
