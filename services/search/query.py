"""The language of ``q``: words, "exact phrases", AND, OR, NOT, parentheses; parsed once, for both engines.

::

    alternatives = all {"OR" all}
    all          = item {["AND"] item}        side by side means AND
    item         = {"NOT" | "-"} (word | phrase | "(" alternatives ")")

So ``a b OR c`` is ``(a AND b) OR c``. Operators are in capitals; ``and``, ``or``, ``not`` are words. ``-`` means NOT
only where a word begins. Straight, curly and angle quotation marks open and close phrases. Everything else, such
as a colon or a star, is punctuation, and what has no letter or digit is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from services.search.analysis import words
from shared.errors import QuerySyntax

MAX_CHARS = 1_000
"""A headline is under 200, a careful Boolean query of a researcher some hundreds."""

MAX_TERMS = 100
"""Words in all, phrases included. Each costs a look-up in every part of the index; past this it is no question."""

MAX_DEPTH = 20
"""Parentheses within each other. Nobody reads deeper; engines and our own recursion are safe far beyond."""


Field = Literal["title", "body", "speaker", "entity", "source", "cue", "role"]
"""Where a word has to stand. Asked of articles, ``speaker``, ``cue`` and ``role`` are those of any quote in it, and
``entity`` any name in it. Asked of quotes, ``title`` is the headline of its article, ``body`` the quote's own words,
``entity`` who speaks or is named in the quote. Names are matched by words of one name or alias, ``cue`` by words of its
lemma or of how it is written; in all but ``title`` and ``body`` words match as written (folded), not by their stems."""


@dataclass(frozen=True)
class Word:
    """One word, matched by its stem. Grown together from several (``vice-president``): their stems, adjacent."""

    text: str
    field: Field | None = None
    """None: the title or the body of an article; the quote's own words."""


@dataclass(frozen=True)
class Prefix:
    """Words that begin so: ``sanct*``. One word, folded and not stemmed, matched against words as written."""

    text: str
    field: Field | None = None


@dataclass(frozen=True)
class Phrase:
    """Words next to each other, matched exactly (case and accents aside)."""

    text: str
    field: Field | None = None


@dataclass(frozen=True)
class Near:
    """``"iran talks"~5``: the words, by their stems, in any order in one text, with at most ``distance`` other words
    among them: they stand within ``distance`` plus their own number of words. A word typed twice counts once."""

    text: str
    distance: int
    field: Literal["title", "body"] | None = None


@dataclass(frozen=True)
class And:
    """All of them. Words side by side mean this."""

    parts: Sequence[Node]


@dataclass(frozen=True)
class Or:
    """At least one of them."""

    parts: Sequence[Node]


@dataclass(frozen=True)
class Not:
    """Without it."""

    part: Node


Node = Word | Prefix | Phrase | Near | And | Or | Not


def parse(q: str) -> Node | None:
    """The tree of ``q``; None where ``q`` is blank. Linear in its length.

    Words and phrases in the tree have at least one word each (:func:`services.search.analysis.words`). Raises
    :class:`~shared.errors.QuerySyntax` with the ``column`` (from 1) of what cannot be understood, also where
    nothing but punctuation was asked for: all articles would be no answer to ``???``.
    """
    if not q.strip():
        return None
    if len(q) > MAX_CHARS:
        raise QuerySyntax(f"The query has {len(q):,} characters; at most {MAX_CHARS:,} are read.", column=MAX_CHARS + 1)
    node = _Parser(q).query()
    if node is None:
        raise QuerySyntax("There is no word in the query: a word has a letter or a digit.", column=1)
    return node


class _Piece(NamedTuple):
    """A lexical piece of the query: ``kind`` is the name of the group of ``_PIECE`` that found it."""

    kind: str
    text: str
    column: int


_MARKS = '"“”„‟«»＂'
_PIECE = re.compile(
    rf"(?P<open>\()|(?P<close>\))|[{_MARKS}](?P<phrase>[^{_MARKS}]*)[{_MARKS}]|(?P<unclosed>[{_MARKS}])"
    rf"|(?P<operator>(?<![^\s()])(?:AND|OR|NOT)(?![^\s(){_MARKS}]))|(?P<minus>(?<![^\s()])-(?=[\w({_MARKS}]))"
    rf"|(?P<word>[^\s(){_MARKS}]+)"
)


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

    def query(self) -> Node | None:
        node = self.alternatives()
        if self.next.kind != "end":  # only ")" stops the alternatives before the end
            raise QuerySyntax("This parenthesis closes none that was opened.", column=self.next.column)
        return node

    @property
    def next(self) -> _Piece:
        return self.pieces[self.at] if self.at < len(self.pieces) else self.end

    def take(self, kind: str, text: str | None = None) -> _Piece | None:
        """The next piece, moving past it, if it is this one."""
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
        while self.take("operator", "AND") or not (self.next.kind in ("end", "close") or self.next.text == "OR"):
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
            case "phrase":
                return self.leaf(Phrase, piece)
            case "word":
                return self.leaf(Word, piece)
            case "unclosed":
                raise QuerySyntax("This quotation mark is never closed.", column=piece.column)
            case "operator":
                raise QuerySyntax(f"A word is missing before {piece.text}.", column=piece.column)
            case _:
                raise QuerySyntax("A word is missing here.", column=piece.column)

    def parenthesis(self, opening: _Piece) -> Node | None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise QuerySyntax(f"More than {MAX_DEPTH} parentheses within each other.", column=opening.column)
        node = self.alternatives()
        if not self.take("close"):
            raise QuerySyntax("This parenthesis is never closed.", column=opening.column)
        self.depth -= 1
        return node

    def leaf(self, kind: type[Word] | type[Phrase], piece: _Piece) -> Node | None:
        found = words(piece.text)
        if not found:
            return None
        self.terms += len(found)
        if self.terms > MAX_TERMS:
            raise QuerySyntax(f"The query has more than {MAX_TERMS} words.", column=piece.column)
        return kind(piece.text[found[0].start : found[-1].end])


def _joined(kind: type[And] | type[Or], parts: Sequence[Node | None]) -> Node | None:
    """What is left of ``parts`` as one node: itself if it is one, none if it is none."""
    left = [part for part in parts if part]
    return kind(tuple(left)) if len(left) > 1 else left[0] if left else None
