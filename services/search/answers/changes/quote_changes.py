"""Changes of quotes between two versions: added, removed, altered, given to somebody else; pure.

A quote is the same piece where its words stand in the text that the other's have become, not where ids agree. A change
is told only where the text of a quote or of its attribution changed: two annotators may differ about one text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from rapidfuzz import fuzz, process

from services.search.answers.changes.models import QuoteChange
from services.search.answers.changes.word_diff import WordDiff
from shared.models.annotations import Quote, Speaker
from shared.models.values import TextField

Kind = Literal["added", "removed", "altered", "reattributed"]

SAME_PIECE = 0.5
"""Share of the longer quote's words from which two quotes are the same piece."""
ALIKE = 75.0
"""Likeness, 0 to 100, from which a quote that moved elsewhere is the same piece."""
ATTRIBUTION = 300
"""Characters around a quote within which its cue and the name of its speaker are a part of it."""
MOST_COMPARED = 300
"""Quotes on either side up to which those that moved are looked for by their words."""


@dataclass(frozen=True)
class _Region:
    """A quote with the words that attribute it."""

    field: TextField
    start: int
    end: int


def quote_changes(
    old: Sequence[Quote], new: Sequence[Quote], diffs: Mapping[TextField, WordDiff], *, one_annotator: bool
) -> list[QuoteChange]:
    """Return the changes: by their place in the new text, those that were removed last."""
    pairs = _pairs(old, new, diffs)
    partners = set(pairs.values())
    changes = []
    for at, quote in enumerate(new):
        if at not in partners and not _is_untouched(quote, diffs, in_new=True):
            changes.append(QuoteChange(kinds=["added"], after=quote))
        for before in (old[number] for number, partner in pairs.items() if partner == at):
            kinds = _kinds(before, quote, diffs, one_annotator=one_annotator)
            if kinds:
                changes.append(QuoteChange(kinds=kinds, before=before, after=quote))
    return changes + [
        QuoteChange(kinds=["removed"], before=quote)
        for at, quote in enumerate(old)
        if at not in pairs and not _is_untouched(quote, diffs)
    ]


def _kinds(old: Quote, new: Quote, diffs: Mapping[TextField, WordDiff], *, one_annotator: bool) -> list[Kind]:
    touched = not (_is_untouched(old, diffs) and _is_untouched(new, diffs, in_new=True))
    kinds: list[Kind] = []
    if touched and old.text.split() != new.text.split():
        kinds.append("altered")
    if (touched or one_annotator) and not _is_same_speaker(old.speaker, new.speaker):
        kinds.append("reattributed")
    return kinds


def _is_same_speaker(old: Speaker | None, new: Speaker | None) -> bool:
    """Return whether both are called alike: *Milani* and *Mohsen Milani* are one."""
    if old is None or new is None:
        return old is new
    one, other = set(old.name.casefold().split()), set(new.name.casefold().split())
    return old.id == new.id or one <= other or other <= one


def _pairs(old: Sequence[Quote], new: Sequence[Quote], diffs: Mapping[TextField, WordDiff]) -> dict[int, int]:
    """Return which new quote an old one has become, by their numbers; each is taken once, the most alike first."""
    places = [diffs[quote.field].words_of_new(quote.start, quote.end) for quote in new]
    by_word: dict[tuple[TextField, int], list[int]] = {}
    for number, quote in enumerate(new):
        for word in places[number]:
            by_word.setdefault((quote.field, word), []).append(number)
    scores = []
    for number, quote in enumerate(old):
        moved = diffs[quote.field].moved(quote.start, quote.end)
        partners = {each for word in moved for each in by_word.get((quote.field, word), ())}
        longest = max(1, len(quote.text.split()))
        for partner in partners:
            share = len(moved & places[partner]) / max(longest, len(places[partner]))
            if share >= SAME_PIECE:
                scores.append((-share, number, partner))
    pairs: dict[int, int] = {}
    for _, number, partner in sorted(scores):
        if number not in pairs and partner not in pairs.values():
            pairs[number] = partner
    _pair_moved(old, new, pairs)
    return pairs


def _pair_moved(old: Sequence[Quote], new: Sequence[Quote], pairs: dict[int, int]) -> None:
    """Pair those that stand elsewhere now, by their words."""
    left = [number for number in range(len(old)) if number not in pairs][:MOST_COMPARED]
    taken = set(pairs.values())
    free = [number for number in range(len(new)) if number not in taken][:MOST_COMPARED]
    if not left or not free:
        return
    texts = [[quotes[number].text[:1_000] for number in numbers] for quotes, numbers in ((old, left), (new, free))]
    likeness = process.cdist(*texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
    ranked = sorted((-float(likeness[a][b]), left[a], free[b]) for a, b in product(range(len(left)), range(len(free))))
    for score, number, partner in ranked:
        if score and number not in pairs and partner not in taken:
            pairs[number] = partner
            taken.add(partner)


def _is_untouched(quote: Quote, diffs: Mapping[TextField, WordDiff], *, in_new: bool = False) -> bool:
    region = _region(quote)
    return diffs[region.field].is_untouched(region.start, region.end, in_new=in_new)


def _region(quote: Quote) -> _Region:
    """Return the range of a quote, its cue and its speaker's name, as far as these stand near."""
    start, end = quote.start, quote.end
    named = quote.speaker.mention if quote.speaker else quote.said_by
    for part in (quote.cue, named):
        if part and part.end > quote.start - ATTRIBUTION and part.start < quote.end + ATTRIBUTION:
            start, end = min(start, part.start), max(end, part.end)
    return _Region(quote.field, start, end)
