"""Work limits: how much work one article may take, by its length, so that no text costs more than twice plain news.

Work is counted in tokens, pairs and clauses, and not in seconds, so that the same text gets the same annotation on
every machine. What goes beyond a limit is left out, and the annotation says so (``partial``). Each limit lies above
what any of 1,113 real articles takes (agency, newspapers, web pages, sports tables, encyclopedia, social media), whose
highest figures the docstrings give; texts beyond are rows of marks or numbers, and lists.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkLimit:
    """A number of things, in proportion to the characters of a text."""

    share: float
    """Things for each character."""
    least: int
    """What any text may have, however short: of so few none costs much."""

    def of(self, characters: int) -> int:
        """Return how many a text of so many characters may have."""
        return max(self.least, int(self.share * characters))


TOKENS = WorkLimit(0.3, least=1_000)
"""Tokens that are parsed. News has one for 5 characters; the densest real text of more than 2,000, a transcript, one
for 3.7; a table of results of 1,950 has 712. A text of nothing but marks has one for each, and took five times as long
as news."""

PAIRS = WorkLimit(0.25, least=1_500)
"""Pairs of a quoted stretch and a candidate for its speaker that are weighed. News has one for 20 characters; the real
text with most quotes in it, of 1,441 characters, one for 3.6, the next one for 5. Each takes a third of the time of a
token's parse."""

CLAUSES = WorkLimit(0.1, least=300)
"""Clauses that are weighed, each length counted. News has one for 28 characters, the densest real text one for 13."""
