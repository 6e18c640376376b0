from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.search.query import (
    MAX_CHARS,
    MAX_DEPTH,
    MAX_DISTANCE,
    MAX_NEAR,
    MAX_TERMS,
    And,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    parse,
)
from services.search.query.words import words
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
        ("a: b ~c^2", And((A, B, Word("c^2")))),
        ("a OR !!!", A),
        ("a -!!!", A),
        ('a ""', A),
        ('a "OR"', And((A, Phrase("OR")))),
        ("+a +b", And((A, B))),
        ("sanct*", Prefix("sanct")),
        ("-sanct*,", Not(Prefix("sanct"))),
        ("(łó*)", Prefix("łó")),
        ("o'br*", Prefix("o'br")),
        ('"sanct* a"', Phrase("sanct* a")),
        ("title:a", Word("a", "title")),
        ("-title:a b", And((Not(Word("a", "title")), B))),
        ("NOT title:a", Not(Word("a", "title"))),
        ("body:sanct*", Prefix("sanct", "body")),
        ("speaker:“Mohsen Milani”", Phrase("Mohsen Milani", "speaker")),
        ("title:(a OR -b) c", And((Or((Word("a", "title"), Not(Word("b", "title")))), C))),
        ("role:((a) bc*)", And((Word("a", "role"), Prefix("bc", "role")))),
        ("cue:AND", Word("AND", "cue")),
        ("source:bbc.co.uk", Word("bbc.co.uk", "source")),
        ("entity:a OR b", Or((Word("a", "entity"), B))),
        ('"title:a"', Phrase("title:a")),
        ("title a", And((Word("title"), A))),
        ("https://example.org/x?y=1", Word("https://example.org/x?y=1")),
        ("title:https://x.org", Word("https://x.org", "title")),
        ("10:30", Word("10:30")),
        ("title:10:30", Word("10:30", "title")),
        ("(a:) b::c d:", And((A, Word("b::c"), Word("d")))),
        ('"a b"~5', Near("a b", 5)),
        ("-“a b”~5, c", And((Not(Near("a b", 5)), C))),
        ('title:"a b"~50', Near("a b", 50, "title")),
        ('body:("a b"~1 c)', And((Near("a b", 1, "body"), Word("c", "body")))),
        ('"a ~ b"~07', Near("a ~ b", 7)),
        ('"a b" ~5', And((Phrase("a b"), Word("5")))),
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
        ("b titel:a", 3),
        ("(-Title:a)", 3),
        ('xyz:"a"', 1),
        ("person:mohsen-milani", 1),
        ("title: a", 1),
        ("b title:", 3),
        ("title:-a", 1),
        ("title:()", 8),
        ("title:(a body:b)", 10),
        ("title:body:a", 7),
        ("b *foo", 3),
        ("fo*o", 3),
        ("foo**", 4),
        ("*", 1),
        ("a OR ***", 6),
        ("???*", 4),
        ("f*", 2),
        ("'f'*", 4),
        ("vice-presid*", 12),
        ("foo.*", 5),
        ("Iran's*", 7),
        ("東京*", 3),
        ("東*", 2),
        ('"a b"*', 6),
        ("title:*", 1),
        ("iran~2", 5),
        ("iran~0.8", 5),
        ("iran~", 5),
        ('"a b"~', 6),
        ('"a b"~0', 6),
        (f'"a b"~{MAX_DISTANCE + 1}', 6),
        ('"a b"~٣', 6),
        ('"a b"~3~4', 6),
        ('"a b"~-3', 6),
        ('"a"~3', 4),
        ('"talk talks"~3', 13),
        ('"!!!"~3', 6),
        ('speaker:"a b"~3', 14),
        ('cue:(a "a b"~3)', 13),
        ('"a b"~3 ' * (MAX_NEAR + 1), 8 * MAX_NEAR + 6),
    ],
)
def test_an_error_points_at_its_column(q: str, column: int) -> None:
    with pytest.raises(QuerySyntax) as refused:
        parse(q)
    assert refused.value.extra["column"] == column


@pytest.mark.parametrize("q", ["a)", "(a", '"a', "AND a", "a AND", "()", "*a", "東京*", "ti*tle", '"a"~2', "title: a"])
def test_an_error_says_what_is_wrong_and_what_to_write(q: str) -> None:
    with pytest.raises(QuerySyntax, match=r"^\w.+\. (Write|Take) .+\.$"):
        parse(q)


@pytest.mark.parametrize(
    ("q", "nearest"),
    [("titel:a", "title"), ("Speaker:a", "speaker"), ("headline:a", "title"), ("PERSON:a", "entity"),
     ("person:mohsen-milani", "entity"), ("zzz:a", None), ("é" * 500 + ":a", None)],
)  # fmt: skip
def test_an_unknown_field_is_refused_with_the_nearest_known(q: str, nearest: str | None) -> None:
    with pytest.raises(QuerySyntax) as refused:
        parse(q)
    assert refused.value.extra["nearest"] == nearest
    assert (f"Did you mean {nearest}:?" if nearest else "Known are title:") in refused.value.detail
    assert len(refused.value.detail) < 250


def test_the_limits_themselves_are_allowed() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == A
    assert parse("a " * MAX_TERMS) == And((A,) * MAX_TERMS)


PIECES = [
    "a", "b-c", "sanct", "AND", "OR", "NOT", "-", "+", "(", ")", '"', "“", "”", "*", "~", "5", ":", "title:",
    "speaker:", "titel:", "é", "東京", "https://", "'s", " ", " ", "\x00",
]  # fmt: skip
typed = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(st.one_of(st.text(), typed))
@example("(" * MAX_CHARS)
@example("-" * MAX_CHARS)
@example('"' * MAX_CHARS)
@example("-(" * (MAX_CHARS // 2))
@example("title:" * (MAX_CHARS // 6))
@example("a*" * (MAX_CHARS // 2))
@example('"a b"~' * (MAX_CHARS // 6))
@example("~" * MAX_CHARS)
@example("a" * (MAX_CHARS - 1) + ":")
def test_any_text_parses_or_is_refused_with_a_column(q: str) -> None:
    try:
        tree = parse(q)
    except QuerySyntax as refused:
        assert 1 <= refused.extra["column"] <= len(q) + 1
        assert len(refused.detail) < 250
    else:
        assert tree is None or 1 <= len(leaves(tree)) <= MAX_TERMS


@given(typed)
def test_every_leaf_has_words_and_stands_in_the_query(q: str) -> None:
    try:
        tree = parse(q)
    except QuerySyntax:
        return
    for leaf in leaves(tree) if tree else []:
        assert leaf.text in q
        found = words(leaf.text)
        match leaf:
            case Prefix():
                assert len(found) == 1
            case Near():
                assert len({token.stem for token in found}) >= 2
            case _:
                assert found


fields = st.sampled_from([None, "title", "body", "speaker", "entity", "source", "cue", "role"])
texts = st.sampled_from([None, "title", "body"])
some_words = st.sampled_from(["iran", "Łódź", "vice-president", "東京", "U.S", "don’t", "AND"])
any_leaf = (
    st.builds(Word, some_words.filter(lambda word: word != "AND"), fields)
    | st.builds(Prefix, st.sampled_from(["sanct", "łó", "10", "o'b"]), fields)
    | st.builds(Phrase, st.lists(some_words, min_size=1, max_size=3).map(" ".join), fields)
    | st.builds(Near, st.sampled_from(["iran talks", "a b, a", "東京"]), st.integers(1, MAX_DISTANCE), texts)
)


def joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Nodes of ``parts`` as the parser builds them: alternatives within alternatives are written out."""
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, parts.filter(is_no_not))


def is_no_not(node: Node) -> bool:
    return not isinstance(node, Not)


trees: st.SearchStrategy[Node] = st.recursive(any_leaf, joined, max_leaves=MAX_NEAR)


@given(trees)
def test_a_tree_that_is_written_down_is_parsed_into_the_same_tree(tree: Node) -> None:
    assert parse(written(tree)) == tree


def written(node: Node) -> str:
    """``node`` as somebody would type it, every group in parentheses."""
    match node:
        case Word(text):
            return f"{prefixed(node.field)}{text}"
        case Prefix(text):
            return f"{prefixed(node.field)}{text}*"
        case Phrase(text):
            return f'{prefixed(node.field)}"{text}"'
        case Near(text, distance):
            return f'{prefixed(node.field)}"{text}"~{distance}'
        case Not(part):
            return f"-{written(part)}"
        case And(parts):
            return f"({' '.join(map(written, parts))})"
        case Or(parts):
            return f"({' OR '.join(map(written, parts))})"


def prefixed(field: Field | None) -> str:
    return f"{field}:" if field else ""


def leaves(node: Node) -> list[Word | Prefix | Phrase | Near]:
    match node:
        case Not(part):
            return leaves(part)
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in leaves(part)]
        case _:
            return [node]
