"""Matching: whether two texts are copies of one, or two states of one story.

What the shorter one has in common with the longer one decides, not how alike the two are as wholes: a cut text is
all in the whole one. Figures decide between a copy and a form that is filled in anew (*The bank said it would buy bills
of 2.5 billion*): a copy has the figures of its model. The numbers below were chosen on 77 labelled hard pairs of wire
and newspaper texts, and by reading what they join among 19,000 wire texts; the documents say what they reach.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.search.groups.texts import SHINGLE_WORDS, SHORT_WORDS, Hashes, Rows, Sketch, Text

_SHARED = 0.5
"""The part of the shorter text's rows of five words that the longer one has, at least."""
_SHARED_OF_SHORT = 0.8
_TINY_WORDS, _USUAL_WORDS = 30, 60
"""Texts of so few words need :data:`_SHARED_OF_SHORT`, of so many :data:`_SHARED`; between, what lies between."""
_SHARED_AT_ONCE = 0.45
"""Enough on the same day or the next, where all figures agree and nearly all words do (:data:`_NEW_AT_ONCE`)."""
_NEW_AT_ONCE = 0.1

_NEW = 0.15
_NEW_OF_SHORT = 0.06
"""The part of the shorter text's different words that the longer one lacks, at most."""
_NEW_BESIDE_FIGURES = 0.35
_MANY_FIGURES = 5
"""So many new words may be in a text of so many figures all of which the longer one has: the table of a correction."""

_OTHER_FIGURES = 0.15
_MOST_OTHER_FIGURES = 3
"""The part of the shorter text's figures, and their number, in place of which the longer one may have others."""
_LOST_FIGURES = 0.2
"""The part of the shorter text's figures that the longer one may lack; one, in any case."""
_SLIP = 0.03
"""One figure more may differ where no more new words than this are there."""

_NEAR_DAYS = 3
"""Copies and updates come within days. Later, the same form has been filled in anew, unless it is a long text of which
nothing has changed: a rerun."""
_RERUN_WORDS = 100
_SHARED_BY_RERUN = 0.9
_UNKNOWN_DAYS = 2
"""The distance to an undated text: neither at once nor far."""

_VERBATIM_WORDS = 100
_VERBATIM_PART = 0.6
_VERBATIM_SHARED = 0.85
_VERBATIM_NEW = 0.05
"""A stretch of so many words, and of so great a part of the shorter text, that the longer one has nearly to the letter,
is a copy whatever stands before and behind it: menus, credits, *read also*."""


@dataclass(frozen=True)
class Likeness:
    """Measures of what the shorter of two texts has in common with the longer."""

    shared: float
    """The part of its rows of five words that the longer has."""
    new: float
    """The part of its different words that the longer lacks."""
    figures: int
    """Its different figures."""
    lost_figures: int
    """Those that the longer lacks."""
    other_figures: int
    """Those in place of which the longer may have others: it lacks them, and has as many that the shorter lacks."""
    days: int
    """Between the two."""
    verbatim: bool
    """Whether a long stretch of it is in the longer one nearly to the letter; see :data:`_VERBATIM_WORDS`."""


def one_story(one: Text, other: Text) -> bool:
    """Return whether two texts are copies of one, or two states of one story. Symmetric; equal texts always are."""
    if one.digest == other.digest:
        return True
    shorter, longer = sorted((one, other), key=lambda text: (text.length, text.digest))
    like = likeness(shorter, longer)
    if like is None:
        return False
    short = shorter.length < SHORT_WORDS
    if short and not _titles_agree(shorter, longer):
        return False
    if like.days > _NEAR_DAYS:
        whole = like.shared >= _SHARED_BY_RERUN and not like.lost_figures
        return whole and shorter.length >= _RERUN_WORDS
    if like.shared < _needed(shorter, like):
        return False
    if like.verbatim:
        return True
    new = _NEW_OF_SHORT if short else _NEW
    if like.figures >= _MANY_FIGURES and not like.lost_figures and shorter.length >= _USUAL_WORDS:
        new = _NEW_BESIDE_FIGURES
    return like.new <= new and _figures_agree(like)


def may_be_one_story(one: Sketch, other: Sketch) -> bool:
    """Return whether two texts may be one story, by their sketches: False only where :func:`one_story` would say so."""
    shorter, longer = sorted((one, other))
    rows = shorter.length - SHINGLE_WORDS + 1
    return one.digest == other.digest or (rows - shorter.lacks(longer)) / rows >= _SHARED_AT_ONCE


def likeness(shorter: Text, longer: Text) -> Likeness | None:
    """Return the measures of what ``shorter`` has in common with ``longer``; None if that is too few rows for
    any two texts of one story."""
    # In ascending order first, which takes a third of the time: most that are compared have little in common.
    shared = np.count_nonzero(_among(longer.ascending_shingles, shorter.ascending_shingles)) / len(shorter.shingles)
    if shared < _SHARED_AT_ONCE:
        return None
    is_there = _among(longer.ascending_shingles, shorter.shingles)
    lost = shorter.different_words[~_among(longer.different_words, shorter.different_words)]
    lost_figures = _figures(lost)
    kept_figures = _figures(shorter.different_words) - lost_figures
    days = _UNKNOWN_DAYS if shorter.day is None or longer.day is None else abs(shorter.day - longer.day)
    return Likeness(
        shared=shared,
        new=len(lost) / len(shorter.different_words),
        figures=kept_figures + lost_figures,
        lost_figures=lost_figures,
        other_figures=min(lost_figures, _figures(longer.different_words) - kept_figures),
        days=days,
        verbatim=_is_verbatim(shorter, longer, np.flatnonzero(is_there)),
    )


def _among(ascending: Rows | Hashes, values: Rows | Hashes) -> npt.NDArray[np.bool_]:
    """Return which of the values are among those that are there, ascending."""
    places = np.searchsorted(ascending, values)
    places[places == len(ascending)] = 0
    return np.equal(ascending[places], values)


def _figures(words: Hashes) -> int:
    return int(np.count_nonzero(words & 1))


def _is_verbatim(shorter: Text, longer: Text, there: npt.NDArray[np.int64]) -> bool:
    """Return whether the stretch from the first to the last row in common (``there``) is a copy by itself."""
    first, last = int(there[0]), int(there[-1])
    length = last - first + SHINGLE_WORDS
    if length < _VERBATIM_WORDS or length < _VERBATIM_PART * shorter.length:
        return False
    stretch = np.unique(shorter.words[first : first + length])
    lost = stretch[~_among(longer.different_words, stretch)]
    few_are_lost = len(lost) <= _VERBATIM_NEW * len(stretch) and not _figures(lost)
    return few_are_lost and len(there) >= _VERBATIM_SHARED * (last - first + 1)


def _needed(shorter: Text, like: Likeness) -> float:
    """Return the part of the rows that has to be shared."""
    if shorter.length < _USUAL_WORDS:
        above = max(0.0, (shorter.length - _TINY_WORDS) / (_USUAL_WORDS - _TINY_WORDS))
        return _SHARED_OF_SHORT - (_SHARED_OF_SHORT - _SHARED) * above
    if like.days <= 1 and not like.lost_figures and like.new <= _NEW_AT_ONCE:
        return _SHARED_AT_ONCE
    return _SHARED


def _figures_agree(like: Likeness) -> bool:
    slip = 1 if like.new <= _SLIP else 0
    others = min(_MOST_OTHER_FIGURES, max(_OTHER_FIGURES * like.figures, slip))
    return like.other_figures <= others and like.lost_figures <= max(1, _LOST_FIGURES * like.figures)


def _titles_agree(one: Text, other: Text) -> bool:
    """Return whether the titles have half of the shorter one's words in common, or one has none."""
    return 2 * len(one.title & other.title) >= min(len(one.title), len(other.title))
