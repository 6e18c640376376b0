"""Highlights: where in a text a query's words and phrases stand. Made here, once, so that both engines show the same.

A highlight is a passage of the text to the letter, HTML-escaped, with ``<mark>`` around what matched; without the
tags and unescaped it is found in the text. Words under NOT mark nothing.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from services.search.analysis import words
from services.search.index import FoundArticleText
from services.search.query import And, Node, Not, Or, Phrase, Word
from shared.models import FoundArticle, FoundQuote

SNIPPETS = 3
"""Passages of a body in a list of results: enough to judge it by, few enough to read."""

SNIPPET_CHARS = 160
"""About two lines of a list. A longer phrase is shown whole."""

PAGE_CHARS = 1_000_000
"""Characters searched for the highlights of one page of results: 0.4 to 1.2 seconds on a slow core, by how many words
are new. 100 articles of usual length have half of it. Beyond it the longest texts are searched only as far as
:func:`reach` says."""

_SPACE = re.compile(r"\s")


class Term(NamedTuple):
    """Words next to each other: a phrase, or what one typed word was cut into."""

    words: tuple[str, ...]
    exact: bool
    """Whether they match as written (folded), or by their stems."""


class Match(NamedTuple):
    """``text[start:end]`` matches the terms with these numbers."""

    start: int
    end: int
    terms: frozenset[int]


Passage = Sequence[Match]
"""Matches close enough to be read together, in order."""


def terms(node: Node | None, negated: bool = False) -> list[Term]:
    """What in a query can be pointed at."""
    match node:
        case Word(text) | Phrase(text) if not negated:
            exact = isinstance(node, Phrase)
            return [Term(tuple(token.exact if exact else token.stem for token in words(text)), exact)]
        case And(parts) | Or(parts):
            return [term for part in parts for term in terms(part, negated)]
        case Not(part):
            return terms(part, not negated)
        case _:
            return []


def highlighted(hits: Sequence[FoundArticleText | FoundQuote], node: Node | None) -> list[FoundArticle | FoundQuote]:
    """The hits with their highlights: an article's title and up to three snippets of its body, a quote's text."""
    wanted = terms(node)
    chars = reach([len(hit.body if isinstance(hit, FoundArticleText) else hit.text) for hit in hits])
    return [
        _article(hit, wanted, chars) if isinstance(hit, FoundArticleText) else _quote(hit, wanted, chars)
        for hit in hits
    ]


def _article(hit: FoundArticleText, wanted: Sequence[Term], chars: int) -> FoundArticle:
    title = hit.article.title
    marked = {"title": whole(title, wanted, len(title)), "body": snippets(hit.body, wanted, chars)}
    return hit.article.model_copy(update={"highlights": {field: found for field, found in marked.items() if found}})


def _quote(hit: FoundQuote, wanted: Sequence[Term], chars: int) -> FoundQuote:
    found = whole(hit.text, wanted, chars)
    return hit.model_copy(update={"highlights": {"text": found} if found else {}})


def reach(lengths: Sequence[int], budget: int = PAGE_CHARS) -> int:
    """How many characters of each text are searched, so that it is ``budget`` over all: as many as are there, or the
    most for which short texts, searched whole, leave the long ones an equal share."""
    left = budget
    for done, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - done)
        if length > share:
            return share
        left -= length
    return max(lengths, default=0)


def whole(text: str, terms: Sequence[Term], chars: int) -> list[str]:
    """All of ``text``, marked within its first ``chars`` characters; nothing if there is no match."""
    matches = find(text[:chars], terms)
    return [_marked(text, 0, len(text), matches)] if matches else []


def snippets(text: str, terms: Sequence[Term], chars: int) -> list[str]:
    """The best passages around matches in the first ``chars`` characters of ``text``, in its order."""
    best = sorted(_best(_passages(find(text[:chars], terms))), key=lambda passage: passage[0].start)
    found = []
    left = 0
    for passage, right in zip(best, [*(passage[0].start for passage in best[1:]), len(text)], strict=False):
        start, end = _padded(text, passage, left, right)
        found.append(_marked(text, start, end, passage))
        left = end
    return found


def find(text: str, terms: Sequence[Term]) -> list[Match]:
    """Where ``terms`` stand in ``text``, in order; matches that overlap are one.

    The words are searched as one line of text, since that is linear even for phrases that nearly match everywhere.
    """
    tokens = words(text) if terms else []
    found: list[Match] = []
    for exact in {term.exact for term in terms}:
        forms = [token.exact if exact else token.stem for token in tokens]
        line = f" {' '.join(forms)} "
        begins = list(accumulate((len(form) + 1 for form in forms), initial=0))
        for number, term in enumerate(terms):
            if term.exact != exact:
                continue
            wanted = f" {' '.join(term.words)} "
            at = line.find(wanted)
            while at >= 0:
                first = bisect_left(begins, at)
                last = tokens[first + len(term.words) - 1]
                found.append(Match(tokens[first].start, last.end, frozenset((number,))))
                at = line.find(wanted, at + len(wanted) - 1)
    found.sort(key=lambda match: match.start)
    return _merged(found)


def _merged(matches: Sequence[Match]) -> list[Match]:
    merged: list[Match] = []
    for match in matches:
        if merged and match.start < merged[-1].end:
            before = merged.pop()
            match = Match(before.start, max(before.end, match.end), before.terms | match.terms)
        merged.append(match)
    return merged


def _passages(matches: Sequence[Match]) -> list[Passage]:
    """The matches, cut into runs that fit into a snippet."""
    runs: list[list[Match]] = []
    for match in matches:
        if runs and match.end - runs[-1][0].start <= SNIPPET_CHARS:
            runs[-1].append(match)
        else:
            runs.append([match])
    return list(runs)


def _best(passages: Sequence[Passage]) -> list[Passage]:
    """Each adds the most terms that those before it do not show; of equals, the one with most matches, the first."""
    left = list(passages)
    best: list[Passage] = []
    shown: frozenset[int] = frozenset()
    while left and len(best) < SNIPPETS:
        new = [(len(_terms(passage) - shown), len(passage)) for passage in left]
        best.append(left.pop(new.index(max(new))))
        shown |= _terms(best[-1])
    return best


def _terms(passage: Passage) -> frozenset[int]:
    return frozenset().union(*(match.terms for match in passage))


def _padded(text: str, passage: Passage, left: int, right: int) -> tuple[int, int]:
    """Where to cut around a passage: about SNIPPET_CHARS long, within ``left`` and ``right``, between words if the
    script has any."""
    first, last = passage[0].start, passage[-1].end
    spare = max(0, SNIPPET_CHARS - (last - first))
    start = max(left, first - spare // 2)
    end = min(right, max(last, start + SNIPPET_CHARS))
    start = max(left, min(start, end - SNIPPET_CHARS))
    if start > left and (space := _SPACE.search(text, start - 1, first)):
        start = space.end()
    if end < right and (spaces := list(_SPACE.finditer(text, last, end + 1))):
        end = spaces[-1].start()
    return first - len(text[start:first].lstrip()), last + len(text[last:end].rstrip())


def _marked(text: str, start: int, end: int, matches: Sequence[Match]) -> str:
    """``text[start:end]`` as HTML. Every match lies within it."""
    pieces = []
    for match in matches:
        pieces += [html.escape(text[start : match.start]), f"<mark>{html.escape(text[match.start : match.end])}</mark>"]
        start = match.end
    return "".join([*pieces, html.escape(text[start:end])])
