"""Quotes in the copies of a text: by what the same quote is known in each of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence


def quote_numbers(quotes: Sequence[str]) -> list[int]:
    """Return, for the words of each quote of an article, the number that its copies share: 63 bits.

    Case, accents and punctuation aside. Words that an article quotes twice have two numbers, so that no quote is taken
    for a copy of another one in the same article.
    """
    repeats: Counter[str] = Counter()
    numbers = []
    for words in quotes:
        repeats[words] += 1
        hashed = hashlib.blake2b(f"{words} {repeats[words]}".encode(), digest_size=8).digest()
        numbers.append(int.from_bytes(hashed, "big") >> 1)
    return numbers
