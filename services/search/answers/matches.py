"""Matches: where the words and phrases of a query stand in a text; found without the engines, so that both show the
same. Words under NOT match nothing, those of ``title:`` and ``body:`` only there, those of the other fields nothing:
they are about names and quotes, not about this text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, islice, pairwise
from typing import Literal, NamedTuple

from services.search.query import And, Near, Node, Not, Or, Phrase, Prefix, Word
from services.search.query.scanning import gap, words_beginning
from services.search.query.words import Token, words

TERM_MATCHES = 200
"""Matches of one term in one text; more are not marked. Three snippets need few of them, and no quote has so many,
while a query of a hundred words in a text made for it could have millions."""


class Term(NamedTuple):
    """Words of the query next to each other: a phrase, or the pieces of one typed word; or words near each other."""

    words: tuple[str, ...]
    exact: bool
    """Whether they match as written (folded), or by their stems."""
    begins: bool = False
    """Whether the (one) word is the beginning of those that match."""
    window: int | None = None
    """For words near each other, in any order: how long the run of words is in which all of them stand."""


class Match(NamedTuple):
    """A range ``text[start:end]`` that matches terms: their numbers, and of words near each other which word it is."""

    start: int
    end: int
    terms: frozenset[tuple[int, str]]


def terms(node: Node | None, field: Literal["title", "body"]) -> list[Term]:
    """Return the terms of a query that can match in this text; the body of a quote is its text."""
    return list(dict.fromkeys(_terms(node, field, negated=False)))


def _terms(node: Node | None, field: str, *, negated: bool) -> Iterator[Term]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _terms(part, field, negated=negated)
        case Not(part):
            yield from _terms(part, field, negated=not negated)
        case Word() | Prefix() | Phrase() | Near() if not negated and node.field in (None, field):
            yield _term(node)


def _term(leaf: Word | Prefix | Phrase | Near) -> Term:
    tokens = words(leaf.text)
    stems = tuple(token.stem for token in tokens)
    match leaf:
        case Word():
            return Term(stems, exact=False)
        case Near(distance=distance):
            different = tuple(dict.fromkeys(stems))
            return Term(different, exact=False, window=distance + len(different))
        case Prefix() | Phrase():
            return Term(tuple(token.exact for token in tokens), exact=True, begins=isinstance(leaf, Prefix))


def find(text: str, terms: Sequence[Term]) -> list[Match]:
    """Return the matches of ``terms`` in ``text``, in order; matches that overlap become one."""
    tokens = _words_of_terms(text, terms) if terms else []
    if not tokens:
        return []
    gaps = _gaps(text, tokens, terms)
    lines = {exact: _Line(tokens, gaps, exact=exact) for exact in {term.exact for term in terms}}
    matches = [
        Match(tokens[first].start, tokens[last].end, frozenset({(number, word)}))
        for number, term in enumerate(terms)
        for first, last, word in islice(
            _near(tokens, gaps, term.words, term.window) if term.window else lines[term.exact].find(term), TERM_MATCHES
        )
    ]
    matches.sort(key=lambda match: match.start)
    return _merged(matches)


def _words_of_terms(text: str, terms: Sequence[Term]) -> list[Token]:
    """Return the words of a text that are words of the terms; most others are never looked at."""
    stems, whole, beginnings, every = _forms(tuple(terms))
    return [
        token
        for token in words_beginning(text, every)
        if token.stem in stems or token.exact in whole or token.exact.startswith(beginnings)
    ]


@lru_cache(maxsize=64)  # a page looks for the same terms in all its texts
def _forms(terms: tuple[Term, ...]) -> tuple[frozenset[str], frozenset[str], tuple[str, ...], frozenset[str]]:
    """Return the stems, whole words and beginnings that are looked for, and all of these together."""
    stems = frozenset(word for term in terms if not term.exact for word in term.words)
    whole = frozenset(word for term in terms if term.exact and not term.begins for word in term.words)
    beginnings = tuple(term.words[0] for term in terms if term.begins)
    return stems, whole, beginnings, frozenset(word for term in terms for word in term.words)


def _gaps(text: str, tokens: Sequence[Token], terms: Sequence[Term]) -> list[int]:
    """Count the other words before each of these words, after the one before; as far as the terms need it."""
    near = any(term.window for term in terms)
    enough = None if near else 1 if any(len(term.words) > 1 for term in terms) else 0
    return [0, *(gap(text, *pair, enough) if enough != 0 else 0 for pair in pairwise(tokens))]


class _Line:
    """Words in one line, with a bar between two that are not next to each other: searching it is linear, even for
    phrases that nearly match everywhere."""

    def __init__(self, tokens: Sequence[Token], gaps: Sequence[int], *, exact: bool) -> None:
        forms = (token.exact if exact else token.stem for token in tokens)
        pieces = [f"{'| ' if gap else ''}{form} " for form, gap in zip(forms, gaps, strict=True)]
        self._line = f" {''.join(pieces)}"
        self._ends = list(accumulate(map(len, pieces)))

    def find(self, term: Term) -> Iterator[tuple[int, int, str]]:
        """Return the first and last word of each place where the term's words stand next to each other."""
        wanted = f" {' '.join(term.words)}{'' if term.begins else ' '}"
        at = self._line.find(wanted)
        while at >= 0:
            first = bisect_right(self._ends, at)
            yield first, first + len(term.words) - 1, ""
            at = self._line.find(wanted, at + 1)


def _near(
    tokens: Sequence[Token], gaps: Sequence[int], stems: Sequence[str], window: int
) -> Iterator[tuple[int, int, str]]:
    """Return each word that has one of the stems, wherever all of the stems stand within a window of words."""
    wanted = frozenset(stems)
    places = accumulate(gap + 1 for gap in gaps)
    at = [(place, number) for number, place in enumerate(places) if tokens[number].stem in wanted]
    inside: Counter[str] = Counter()
    missing = len(wanted)
    left = marked = 0
    for right, (place, number) in enumerate(at):
        missing -= not inside[tokens[number].stem]
        inside[tokens[number].stem] += 1
        while place - at[left][0] >= window:
            stem = tokens[at[left][1]].stem
            inside[stem] -= 1
            missing += not inside[stem]
            left += 1
        if not missing:
            yield from ((near, near, tokens[near].stem) for _, near in at[max(left, marked) : right + 1])
            marked = right + 1


def _merged(matches: Sequence[Match]) -> list[Match]:
    merged: list[Match] = []
    for match in matches:
        if merged and match.start < merged[-1].end:
            before = merged.pop()
            match = Match(before.start, max(before.end, match.end), before.terms | match.terms)
        merged.append(match)
    return merged
