"""Distinctive words of two sides, by log-odds ratios with an informative Dirichlet prior; pure.

B. L. Monroe, M. P. Colaresi, K. M. Quinn, "Fightin' Words: Lexical Feature Selection and Evaluation for Identifying
the Content of Political Conflict", Political Analysis 16(4), 2008, equations 15, 20 and 22. The prior of a word is how
often both sides together say it: common words need more evidence than rare ones, and a word that is said once or twice
is drawn towards no difference.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from math import log, sqrt
from pathlib import Path

from services.search.answers.models import DistinctiveTerm
from services.search.query.words import WORD, words

TERMS = 20
"""Terms of a side: as many as a person reads at a glance."""

MIN_COUNT = 2
"""A word that a side says once is not a habit of it, whatever the other side says."""

MIN_RATIO = 2.0
"""A word that a side says less than twice as often as the other sets it apart only beyond :data:`CHANCE`."""

CHANCE = 2.0
"""The z-score above which a difference is hardly chance: one word in twenty has it without a reason."""

_FUNCTION_WORDS = frozenset(
    word
    for line in Path(__file__).with_name("function_words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
"""Counted, but not shown; the file says why."""


def distinctive(a: Iterable[str], b: Iterable[str]) -> tuple[list[DistinctiveTerm], list[DistinctiveTerm]]:
    """Return the words that each of two sides uses far more than the other, most distinctive first: at most
    :data:`TERMS`.

    A text that a side repeats to the word, as reprints do, counts once. Same texts, same answer, in whatever order.
    """
    sides = (_Side(a), _Side(b))
    return _terms(*sides), _terms(*reversed(sides))


class _Side:
    """The words of one side, counted by their stems."""

    def __init__(self, texts: Iterable[str]) -> None:
        # Sorted, so that the order of the texts does not matter. What is written once or a hundred times is read once.
        every = [WORD.findall(text) for text in sorted(set(texts))]
        tokens = {written: words(written) for written in set(chain.from_iterable(every))}
        stems = {written: token.stem for written, read in tokens.items() for token in read}
        different = {tuple(filter(None, map(stems.get, text))): text for text in every}
        self.counts: Counter[str] = Counter()
        self._spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for written, count in Counter(chain.from_iterable(different.values())).items():
            for token in tokens[written]:
                self.counts[token.stem] += count
                if _is_telling(token.exact):
                    self._spellings[token.stem][written[token.start : token.end]] += count
        self.total = self.counts.total()

    @property
    def telling(self) -> list[str]:
        """The stems that may be shown."""
        return [stem for stem in self._spellings if self.counts[stem] >= MIN_COUNT]

    def spelling(self, stem: str) -> str:
        """Return how the word is most often written; in lower case where that is as frequent."""
        return min(self._spellings[stem].items(), key=lambda item: (-item[1], item[0].swapcase()))[0]


def _is_telling(word: str) -> bool:
    """Return whether a word, folded, has a meaning of its own: function words, numbers and single letters do not."""
    if word.partition("'")[0] in _FUNCTION_WORDS or word.endswith("n't"):
        return False
    return any(c.isalpha() for c in word) and not (len(word) == 1 and word.isascii())


def _terms(own: _Side, other: _Side) -> list[DistinctiveTerm]:
    scored: list[tuple[float, str]] = []
    for stem in own.telling:
        count, other_count = own.counts[stem], other.counts[stem]
        score = _z(count, own.total, other_count, other.total)
        often = count * other.total >= MIN_RATIO * other_count * own.total
        if score >= CHANCE or (score > 0 and often):
            scored.append((-score, stem))
    return [
        DistinctiveTerm(
            term=own.spelling(stem), score=round(-score, 3), count=own.counts[stem], other_count=other.counts[stem]
        )
        for score, stem in sorted(scored)[:TERMS]
    ]


def _z(own: int, own_total: int, other: int, other_total: int) -> float:
    """Return the z-score of the log-odds ratio (eq. 22), the prior being the counts of both sides together."""
    prior, prior_total = own + other, own_total + other_total
    own, other = own + prior, other + prior
    own_total, other_total = own_total + prior_total, other_total + prior_total
    if own == own_total or other == other_total:  # somebody says nothing else: no odds
        return 0.0
    difference = log(own / (own_total - own)) - log(other / (other_total - other))
    return difference / sqrt(1 / own + 1 / other)
