"""Parser of queries: lexical pieces, and a recursive descent over them that makes the tree. The grammar is in the
package's docstring."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple, get_args

from services.search.query.tree import And, Field, Near, Node, Not, Or, Phrase, Prefix, Word
from services.search.query.words import words
from shared.errors import QuerySyntax

MAX_CHARS = 1_000
"""A headline is under 200, a careful Boolean query of a researcher some hundreds."""

MAX_TERMS = 100
"""Words in all, phrases included. Each costs a look-up in every part of the index; nobody asks for more."""

MAX_DEPTH = 20
"""Parentheses within each other. Nobody reads deeper; engines and our own recursion are safe far beyond."""

MIN_PREFIX = 2
"""Letters or digits before a star. One letter begins a thirtieth of all words: it selects little, and costs much."""

MAX_DISTANCE = 50
"""Other words among words near each other. Farther apart than two long sentences, words have no more to do with each
other than any two of the text."""

MAX_NEAR = 10
"""Groups of words near each other. For each, all places of its words are compared in every text that has them."""


def parse(q: str) -> Node | None:
    """Return the tree of ``q``; None where ``q`` is blank. Linear in its length.

    Leaves of the tree have at least one word each (:func:`~services.search.query.words`), a :class:`Prefix` exactly
    one, a :class:`Near` two different ones. Raises :class:`~shared.errors.QuerySyntax` with the ``column`` (from 1) of
    what cannot be understood, also where ``q`` is nothing but punctuation: all articles would not answer ``???``.
    """
    if not q.strip():
        return None
    if len(q) > MAX_CHARS:
        raise QuerySyntax(
            f"The query has {len(q):,} characters; at most {MAX_CHARS:,} are read. Write lists of names as filters.",
            column=MAX_CHARS + 1,
        )
    node = _Parser(q).query()
    if node is None:
        raise QuerySyntax("There is no word in the query. Write one with a letter or a digit.", column=1)
    return node


class _Piece(NamedTuple):
    """A lexical piece of the query: ``kind`` is the name of the group of ``_PIECE`` that found it."""

    kind: str
    text: str
    column: int


_MARKS = '"“”„‟«»＂'
_BEGIN = rf"(?=[\w({_MARKS}])"
_PIECE = re.compile(
    rf"(?P<open>\()|(?P<close>\))|(?P<near>[{_MARKS}][^{_MARKS}]*[{_MARKS}]~[^\s(){_MARKS}]*)"
    rf"|[{_MARKS}](?P<phrase>[^{_MARKS}]*)[{_MARKS}]|(?P<unclosed>[{_MARKS}])"
    rf"|(?P<operator>(?<![^\s()])(?:AND|OR|NOT)(?![^\s(){_MARKS}]))"
    rf"|(?P<minus>(?<![^\s()])-{_BEGIN})|(?<![^\s()])\+{_BEGIN}"
    rf"|(?P<field>[^\W\d]\w*):{_BEGIN}|(?P<loose>{'|'.join(get_args(Field))}):"
    rf"|(?P<word>[^\s(){_MARKS}]+)"
)
_DISTANCE = re.compile(r"(\d{1,3})\W*", re.ASCII)
_FUZZY = re.compile(r"\w~[\d.]*$", re.ASCII)
_FIELDS: dict[str, Field] = {name: name for name in get_args(Field)}
_OTHER_FIELDS: dict[str, Field] = {
    "headline": "title", "text": "body", "content": "body", "quote": "body", "by": "speaker", "name": "entity",
    "person": "entity", "org": "entity", "gpe": "entity", "outlet": "source", "site": "source", "verb": "cue",
    "job": "role",
}  # fmt: skip
"""Names of the same fields elsewhere, and the types that ids of entities begin with."""


class _Parser:
    """A recursive descent over the pieces. A method returns None where only punctuation stood."""

    def __init__(self, q: str) -> None:
        self.pieces = [
            _Piece(match.lastgroup, match[match.lastgroup], match.start() + 1)
            for match in _PIECE.finditer(q)
            if match.lastgroup
        ]
        self.end = _Piece("end", "", len(q) + 1)
        self.at = 0
        self.depth = 0
        self.terms = 0
        self.nears = 0
        self.field: Field | None = None

    def query(self) -> Node | None:
        node = self.alternatives()
        if self.next.kind != "end":  # only ")" stops the alternatives before the end
            raise QuerySyntax(
                "This parenthesis closes none that was opened. Take it out, or write ( before its first word.",
                column=self.next.column,
            )
        return node

    @property
    def next(self) -> _Piece:
        return self.pieces[self.at] if self.at < len(self.pieces) else self.end

    def take(self, kind: str, text: str | None = None) -> _Piece | None:
        """Return the next piece and move past it, if it is of this kind."""
        piece = self.next
        if piece.kind != kind or text not in (None, piece.text):
            return None
        self.at += 1
        return piece

    def alternatives(self) -> Node | None:
        parts = [self.all()]
        while self.take("operator", "OR"):
            parts.append(self.all())
        return _joined(Or, parts)

    def all(self) -> Node | None:
        parts = [self.item()]
        while self.take("operator", "AND") or not (
            self.next.kind in ("end", "close") or self.next[:2] == ("operator", "OR")
        ):
            parts.append(self.item())
        return _joined(And, parts)

    def item(self) -> Node | None:
        negated = False
        while self.take("operator", "NOT") or self.take("minus"):
            negated = not negated
        node = self.operand()
        return Not(node) if node and negated else node

    def operand(self) -> Node | None:
        piece = self.next
        self.at += 1
        match piece.kind:
            case "open":
                return self.parenthesis(piece)
            case "field" | "loose":
                return self.within(piece)
            case "near":
                return self.near(piece)
            case "phrase":
                text = self.counted(piece.text, piece)
                return Phrase(text, self.field) if text else None
            case "word":
                return self.word(piece)
            case "unclosed":
                raise QuerySyntax(
                    "This quotation mark is never closed. Write another one after the phrase.", column=piece.column
                )
            case "operator":
                raise QuerySyntax(
                    f'A word is missing before {piece.text}. Write one, or "{piece.text}" to search for that word.',
                    column=piece.column,
                )
            case _:
                raise QuerySyntax(
                    "A word is missing here. Write one, or take out what stands before it.", column=piece.column
                )

    def parenthesis(self, opening: _Piece) -> Node | None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise QuerySyntax(
                f"More than {MAX_DEPTH} parentheses within each other. Write the query with fewer.",
                column=opening.column,
            )
        node = self.alternatives()
        if not self.take("close"):
            raise QuerySyntax("This parenthesis is never closed. Write ) after its last word.", column=opening.column)
        self.depth -= 1
        return node

    def within(self, piece: _Piece) -> Node | None:
        """Return the node that follows a field."""
        field = _FIELDS.get(piece.text)
        if field is None:
            raise _unknown_field(piece)
        if piece.kind == "loose":
            raise QuerySyntax(
                f'{field}: stands directly before a word, a phrase or a parenthesis: {field}:word. Write "{field}" to'
                " search for the word itself.",
                column=piece.column,
            )
        if self.field:
            raise QuerySyntax(
                f"{field}: stands within {self.field}:, and nothing is in both. Write them side by side:"
                f" {self.field}:word {field}:word.",
                column=piece.column,
            )
        self.field = field
        node = self.operand()
        self.field = None
        return node

    def word(self, piece: _Piece) -> Node | None:
        if "*" in piece.text:
            return self.prefix(piece)
        if fuzzy := _FUZZY.search(piece.text):
            raise QuerySyntax(
                'After one word ~ means nothing here. Write two or more in quotation marks, "like these"~5, or the'
                " beginning of the word with a star.",
                column=piece.column + fuzzy.start() + 1,
            )
        text = self.counted(piece.text, piece)
        return Word(text, self.field) if text else None

    def prefix(self, piece: _Piece) -> Node:
        before, _, after = piece.text.partition("*")
        tokens = words(before)
        column = piece.column + len(before)
        if not tokens or "*" in after or words(after):
            raise QuerySyntax("A star stands once, at the end of a word. Write it like sanct*.", column=column)
        if len(tokens) > 1 and tokens[0].end == tokens[1].start:
            raise QuerySyntax("Words written without spaces need no star. Write them without it.", column=column)
        if len(tokens) > 1 or tokens[0].end < len(before):
            raise QuerySyntax(
                "A star stands at the end of one word without punctuation. Write the last word on its own.",
                column=column,
            )
        if sum(letter.isalnum() for letter in tokens[0].exact) < MIN_PREFIX:
            raise QuerySyntax(
                f"A star needs {MIN_PREFIX} letters or digits before it. Write more of the word.", column=column
            )
        return Prefix(self.counted(before, piece), self.field)

    def near(self, piece: _Piece) -> Near:
        closing = max(piece.text.rfind(mark) for mark in _MARKS)
        phrase, distance = piece.text[:closing], piece.text[closing + 2 :]
        column = piece.column + closing + 1
        number = _DISTANCE.fullmatch(distance)
        if not number or not 1 <= int(number[1]) <= MAX_DISTANCE:
            raise QuerySyntax(
                f"After ~ stands how many other words may be among these, 1 to {MAX_DISTANCE}. Write it like"
                ' "these words"~5.',
                column=column,
            )
        near = self.counted(phrase, piece)
        if len({token.stem for token in words(near)}) < 2:
            raise QuerySyntax(
                'Only different words can be near each other. Write two or more before ~, like "these words"~5.',
                column=column,
            )
        self.nears += 1
        if self.nears > MAX_NEAR:
            raise QuerySyntax(
                f"The query has more than {MAX_NEAR} groups of words near each other. Write fewer, or phrases.",
                column=column,
            )
        match self.field:
            case None | "title" | "body" as field:
                return Near(near, int(number[1]), field)
            case field:
                raise QuerySyntax(
                    f"~ is for texts: it stands in no field, or in title: or body:. Write {field}:word {field}:word.",
                    column=column,
                )

    def counted(self, text: str, piece: _Piece) -> str:
        """Return ``text`` from its first word to its last; empty if it has none. Its words count towards the limit."""
        tokens = words(text)
        self.terms += len(tokens)
        if self.terms > MAX_TERMS:
            raise QuerySyntax(
                f"The query has more than {MAX_TERMS} words. Write fewer, or names as filters.", column=piece.column
            )
        return text[tokens[0].start : tokens[-1].end] if tokens else ""


def _unknown_field(piece: _Piece) -> QuerySyntax:
    name = piece.text[:40]
    alike = difflib.get_close_matches(name.lower(), _FIELDS, 1)
    nearest = next(iter([_OTHER_FIELDS[name.lower()]] if name.lower() in _OTHER_FIELDS else alike), None)
    hint = f"Did you mean {nearest}:?" if nearest else f"Known are {', '.join(f'{field}:' for field in _FIELDS)}."
    return QuerySyntax(
        f"There is no field {name}:. {hint} Write it in quotation marks to search for it as words.",
        column=piece.column,
        nearest=nearest,
    )


def _joined(kind: type[And] | type[Or], parts: Sequence[Node | None]) -> Node | None:
    """Return the parts that are nodes as one node: None if there is none, the node itself if there is one."""
    nodes = [part for part in parts if part]
    return kind(tuple(nodes)) if len(nodes) > 1 else nodes[0] if nodes else None
