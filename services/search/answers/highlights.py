"""Highlights: passages of a text with its matches marked. Made here, once, so that both engines show the same.

A highlight is a passage of the text to the letter, HTML-escaped, with ``<mark>`` around each match; without the tags
and unescaped it is found in the text. An article whose body has no match, found by its title, by filters or by other
fields, has the body's beginning for a snippet.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from services.search.answers.matches import Match, Term, find, terms
from services.search.index.questions import FoundArticleText
from services.search.index.results import FoundArticle, FoundQuote
from services.search.query import Node

SNIPPETS = 3
"""Passages of a body in a list of results: enough to judge it by, few enough to read."""

SNIPPET_CHARS = 160
"""About two lines of a list. A longer phrase is shown whole."""

PAGE_CHARS = 1_000_000
"""Characters searched for the highlights of one page of results: 0.1 seconds of CPU for a few words in usual texts, 5
for the worst query in texts made for it. 100 articles of usual length have half of it. Beyond it the longest texts are
searched only as far as :func:`reach` says."""

_SPACE = re.compile(r"\s")

Passage = Sequence[Match]
"""Matches close enough to be read together, in order."""


def highlighted(hits: Sequence[FoundArticleText | FoundQuote], node: Node | None) -> list[FoundArticle | FoundQuote]:
    """Return hits with their highlights: an article's title and up to three snippets of its body, a quote's text."""
    in_title, in_body = terms(node, "title"), terms(node, "body")
    chars = reach([len(hit.body if isinstance(hit, FoundArticleText) else hit.text) for hit in hits])
    return [
        _article(hit, in_title, in_body, chars) if isinstance(hit, FoundArticleText) else _quote(hit, in_body, chars)
        for hit in hits
    ]


def _article(hit: FoundArticleText, in_title: Sequence[Term], in_body: Sequence[Term], chars: int) -> FoundArticle:
    title, matches = hit.article.title, find(hit.body[:chars], in_body)
    marked = {
        "title": whole(title, in_title, len(title)),
        "body": snippets(hit.body, matches) or beginning(hit.body),
    }
    return hit.article.model_copy(
        update={
            "highlights": {field: passages for field, passages in marked.items() if passages},
            "places": places(hit.article.length, matches),
        }
    )


def _quote(hit: FoundQuote, in_text: Sequence[Term], chars: int) -> FoundQuote:
    marked = whole(hit.text, in_text, chars)
    return hit.model_copy(update={"highlights": {"text": marked}}) if marked else hit


def reach(lengths: Sequence[int], budget: int = PAGE_CHARS) -> int:
    """Return how many characters of each text to search, so that they are ``budget`` over all: all that are there, or
    the most for which short texts, searched whole, leave the long ones an equal share."""
    left = budget
    for done, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - done)
        if length > share:
            return share
        left -= length
    return max(lengths, default=0)


def whole(text: str, terms: Sequence[Term], chars: int) -> list[str]:
    """Return all of ``text``, marked within its first ``chars`` characters; nothing if there is no match."""
    matches = find(text[:chars], terms)
    return [_marked(text, 0, len(text), matches)] if matches else []


def places(length: int, matches: Sequence[Match]) -> list[float]:
    """Return where matches stand in a text of so many characters: shares of its length, each once."""
    return list(dict.fromkeys(round(match.start / length, 2) for match in matches)) if length else []


def snippets(text: str, matches: Sequence[Match]) -> list[str]:
    """Return the best passages of ``text`` around its matches, in its order."""
    best = sorted(_best(_passages(matches)), key=lambda passage: passage[0].start)
    marked = []
    left = 0
    for passage, right in zip(best, [*(passage[0].start for passage in best[1:]), len(text)], strict=False):
        start, end = _padded(text, passage, left, right)
        marked.append(_marked(text, start, end, passage))
        left = end
    return marked


def beginning(text: str) -> list[str]:
    """Return the first lines of ``text``, without a mark; nothing of a blank one."""
    first = len(text) - len(text.lstrip())
    start, end = _padded(text, (Match(first, first, frozenset()),), first, len(text))
    return [_marked(text, start, end, ())] if end > start else []


def _passages(matches: Sequence[Match]) -> list[Passage]:
    """Return the matches in runs that fit into a snippet each."""
    runs: list[list[Match]] = []
    for match in matches:
        if runs and match.end - runs[-1][0].start <= SNIPPET_CHARS:
            runs[-1].append(match)
        else:
            runs.append([match])
    return list(runs)


def _best(passages: Sequence[Passage]) -> list[Passage]:
    """Return passages, each with the most terms that those before it do not show; of equals the one with most matches,
    then the first."""
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
    """Return where to cut around a passage: about SNIPPET_CHARS long, within ``left`` and ``right``, and between words
    if the script has spaces."""
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
    """Return ``text[start:end]`` as HTML. Every match lies within it."""
    pieces = []
    for match in matches:
        pieces += [html.escape(text[start : match.start]), f"<mark>{html.escape(text[match.start : match.end])}</mark>"]
        start = match.end
    return "".join([*pieces, html.escape(text[start:end])])
