from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.search.analysis import words
from services.search.query import MAX_CHARS, MAX_DEPTH, MAX_TERMS, And, Node, Not, Or, Phrase, Word, parse
from shared.errors import QuerySyntax

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("q", "tree"),
    [
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a OR(b)", Or((A, B))),
        ("((a))", A),
        ("NOT a", Not(A)),
        ("a -b", And((A, Not(B)))),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("a OR NOT b", Or((A, Not(B)))),
        ("NOT NOT a", A),
        ("-(a b)", Not(And((A, B)))),
        ('"carbon tax"', Phrase("carbon tax")),
        ("“carbon tax”", Phrase("carbon tax")),
        ("„carbon tax“", Phrase("carbon tax")),
        ("«carbon tax»", Phrase("carbon tax")),
        ('-"carbon tax"', Not(Phrase("carbon tax"))),
        ('a"b"c', And((A, Phrase("b"), C))),
        ('"AND"', Phrase("AND")),
        ("and or not", And((Word("and"), Word("or"), Word("not")))),
        ("ANDy NOTa", And((Word("ANDy"), Word("NOTa")))),
        ("vice-president", Word("vice-president")),
        ("Milani’s,", Word("Milani")),
        ("U.S.", Word("U.S")),
        ("a - b", And((A, B))),
        ("--a", A),
        ("a: b* ~c^2", And((A, B, Word("c^2")))),
        ("a OR ***", A),
        ("a -***", A),
        ('a ""', A),
    ],
)
def test_what_a_query_means(q: str, tree: Node) -> None:
    assert parse(q) == tree


@pytest.mark.parametrize("q", ["", "  ", "\n"])
def test_a_blank_query_asks_for_nothing_in_particular(q: str) -> None:
    assert parse(q) is None


@pytest.mark.parametrize(
    ("q", "column"),
    [
        ("???", 1),
        ('""', 1),
        ("(a", 1),
        ("b (a", 3),
        ("a)", 2),
        ("(a) b)", 6),
        ("()", 2),
        ('a "b c', 3),
        ("AND b", 1),
        ("a AND", 6),
        ("a OR OR b", 6),
        ("a NOT", 6),
        ("a (NOT) b", 7),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), MAX_DEPTH + 1),
        ("a " * (MAX_TERMS + 1), 2 * MAX_TERMS + 1),
        ("a" * (MAX_CHARS + 1), MAX_CHARS + 1),
    ],
)
def test_an_error_points_at_its_column(q: str, column: int) -> None:
    with pytest.raises(QuerySyntax) as refused:
        parse(q)
    assert refused.value.extra == {"column": column}


def test_the_limits_themselves_are_allowed() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == A
    assert parse("a " * MAX_TERMS) == And((A,) * MAX_TERMS)


pieces = st.sampled_from(["a", "b-c", "AND", "OR", "NOT", "-", "(", ")", '"', "“", "”", "*", "é", " ", " ", "\x00"])


@given(st.one_of(st.text(), st.lists(pieces, max_size=200).map("".join)))
@example("(" * MAX_CHARS)
@example("-" * MAX_CHARS)
@example('"' * MAX_CHARS)
@example("-(" * (MAX_CHARS // 2))
def test_any_text_parses_or_is_refused_with_a_column(q: str) -> None:
    try:
        tree = parse(q)
    except QuerySyntax as refused:
        assert 1 <= refused.extra["column"] <= len(q) + 1
    else:
        assert tree is None or 1 <= len(_leaves(tree)) <= MAX_TERMS


@given(st.lists(pieces, max_size=50).map("".join))
def test_every_leaf_has_a_word_and_stands_in_the_query(q: str) -> None:
    try:
        tree = parse(q)
    except QuerySyntax:
        return
    assert all(words(leaf) and leaf in q for leaf in (_leaves(tree) if tree else []))


def _leaves(node: Node) -> list[str]:
    match node:
        case Word(text) | Phrase(text):
            return [text]
        case Not(part):
            return _leaves(part)
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in _leaves(part)]
