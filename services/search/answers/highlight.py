"""Highlights: where in a text a query's words and phrases stand. Made here, once, so that both engines show the same.

A highlight is a passage of the text to the letter, HTML-escaped, with ``<mark>`` around what matched; without the
tags and unescaped it is found in the text. Words under NOT mark nothing, those of ``title:`` and ``body:`` only there,
those of the other fields nothing: they are about names and quotes, not about this text. An article whose body shows no
mark, found by its title, by filters or by such fields, has the body's beginning for a snippet.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice, pairwise
from typing import Literal, NamedTuple

from services.search.index.questions import FoundArticleText
from services.search.index.results import FoundArticle, FoundQuote
from services.search.query import And, Near, Node, Not, Or, Phrase, Prefix, Word
from services.search.query.words import Token, gap, words, words_beginning

SNIPPETS = 3
"""Passages of a body in a list of results: enough to judge it by, few enough to read."""

SNIPPET_CHARS = 160
"""About two lines of a list. A longer phrase is shown whole."""

PAGE_CHARS = 1_000_000
"""Characters searched for the highlights of one page of results: 0.1 seconds of CPU for a few words in usual texts, 5
for the worst query in texts made for it. 100 articles of usual length have half of it. Beyond it the longest texts are
searched only as far as :func:`reach` says."""

TERM_MATCHES = 200
"""Of one term in one text; more are not marked. Three snippets need few of them, and no quote has so many, while a
query of a hundred words in a text made for it could have millions."""

_SPACE = re.compile(r"\s")


class Term(NamedTuple):
    """Words next to each other: a phrase, or what one typed word was cut into; or words near each other."""

    words: tuple[str, ...]
    exact: bool
    """Whether they match as written (folded), or by their stems."""
    begins: bool = False
    """Whether the (one) word is only the beginning of those that match."""
    window: int | None = None
    """If the words stand near each other, in any order: in a row of how many words they all are."""


class Match(NamedTuple):
    """``text[start:end]`` matches the terms with these numbers; of words near each other, by this word."""

    start: int
    end: int
    terms: frozenset[tuple[int, str]]


Passage = Sequence[Match]
"""Matches close enough to be read together, in order."""


def terms(node: Node | None, field: Literal["title", "body"]) -> list[Term]:
    """What in a query can be pointed at in this text; the body of a quote is its text."""
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
    found = words(leaf.text)
    stems = tuple(token.stem for token in found)
    match leaf:
        case Word():
            return Term(stems, exact=False)
        case Near(distance=distance):
            different = tuple(dict.fromkeys(stems))
            return Term(different, exact=False, window=distance + len(different))
        case Prefix() | Phrase():
            return Term(tuple(token.exact for token in found), exact=True, begins=isinstance(leaf, Prefix))


def highlighted(hits: Sequence[FoundArticleText | FoundQuote], node: Node | None) -> list[FoundArticle | FoundQuote]:
    """The hits with their highlights: an article's title and up to three snippets of its body, a quote's text."""
    in_title, in_body = terms(node, "title"), terms(node, "body")
    chars = reach([len(hit.body if isinstance(hit, FoundArticleText) else hit.text) for hit in hits])
    return [
        _article(hit, in_title, in_body, chars) if isinstance(hit, FoundArticleText) else _quote(hit, in_body, chars)
        for hit in hits
    ]


def _article(hit: FoundArticleText, in_title: Sequence[Term], in_body: Sequence[Term], chars: int) -> FoundArticle:
    title = hit.article.title
    marked = {
        "title": whole(title, in_title, len(title)),
        "body": snippets(hit.body, in_body, chars) or beginning(hit.body),
    }
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


def beginning(text: str) -> list[str]:
    """The first lines of ``text``, without a mark; nothing of a blank one."""
    first = len(text) - len(text.lstrip())
    start, end = _padded(text, (Match(first, first, frozenset()),), first, len(text))
    return [_marked(text, start, end, ())] if end > start else []


def find(text: str, terms: Sequence[Term]) -> list[Match]:
    """Where ``terms`` stand in ``text``, in order; matches that overlap are one."""
    tokens = _spotted(text, terms)
    if not tokens:
        return []
    gaps = _gaps(text, tokens, terms)
    lines = {exact: _Line(tokens, gaps, exact=exact) for exact in {term.exact for term in terms}}
    found = [
        Match(tokens[first].start, tokens[last].end, frozenset({(number, word)}))
        for number, term in enumerate(terms)
        for first, last, word in islice(
            _near(tokens, gaps, term.words, term.window) if term.window else lines[term.exact].find(term), TERM_MATCHES
        )
    ]
    found.sort(key=lambda match: match.start)
    return _merged(found)


def _spotted(text: str, terms: Sequence[Term]) -> list[Token]:
    """The words of a text that are words of the terms; most others are never looked at."""
    stems = {word for term in terms if not term.exact for word in term.words}
    whole = {word for term in terms if term.exact and not term.begins for word in term.words}
    beginnings = tuple(term.words[0] for term in terms if term.begins)
    return [
        token
        for token in words_beginning(text, frozenset(word for term in terms for word in term.words))
        if token.stem in stems or token.exact in whole or token.exact.startswith(beginnings)
    ]


def _gaps(text: str, tokens: Sequence[Token], terms: Sequence[Term]) -> list[int]:
    """How many other words stand before each spotted one, after the one before; as far as the terms need to know."""
    near = any(term.window for term in terms)
    enough = None if near else 1 if any(len(term.words) > 1 for term in terms) else 0
    return [0, *(gap(text, *pair, enough) if enough != 0 else 0 for pair in pairwise(tokens))]


class _Line:
    """Spotted words in one line, a bar between two that are not next to each other: searching it is linear, even for
    phrases that nearly match everywhere."""

    def __init__(self, tokens: Sequence[Token], gaps: Sequence[int], *, exact: bool) -> None:
        forms = (token.exact if exact else token.stem for token in tokens)
        pieces = [f"{'| ' if gap else ''}{form} " for form, gap in zip(forms, gaps, strict=True)]
        self._line = f" {''.join(pieces)}"
        self._ends = list(accumulate(map(len, pieces)))

    def find(self, term: Term) -> Iterator[tuple[int, int, str]]:
        """The first and last word of each place where the term's words stand next to each other."""
        wanted = f" {' '.join(term.words)}{'' if term.begins else ' '}"
        at = self._line.find(wanted)
        while at >= 0:
            first = bisect_right(self._ends, at)
            yield first, first + len(term.words) - 1, ""
            at = self._line.find(wanted, at + 1)


def _near(
    tokens: Sequence[Token], gaps: Sequence[int], stems: Sequence[str], window: int
) -> Iterator[tuple[int, int, str]]:
    """Each word with one of the stems, wherever all of the stems stand within so many words."""
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
    left = [(_shown(passage), passage) for passage in passages]
    best: list[Passage] = []
    shown: frozenset[tuple[int, str]] = frozenset()
    while left and len(best) < SNIPPETS:
        new = [(len(shows - shown), len(passage)) for shows, passage in left]
        shows, passage = left.pop(new.index(max(new)))
        best.append(passage)
        shown |= shows
    return best


def _shown(passage: Passage) -> frozenset[tuple[int, str]]:
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
