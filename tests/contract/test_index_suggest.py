"""Suggestions while somebody types, and articles like one another."""

from __future__ import annotations

import random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.index.port import Index
from services.search.index.questions import SuggestionKind
from tests.contract.oracle import Oracle
from tests.contract.questions import NAMES, unhurried
from tests.contract.typing_ahead import suggestions, typos
from tests.support.corpus import Said, change, deletion

pytestmark = pytest.mark.timeout(900)
EVERY_KIND: tuple[SuggestionKind, ...] = get_args(SuggestionKind)

_whole = st.sampled_from(
    [*NAMES, "Zofia Łuczak", "Harbour Board", "Central Bank", "Sophie O’Luczak-Nordmann", "Negotiators"]
)
_typed = st.builds(
    lambda name, cut, seed, typos: mistyped(name[: max(1, len(name) - cut)], seed, typos),
    _whole,
    st.integers(0, 8),
    st.integers(0, 1_000),
    st.sampled_from([0, 0, 1, 2]),
)


def mistyped(text: str, seed: int, typos: int) -> str:
    """The text with some letters more, less, other or exchanged."""
    draw = random.Random(seed)
    for _ in range(typos):
        at = draw.randrange(len(text))
        before, here, after = text[:at], text[at], text[at + 1 :]
        swapped = f"{before}{after[:1]}{here}{after[1:]}"
        text = draw.choice([f"{before}e{here}{after}", f"{before}{after}" or "x", f"{before}a{after}", swapped])
    return text


@given(
    text=st.one_of(_typed, st.text(max_size=8)),
    kinds=st.sets(st.sampled_from(EVERY_KIND), min_size=1).map(sorted) | st.just(EVERY_KIND),
    size=st.integers(1, 20),
)
@unhurried
def test_suggestions_begin_as_typed(
    everything: Index,
    oracle: Oracle,
    text: str,
    kinds: list[SuggestionKind],
    size: int,
) -> None:
    found = everything.suggest(text, kinds, size)
    expected = suggestions(oracle.articles, text, kinds)[:size]
    assert [(each.kind, each.id, each.count) for each in found] == [
        (each.kind, each.id, -each.minus_count) for each in expected
    ]
    for each, allowed in zip(found, expected, strict=True):
        assert each.text in allowed.texts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mohsen", True), ("Mohsn", True), ("MOSHEN", True), ("mohsenn", True), ("nohsen", False), ("mhsn", False),
        ("mil", True), ("mli", False), ("milni", True), ("mohsen mil", True), ("milani moh", True),
        ("mil mohsen", False), ("mohsen x", False),
    ],
)  # fmt: skip
def test_a_typo_is_forgiven_but_not_in_the_first_letter(everything: Index, typed: str, meant: bool) -> None:
    found = {each.id for each in everything.suggest(typed, ["person"], 20)}
    assert ("person:mohsen-milani" in found) == meant


def test_typos_are_counted_as_people_make_them() -> None:
    assert typos("sanctoins", "sanctions", prefix=False) == 1
    assert typos("sanct", "sanctions", prefix=True) == 0
    assert typos("sanct", "sanctions", prefix=False) is None
    assert typos("abc", "abd", prefix=False) is None
    assert typos("ferrry", "ferry", prefix=True) == 1


def test_nothing_typed_suggests_nothing(everything: Index) -> None:
    for text in ("", " ", "?!", "\u200d"):
        assert list(everything.suggest(text, EVERY_KIND, 10)) == []


def test_what_is_gone_is_not_suggested(index: Index) -> None:
    index.write([change("a", title="Zebra crossing", said=[Said("x", "Zelda Zimmer")])])
    assert {each.id for each in index.suggest("z", EVERY_KIND, 10)} == {"a", "person:zelda-zimmer"}
    index.write([change("a", 2, title="Other", said=[Said("x", "Zelda Zola")])])
    assert {each.id for each in index.suggest("z", EVERY_KIND, 10)} == {"person:zelda-zola"}
    index.write([deletion("a", 3)])
    assert list(index.suggest("z", EVERY_KIND, 10)) == []


HARBOUR = "The ferry left the harbour at dawn. Dockers loaded containers while gulls circled the quay and the crane."
COURT = "The judge read the verdict to the jury. Prosecutors will appeal, and the banker went back to prison in tears."


def test_the_articles_most_alike_come_first(index: Index) -> None:
    index.write(
        [
            change("harbour-1", title="Ferry at dawn", text=HARBOUR),
            change("harbour-2", title="Another ferry", text=HARBOUR.replace("at dawn", "at noon")),
            change("harbour-3", title="Crane on the quay", text="A crane on the quay moved containers off the ferry."),
            change("court-1", title="Verdict", text=COURT),
            change("court-2", title="Appeal", text=COURT.replace("in tears", "smiling")),
            change("gone", title="Ferry at dawn", text=HARBOUR),
            *(change(f"other-{n}", title=f"Number {n}", text=f"Football number{n} won again{n}.") for n in range(9)),
        ]
    )
    index.write([deletion("gone", 2)])

    def like(id: str, size: int = 10) -> list[str]:
        found = index.similar(id, size)
        assert found is not None
        return [each.article.id for each in found]

    assert like("harbour-1")[:2] == ["harbour-2", "harbour-3"]
    assert like("court-2")[0] == "court-1"
    assert like("harbour-1", 1) == ["harbour-2"]
    assert "harbour-1" not in like("harbour-1")
    assert "gone" not in like("harbour-1")
    assert len(like("harbour-1")) == len(set(like("harbour-1"))) <= 10


def test_similar_articles_come_with_their_text_and_only_to_what_is_there(index: Index) -> None:
    index.write([change("a", text=HARBOUR), change("b", text=HARBOUR), change("c", text=COURT)])
    index.write([deletion("c", 2)])
    assert index.similar("nothing", 5) is None
    assert index.similar("c", 5) is None
    found = index.similar("a", 5)
    assert found is not None
    assert [(each.article.id, each.body[:9]) for each in found] == [("b", "The ferry")]


def test_an_article_like_no_other_has_nothing_similar(index: Index) -> None:
    index.write([change("a", title="Zzyzx", text="Qwertz."), change("b", title="Foo", text="Bar.")])
    found = index.similar("a", 5)
    assert found is not None
    assert list(found) == []
