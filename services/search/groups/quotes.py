"""Quotes in the copies of a text: by what the same quote is known in each of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from services.search.query.words import exact
from shared.models import Quote


def quote_words(quotes: Sequence[Quote]) -> list[int]:
    """Return, for each quote of an article, the number that its copies share: 63 bits, made from its words.

    Case, accents and punctuation aside. Words that an article quotes twice have two numbers, so that no quote is taken
    for a copy of another one in the same article.
    """
    repeats: Counter[str] = Counter()
    numbers = []
    for quote in quotes:
        words = exact(quote.text)
        repeats[words] += 1
        hashed = hashlib.blake2b(f"{words} {repeats[words]}".encode(), digest_size=8).digest()
        numbers.append(int.from_bytes(hashed, "big") >> 1)
    return numbers
