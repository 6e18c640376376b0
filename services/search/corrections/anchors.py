"""Anchors of corrections: a quote's words and what stood around them, by which it is found in a later annotation.

An id would not do: it is made from the words, which a new version may alter and a new annotator may cut elsewhere. A
quote is found by the words that it has in common with the corrected one; where several could be meant, or where few
words say little, by what stands around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

from shared.models.annotations import Quote
from shared.models.values import Frozen, TextField

SAME_PIECE = 0.5
"""Share of the longer quote's words from which two quotes are the same piece, as in a comparison of versions."""
MOSTLY = 0.7
"""The share from which a quote that stands elsewhere is known by its words alone."""
SURROUNDED = 0.5
"""Share of the words before it, or behind it, from which a quote stands where the corrected one stood."""
TELLING_WORDS = 6
"""Words from which a quote that has kept most of its own is known by itself: *Yes, we will* is said often."""
MOST_WORDS = 400
"""Words of a quote that are compared, so that one takes some tenths of a millisecond. Hardly any has as many."""

_WORD = re.compile(r"\w+")


class Anchor(Frozen):
    """A quote as it was when it was corrected."""

    id: str
    """The quote's public id at that time."""
    field: TextField = "body"
    start: int
    text: str
    before: str
    after: str
    """Text around it, see :class:`shared.models.annotations.Context`."""


def anchor_of(quote: Quote) -> Anchor:
    """Return the anchor of a quote."""
    return Anchor(
        id=quote.id,
        field=quote.field,
        start=quote.start,
        text=quote.text,
        before=quote.context.before,
        after=quote.context.after,
    )


def find(anchor: Anchor, quotes: Sequence[Quote]) -> int | None:
    """Return the place of the anchored quote among the quotes of an annotation; None where it is not among them."""
    words = _words(anchor.text)
    best: tuple[float, float, int] | None = None
    place = None
    for number, quote in enumerate(quotes):
        if quote.field != anchor.field:
            continue
        share = _share(words, _words(quote.text))
        if share < SAME_PIECE:
            continue
        around = max(
            _share(_words(anchor.before), _words(quote.context.before)),
            _share(_words(anchor.after), _words(quote.context.after)),
        )
        unmoved = quote.id == anchor.id and quote.start == anchor.start
        if not unmoved and around < SURROUNDED and (len(words) < TELLING_WORDS or share < MOSTLY):
            continue
        score = (share, around, -abs(quote.start - anchor.start))
        if best is None or score > best:
            best, place = score, number
    return place


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())[:MOST_WORDS]


def _share(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of the longer one's words that both have, in the same order."""
    longer = max(len(one), len(other))
    return LCSseq.similarity(one, other) / longer if longer else 0.0
