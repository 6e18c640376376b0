"""The invented items of ``said``: every file is read, every span is true, nothing stands twice."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest

from services.nlp.fitting.said.reading import FOLDER, HALVES, Act, Item, Kind, Misannotated, Type, items, parsed
from shared.models.values import Span

ITEM = """\
by: Bo Nyberg
“{1:No,}” <1:said> [1,2:Ann Lee], who <2:hopes> {2~to leave}. “{1:It is {!phrase:no use}.}”
[3:She=Ann Lee] and [4:they=?] <3,4:said> {3:all is “well”} and {4:“odd”}; {5:it was <5:said> {6:x}}
{?to hit} {!object:a wall}.
"""


@pytest.fixture(scope="module")
def everything() -> dict[str, list[Item]]:
    return {half: items(half) for half in HALVES}


def words(item: Item, spans: list[Span]) -> list[str]:
    return [item.text[slice(*span)] for span in spans]


def test_each_half_has_five_hundred_items_and_thirty_short_articles(everything: dict[str, list[Item]]) -> None:
    for half in HALVES:
        assert len(everything[half]) >= 550
        assert sum(item.text.count("\n\n") >= 3 for item in everything[half]) >= 30


def test_no_item_stands_twice(everything: dict[str, list[Item]]) -> None:
    texts = [item.text for half in HALVES for item in everything[half]]
    assert len({text.casefold() for text in texts}) == len(texts)


def test_both_halves_have_the_same_habits_acts_types_and_kinds_of_trap(everything: dict[str, list[Item]]) -> None:
    for half in HALVES:
        quotes = [quote for item in everything[half] for quote in item.quotes]
        traps = [trap for item in everything[half] for trap in item.traps]
        assert {quote.act for quote in quotes} == set(get_args(Act))
        assert {quote.type for quote in quotes} == set(get_args(Type))
        assert {trap.kind for trap in traps} == set(get_args(Kind))
        assert 0.4 <= len(traps) / (len(traps) + len(quotes)) <= 0.5
    files = [{path.name for path in (FOLDER / half).glob("*.txt")} for half in HALVES]
    assert files[0] == files[1]


def test_every_item_is_marked_and_every_span_is_one_of_whole_words(everything: dict[str, list[Item]]) -> None:
    for item in (item for half in HALVES for item in everything[half]):
        traps = [trap.span for trap in item.traps]
        spans = [span for quote in item.quotes for span in (*quote.spans, quote.mention, quote.cue) if span]
        assert spans or traps or item.doubtful, item.id
        for start, end in spans + traps + item.doubtful:
            inside = item.text[start:end]
            assert inside and inside == inside.strip(), item.id
            assert not (item.text[start - 1 : start].isalnum() and inside[0].isalnum()), (item.id, inside)
            assert not (item.text[end : end + 1].isalnum() and inside[-1].isalnum()), (item.id, inside)
        assert not set("{}[]<>").intersection(item.text), item.id


def test_pieces_of_one_quote_do_not_overlap_and_neither_do_quotes_and_traps(everything: dict[str, list[Item]]) -> None:
    for item in (item for half in HALVES for item in everything[half]):
        for quote in item.quotes:
            assert all(end <= start for (_, end), (start, _) in pairwise(quote.spans)), item.id
            assert (quote.speaker is None) or quote.mention, item.id
        for trap in item.traps:
            assert all([trap.span] != quote.spans for quote in item.quotes), item.id


def test_marks_become_offsets_of_the_bare_text() -> None:
    item = parsed(ITEM.strip())
    first, second, third, fourth, fifth, sixth = item.quotes
    assert item.text.startswith("“No,” said Ann Lee, who hopes to leave. “It is no use.”\n\nShe and they said")
    assert item.authors == ["Bo Nyberg"]
    assert words(item, first.spans) == ["No,", "It is no use."]
    assert (first.act, first.type, first.speaker, first.mention) == ("speech", "direct", "Ann Lee", (11, 18))
    assert (second.act, second.type, second.mention) == ("thought", "indirect", first.mention)
    assert (third.type, third.speaker, item.text[slice(*(third.mention or ()))]) == ("mixed", "Ann Lee", "She")
    assert (fourth.speaker, item.text[slice(*(fourth.mention or ()))], fourth.cue) == (None, "they", third.cue)
    assert (words(item, fifth.spans), fifth.mention) == (["it was said x"], None)
    assert words(item, sixth.spans) == ["x"]
    assert [trap.kind for trap in item.traps] == ["phrase", "object"]
    assert words(item, [trap.span for trap in item.traps]) == ["no use", "a wall"]
    assert words(item, item.doubtful) == ["to hit"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{2~to leave}", "{2:to leave", "closes nothing|never closed"),
        ("{2~to leave}", "{2~to} {2:leave}", "both said and thought"),
        ("[1,2:Ann Lee]", "[1,7:Ann Lee]", "without a content: .'7'"),
        ("[3:She=Ann Lee]", "[1:She=Ann Lee]", "has two of"),
        ("{!object:a wall}", "{!wall:a wall}", "no such kind: wall"),
        ("{?to hit}", "{?to hit }", "space at an edge"),
        ("<1:said>", "<1:said", "never closed"),
        ("<1:said>", "1:said>", "closes nothing"),
    ],
)
def test_an_item_that_contradicts_itself_is_named(old: str, new: str, message: str) -> None:
    assert old in ITEM
    with pytest.raises(Misannotated, match=message):
        parsed(ITEM.strip().replace(old, new))
