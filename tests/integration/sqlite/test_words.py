"""From the query's tree to FTS5: nothing typed is an operator, nothing allowed is too much, all is found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.engines.sqlite import SqliteIndex
from services.search.engines.sqlite.adding import BETWEEN
from services.search.index.questions import Kind, Request
from services.search.query import MAX_DEPTH, MAX_TERMS, And, Near, Node, Not, Or, Phrase, Prefix, Word
from services.search.query.words import Token, words
from tests.contract.queries import articles, ask, ids
from tests.support.corpus import Said, change

KINDS: tuple[Kind, ...] = ("articles", "quotes")


@pytest.mark.parametrize(
    "q",
    [
        '"',
        "col : x",
        "title:gull",
        "^gull",
        "gull*",
        "NEAR(gull tern, 2)",
        "gull + tern",
        "{title body} : gull",
        "- gull",
        "gull'; DROP TABLE articles; --",
        "always : 1",
    ],
)
def test_what_fts5_would_take_for_an_operator_is_punctuation(index: SqliteIndex, q: str) -> None:
    tree = Word(q) if words(q) else Phrase("gull " + q)
    assert index.search(Request(kind="articles", words=tree)).total == 0


@pytest.mark.parametrize(
    "level", ["(b OR c -d {})", "-(b OR c -d {})", "-(b OR -c {} d)", "({} OR b -c)", "(-b -c {} OR d)"]
)
def test_the_deepest_query_is_not_too_deep_for_fts5(index: SqliteIndex, level: str) -> None:
    q = "x"
    for _ in range(MAX_DEPTH):
        q = level.format(q)
    assert ask(index, "articles", q).total == 0
    assert ask(index, "quotes", q).total == 0


DEEP = {
    "word": Word("b"),
    "word in a field": Word("b", "speaker"),
    "prefix": Prefix("be", "title"),
    "phrase": Phrase("b e"),
    "near": Near("b e f", 3),
    "near in a field": Near("b e f", 50, "body"),
}


@pytest.mark.parametrize("leaf", DEEP.values(), ids=DEEP.keys())
def test_no_kind_of_word_is_too_deep_for_fts5(index: SqliteIndex, leaf: Node) -> None:
    for inner in (leaf, Not(leaf)):
        for negated in (False, True):
            tree: Node = leaf
            for _ in range(MAX_DEPTH):
                tree = And((inner, Or((leaf, inner, Not(tree) if negated else tree)), inner))
            for kind in KINDS:
                assert index.search(Request(kind=kind, words=tree)).total == 0


def test_the_longest_query_of_words_near_each_other_is_not_too_long_for_fts5(index: SqliteIndex) -> None:
    index.write([change("a", text=" ".join(f"w{number}" for number in range(MAX_TERMS)))])
    assert articles(index, f'"{" ".join(f"w{number}" for number in reversed(range(MAX_TERMS)))}"~50') == {"a"}


def test_no_phrase_runs_from_one_name_into_the_next(index: SqliteIndex) -> None:
    index.write([change("a", said=[Said("Yes", "Ada Nordmann"), Said("No", "Zofia Ada")], naming=["Nordmann Zofia"])])
    assert articles(index, 'entity:"Ada Nordmann"') == articles(index, 'entity:"Zofia Ada"') == {"a"}
    assert articles(index, 'speaker:"Nordmann Zofia"') == articles(index, 'speaker:"Ada Ada"') == set()
    assert index.search(Request(kind="articles", words=Phrase(f"Nordmann{BETWEEN}Zofia", "speaker"))).total == 0


@pytest.mark.parametrize("joint", [" ", " OR ", " -", "-"])
def test_the_longest_query_is_not_too_long_for_fts5(index: SqliteIndex, joint: str) -> None:
    index.write([change("a")])
    q = joint.join(f"w{number}" for number in range(MAX_TERMS))
    assert ask(index, "articles", q).total == 0


def test_a_word_in_the_title_and_a_rare_word_count_more(index: SqliteIndex) -> None:
    index.write([change(f"filler{n}", text="common") for n in range(20)])
    index.write([change("in-body", text="ferry and common"), change("in-title", title="Ferry", text="and common")])
    assert ids(ask(index, "articles", "ferry")) == ["in-title", "in-body"]
    assert ids(ask(index, "articles", "(common -nowhere) OR ferry"))[:2] == ["in-title", "in-body"]


VERSIONS = count(1)

TEXTS = [
    "red gulls and a white tern",
    "a red tern",
    "gull gull heron",
    "white red",
    "the heron's red gull",
    "nothing",
]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteIndex]:
    index = SqliteIndex(tmp_path_factory.mktemp("texts") / "index.sqlite3", walk_seconds=1)
    index.prepare()
    index.write([change(str(n), title=text, text=TEXTS[n - 1]) for n, text in enumerate(TEXTS)])
    yield index
    index.close()


fields = st.sampled_from([None, "title", "body"])
leaves = st.one_of(
    st.builds(Word, st.sampled_from(["red", "gull", "tern", "heron", "white", "missing", "red gull"]), fields),
    st.builds(Phrase, st.sampled_from(["gulls", "gull", "red gull", "white tern", "heron red", "tern red"]), fields),
    st.builds(Prefix, st.sampled_from(["gul", "gulls", "re", "whit", "heron", "x"]), fields),
    st.builds(
        Near,
        st.lists(st.sampled_from(["red", "gulls", "white", "and", "tern"]), min_size=2, max_size=4).map(" ".join),
        st.integers(1, 4),
        fields,
    ),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=12,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees)
def test_a_query_matches_what_it_says(texts: SqliteIndex, tree: Node) -> None:
    expected = {str(n) for n, text in enumerate(TEXTS) if _says({"title": text, "body": TEXTS[n - 1]}, tree)}
    found = texts.search(Request(kind="articles", words=tree, size=10))
    assert set(ids(found)) == expected
    assert found.total == len(expected)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(st.sampled_from("abcx"), min_size=1, max_size=14).map(" ".join),
    near=st.lists(st.sampled_from(["a", "b", "c", "a-b"]), min_size=2, max_size=4).map(" ".join),
    distance=st.integers(1, 6),
)
def test_words_are_near_when_they_stand_in_the_window(index: SqliteIndex, text: str, near: str, distance: int) -> None:
    index.write([change("a", next(VERSIONS), text=text)])
    node = Near(near, distance, "body")
    found = index.search(Request(kind="articles", words=node, size=0)).total
    assert found == _says({"body": text}, node)


def _says(texts: dict[str, str], node: Node) -> bool:
    """Whether an article with these texts matches, told without any index."""
    match node:
        case And(parts):
            return all(_says(texts, part) for part in parts)
        case Or(parts):
            return any(_says(texts, part) for part in parts)
        case Not(part):
            return not _says(texts, part)
        case _:
            return any(_holds(words(text), node) for field, text in texts.items() if node.field in (None, field))


def _holds(there: list[Token], leaf: Word | Phrase | Prefix | Near) -> bool:
    asked = words(leaf.text)
    stems, exact = [word.stem for word in there], [word.exact for word in there]
    match leaf:
        case Word():
            return _in_row([word.stem for word in asked], stems)
        case Phrase():
            return _in_row([word.exact for word in asked], exact)
        case Prefix():
            return any(word.startswith(asked[0].exact) for word in exact)
        case Near(_, distance):
            wanted = {word.stem for word in asked}
            window = distance + len(wanted)
            return any(wanted <= set(stems[at : at + window]) for at in range(len(stems)))


def _in_row(wanted: list[str], there: list[str]) -> bool:
    return any(there[at : at + len(wanted)] == wanted for at in range(len(there)))
