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
    return Expression(translation.match(node, scored=True), tuple(translation.phrases))


class _Translation:
    """Collects the phrases while the tree is written down from left to right."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.phrases: list[tuple[str, bool]] = []

    def match(self, node: Node, *, scored: bool) -> str:
        match node:
            case Word(text):
                return self.phrase(_STEMS[self.kind], [token.stem for token in words(text)], scored=scored)
            case Phrase(text):
                return self.phrase(_EXACT[self.kind], [token.exact for token in words(text)], scored=scored)
            case Or(parts):
                return self.joined(" OR ", parts, scored=scored)
            case Not(part):
                return f"({self.everything()} NOT {self.match(part, scored=False)})"
            case And(parts):
                wanted = [part for part in parts if not isinstance(part, Not)]
                refused = [part.part for part in parts if isinstance(part, Not)]
                found = self.joined(" AND ", wanted, scored=scored) if wanted else self.everything()
                return f"({found} NOT {self.joined(' OR ', refused, scored=False)})" if refused else found

    def joined(self, operator: str, nodes: Sequence[Node], *, scored: bool) -> str:
        return f"({operator.join([self.match(node, scored=scored) for node in nodes])})"

    def phrase(self, columns: str, terms: list[str], *, scored: bool) -> str:
        """The terms next to each other in one column. Terms have no quotation marks (see the analysis)."""
        found = f'{columns} : "{" ".join(terms)}"'
        self.phrases.append((found, scored))
        return found

    def everything(self) -> str:
        self.phrases.append((_EVERYTHING, False))
        return _EVERYTHING
