"""Ids of quotes, of this release and of the last one, so that a citation of either leads to the quote."""

from __future__ import annotations

import hashlib

DIGITS = 20
"""Hexadecimal digits of an id: 80 bits, by which a billion quotes share one with a chance of one in a million."""


def quote_id(article_id: str, field: str, text: str, number: int = 1) -> str:
    """Return a quote's id, made from its article, the kind of its place (``body`` or ``title``) and its words.

    ``text`` is that of :class:`shared.models.annotations.Quote`. The speaker is no part of it, so that an annotator
    which resolves one better keeps the id. ``number`` counts, from 1 and in the order of the annotation, the
    quotes of an article which have the same words in the same kind of place.
    """
    return _digest(article_id, field, text, number)


def quote_id_of_release_0_2(article_id: str, field: str, speaker: str | None, text: str, number: int = 1) -> str:
    """Return the id that release 0.2 gave a quote, in which the speaker's name counted; it leads on to the quote.

    ``number`` counts, from 1 and in the order of the annotation, the quotes of an article with the same words by the
    same speaker in the same kind of place.
    """
    return _digest(article_id, field, speaker or "", text, number)


def _digest(*parts: str | int) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:DIGITS]
