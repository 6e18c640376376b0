"""Words of a query in FTS5's language. Every word is quoted, so nothing that was typed is ever an operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.search.engines.sqlite.schema import columns
from services.search.index.fields import Acts
from services.search.index.questions import Kind
from services.search.query import And, Field, Near, Node, Not, Or, Phrase, Prefix, Word
from services.search.query.words import words

_STEMS: dict[Kind, dict[Field | None, str]] = {
    "articles": {None: "{title body}", "title": "{title}", "body": "{body}"},
    "quotes": {None: "{text}", "title": "{title}", "body": "{text}"},
}
_EXACT: dict[Kind, dict[Field | None, str]] = {
    "articles": {None: "{title_exact body_exact}", "title": "{title_exact}", "body": "{body_exact}"},
    "quotes": {None: "{text_exact}", "title": "{title_exact}", "body": "{text_exact}"},
}
"""The columns of a field. The other fields have one column of that name, with words as written."""

_OF_QUOTES: frozenset[Field] = frozenset({"speaker", "cue", "role"})
"""The fields of an article that have columns for each act of its quotes."""

_EVERYTHING = '{always} : "1"'
"""What every row matches: FTS5 has no NOT with one side."""


@dataclass(frozen=True)
class Scored:
    """Part of a query that adds to the score: words side by side, or one that begins so."""

    columns: tuple[str, ...]
    phrase: str
    """As FTS5 writes it."""

    @property
    def term(self) -> str | None:
        """The word, where it is one and whole."""
        whole = self.phrase.endswith('"') and " " not in self.phrase
        return self.phrase.strip('"') if whole else None

    def match(self, columns: Sequence[str]) -> str:
        """Return the expression that matches it in these columns."""
        return f"{{{' '.join(columns)}}} : {self.phrase}"


@dataclass(frozen=True)
class WordsQuery:
    """An FTS5 query, and its phrases."""

    match: str
    phrases: tuple[Scored, ...]


def words_query(node: Node, kind: Kind, acts: Acts) -> WordsQuery:
    """Return the FTS5 query that matches what ``node`` means in the words of ``kind``; ``acts``: whose quotes count."""
    translation = _Translation(kind, acts)
    return WordsQuery(translation.match(_shallow(node)), tuple(translation.phrases))


def side_by_side(columns: Sequence[str], text: str) -> str:
    """Return the FTS5 expression that matches the words of ``text`` next to each other in one of these columns."""
    return f'{{{" ".join(columns)}}} : "{_exact(text)}"'


class _Translation:
    """Collects the phrases while the tree is written down from left to right."""

    def __init__(self, kind: Kind, acts: Acts) -> None:
        self.kind: Kind = kind
        self.acts: Acts = acts
        self.phrases: list[Scored] = []

    def match(self, node: Node, *, scored: bool = True) -> str:
        match node:
            case Word(text, field):
                in_text = field in _STEMS[self.kind]
                columns = _STEMS[self.kind][field] if in_text else self.exact(field)
                terms = [token.stem if in_text else token.exact for token in words(text)]
                return self.leaf(columns, f'"{" ".join(terms)}"', scored=scored)
            case Phrase(text, field):
                return self.leaf(self.exact(field), f'"{_exact(text)}"', scored=scored)
            case Prefix(text, field):
                return self.leaf(self.exact(field), f'"{_exact(text)}" *', scored=scored)
            case Near(text, distance, field):
                return self.near(_STEMS[self.kind][field], text, distance, scored=scored)
            case Or(parts):
                return self.joined(" OR ", parts, scored=scored)
            case Not():
                return self.match(And((node,)), scored=scored)
            case And(parts):
                included = [part for part in parts if not isinstance(part, Not)]
                excluded = [part.part for part in parts if isinstance(part, Not)]
                match = self.joined(" AND ", included, scored=scored) if included else _EVERYTHING
                return f"({match} NOT {self.joined(' OR ', excluded, scored=False)})" if excluded else match

    def joined(self, operator: str, nodes: Sequence[Node], *, scored: bool) -> str:
        return f"({operator.join([self.match(node, scored=scored) for node in nodes])})"

    def leaf(self, columns: str, phrase: str, *, scored: bool) -> str:
        """Return a phrase in one of these columns. Terms have no quotation marks (see the analysis)."""
        match = f"{columns} : {phrase}"
        if scored:
            self.phrases.append(Scored(tuple(columns.strip("{}").split()), phrase))
        return match

    def near(self, columns: str, text: str, distance: int, *, scored: bool) -> str:
        """Return different words within ``distance`` plus their number; FTS5 counts those between first and last."""
        terms = list(dict.fromkeys(token.stem for token in words(text)))
        matches = [self.leaf(columns, f'"{term}"', scored=scored) for term in terms]
        if len(terms) == 1:
            return matches[0]
        quoted = " ".join(f'"{term}"' for term in terms)
        return f"{columns} : NEAR({quoted}, {distance + len(terms) - 2})"

    def exact(self, field: Field | None) -> str:
        if text_columns := _EXACT[self.kind].get(field):
            return text_columns
        names = columns(str(field), self.kind, self.acts) if field in _OF_QUOTES else [str(field)]
        return f"{{{' '.join(names)}}}"


def _exact(text: str) -> str:
    return " ".join(token.exact for token in words(text))


def _shallow(node: Node, *, negated: bool = False) -> Node:
    """Return the same with NOT at words and phrases only, AND and OR in turns, and the deepest part first.

    FTS5's parser has a stack of 100, of which each parenthesis that comes first takes one, and each that comes
    after an operator three. As typed, the deepest query that is allowed would need over 150; so it needs about 60.
    """
    match node:
        case Not(part):
            return _shallow(part, negated=not negated)
        case And(parts) | Or(parts):
            kind = And if isinstance(node, And) is not negated else Or
            flat: list[Node] = []
            for part in (_shallow(part, negated=negated) for part in parts):
                flat.extend(part.parts if isinstance(part, kind) else [part])
            return kind(tuple(sorted(flat, key=_depth, reverse=True)))
        case _:
            return Not(node) if negated else node


def _depth(node: Node) -> int:
    match node:
        case And(parts) | Or(parts):
            return 1 + max(_depth(part) for part in parts)
        case _:
            return 0
