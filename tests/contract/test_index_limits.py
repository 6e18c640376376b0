"""What an index does with very large articles, and with what cannot be indexed at all."""

from __future__ import annotations

from typing import Any

import pytest

from services.search.index.changes import Change
from services.search.index.port import Index
from services.search.index.questions import NamesRequest, TimelineRequest
from shared.errors import Rejected, Unavailable
from shared.models.articles import MAX_BODY_CHARS, Article
from tests.contract.queries import articles, ask
from tests.support.corpus import ACCEPTED, Said, change

THREE = [Said("One gull", "Ada Nordmann"), Said("Two gulls", "Ada Nordmann"), Said("Three gulls", "Mohsen Milani")]


def test_the_past_is_limited_to_four_million_characters(index: Index) -> None:
    long = "gull " * 180_000
    for version in range(1, 7):
        index.write([change("a", version, text=long)])
    stored = index.article("a")
    assert stored and [version.version for version in stored.versions] == [6, 5, 4, 3, 2]


def test_an_article_of_a_million_characters_is_searchable_to_its_last_word(index: Index) -> None:
    start = "Zanzibar " + "x" * 40_000 + " "
    end = " the very last xylophone"
    text = start + "gull " * ((MAX_BODY_CHARS - len(start) - len(end)) // 5) + end
    assert index.write([change("a", text=text)]) == ["written"]
    assert articles(index, "zanzibar xylophones") == {"a"}
    assert articles(index, '"very last xylophone"') == {"a"}
    stored = index.article("a")
    assert stored and stored.body == text
    index.write([change("b", text=text)])
    similar = index.similar("a", 5)
    assert similar is not None
    assert [each.article.id for each in similar] in ([], ["b"])  # two articles are hardly enough to tell words apart
    assert ask(index, sort="longest", size=1).hits[0] == ask(index, sort="longest").hits[0]
    assert index.timeline(TimelineRequest("articles", "year")).undated == 2


def test_words_and_names_of_any_length_can_be_indexed(index: Index) -> None:
    endless = "é" * 40_000
    assert index.write([change("a", text=endless, said=[Said(endless, endless[:20_000], about=[endless])])]) == [
        "written"
    ]
    assert articles(index) == {"a"}
    assert ask(index, "quotes").total == 1


def test_an_article_with_thousands_of_quotes_is_indexed_whole(index: Index) -> None:
    many = [Said(f"Quote number {number}", "Ada Nordmann") for number in range(3_000)]
    assert index.write([change("a", 1, said=many)]) == ["written"]
    assert ask(index, "quotes", size=10).total == 3_000
    assert [(each.id, each.count) for each in index.names(NamesRequest("quotes")).names] == [
        ("person:ada-nordmann", 3_000)
    ]
    assert index.write([change("a", 2, said=many[:5])]) == ["written"]
    assert ask(index, "quotes", size=10).total == 5


@pytest.mark.parametrize(
    "title",
    ["a lone surrogate \ud800 that has no UTF-8 form", None],
    ids=["text without UTF-8 form", "no title"],
)
def test_one_bad_item_does_not_hold_up_its_neighbours(index: Index, title: Any) -> None:
    bad = Article.model_construct(title=title, body="Body", url=None, source=None, authors=[], tags=[])
    annotation = change("x").annotation
    batch = [
        change("before", said=THREE),
        Change(id="bad", version=1, accepted_at=ACCEPTED, text_hash="", article=bad, annotation=annotation),
        change("after", said=THREE),
    ]
    results = index.write(batch)
    assert results[0] == results[2] == "written"
    assert isinstance(results[1], Exception)
    assert not isinstance(results[1], Unavailable)
    assert articles(index) == {"before", "after"}
    assert ask(index, "quotes").total == 6


def test_a_version_that_no_engine_can_count_is_rejected_alone(index: Index) -> None:
    results = index.write([change("before"), change("bad", 2**62), change("after")])
    assert isinstance(results[1], Rejected | OverflowError)
    assert articles(index) == {"before", "after"}
