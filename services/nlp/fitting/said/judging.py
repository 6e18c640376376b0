"""Judging: whether what the annotator tells of an invented item is right, and how sure it was.

A quote is right where four fifths of its words and those of a marked one are the same, and the mentions of their
speakers share a word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from services.nlp.fitting.said.reading import Item
from services.nlp.ranking.confidence import Kind
from shared.models.annotations import Annotation, Quote
from shared.models.values import Span

_WORD = re.compile(r"\w+")

Judged = tuple[float, bool]
"""A confidence, and whether the quote is right."""


def is_right(item: Item, quote: Quote) -> bool:
    """Return whether a reader marked this quote, and gave it to this mention."""
    told = _words(item.text, quote.spans)
    mention = quote.speaker.mention.text if quote.speaker else ""
    for marked in item.quotes:
        words = _words(item.text, marked.spans)
        named = set(_WORD.findall(item.text[slice(*marked.mention)])) if marked.mention else set()
        if len(told & words) >= 0.8 * len(told | words) and named & set(_WORD.findall(mention)):
            return True
    return False


def judge(items: Sequence[Item], annotations: Iterable[Annotation]) -> dict[Kind, list[Judged]]:
    """Return what is told of items by speakers, by kind; doubtful quotes are left out."""
    kinds: dict[Kind, list[Judged]] = defaultdict(list)
    for item, annotation in zip(items, annotations, strict=True):
        doubtful = _words(item.text, item.doubtful)
        for quote in annotation.quotes:
            if quote.speaker and not _words(item.text, quote.spans) <= doubtful:
                kind: Kind = "clauses" if quote.type == "indirect" else "marks"
                kinds[kind].append((quote.speaker.confidence, is_right(item, quote)))
    return kinds


def _words(text: str, spans: Iterable[Span]) -> set[int]:
    return {word.start() for start, end in spans for word in _WORD.finditer(text, start, end)}
