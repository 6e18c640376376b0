"""From the query's tree to FTS5's language. Every word is quoted, so nothing that was typed is ever an operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.search.analysis import words
from services.search.index import Kind
from services.search.query import And, Node, Not, Or, Phrase, Word

_STEMS = {"articles": "{title body}", "quotes": "{text}"}
_EXACT = {"articles": "{title_exact body_exact}", "quotes": "{text_exact}"}
_EVERYTHING = '{always} : "1"'


@dataclass(frozen=True)
class Expression:
    """What FTS5 is asked."""

    match: str
    phrases: tuple[tuple[str, bool], ...]
    """The phrases of ``match`` in their order, each as an expression of its own, and whether it adds to the score."""


def expression(node: Node, kind: Kind) -> Expression:
    """The FTS5 expression that matches what ``node`` means in the words of ``kind``."""
    translation = _Translation(kind)
    return Expression(translation.match(_shallow(node)), tuple(translation.phrases))


class _Translation:
    """Collects the phrases while the tree is written down from left to right."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.phrases: list[tuple[str, bool]] = []

    def match(self, node: Node, *, scored: bool = True) -> str:
        match node:
            case Word(text):
                return self.phrase(_STEMS[self.kind], [token.stem for token in words(text)], scored=scored)
            case Phrase(text):
                return self.phrase(_EXACT[self.kind], [token.exact for token in words(text)], scored=scored)
            case Or(parts):
                return self.joined(" OR ", parts)
            case Not():
                return self.match(And((node,)))
            case And(parts):
                wanted = [part for part in parts if not isinstance(part, Not)]
                refused = [part.part for part in parts if isinstance(part, Not)]
                found = self.joined(" AND ", wanted) if wanted else self.everything()
                return f"({found} NOT {self.joined(' OR ', refused, scored=False)})" if refused else found

    def joined(self, operator: str, nodes: Sequence[Node], *, scored: bool = True) -> str:
        return f"({operator.join([self.match(node, scored=scored) for node in nodes])})"

    def phrase(self, columns: str, terms: list[str], *, scored: bool) -> str:
        """The terms next to each other in one column. Terms have no quotation marks (see the analysis)."""
        found = f'{columns} : "{" ".join(terms)}"'
        self.phrases.append((found, scored))
        return found

    def everything(self) -> str:
        """What every row matches: FTS5 has no NOT with one side."""
        self.phrases.append((_EVERYTHING, False))
        return _EVERYTHING


def _shallow(node: Node, *, negated: bool = False) -> Node:
    """The same with NOT at words and phrases only, AND and OR in turns, and the deepest part first.

    FTS5's parser has a stack of 100, of which each parenthesis that comes first takes one, and each that comes
    after an operator three. As typed, the deepest query that is allowed would need over 150; so it needs about 60.
    """
    match node:
        case Not(part):
            return _shallow(part, negated=not negated)
        case Word() | Phrase():
            return Not(node) if negated else node
        case And(parts) | Or(parts):
            kind = And if isinstance(node, And) is not negated else Or
            flat: list[Node] = []
            for part in (_shallow(part, negated=negated) for part in parts):
                flat.extend(part.parts if isinstance(part, kind) else [part])
            return kind(tuple(sorted(flat, key=_depth, reverse=True)))


def _depth(node: Node) -> int:
    match node:
        case And(parts) | Or(parts):
            return 1 + max(_depth(part) for part in parts)
        case _:
            return 0
