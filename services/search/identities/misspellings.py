"""Misspellings: whether one name is another one with letters wrong, as newspapers write unusual names."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

LONG = 5
"""Letters that a name has at least, for another one to be taken for a misspelling of it."""
_VERY_LONG = 10
"""Letters of a name in which two may be wrong."""
_CONSONANTS = 3
"""Consonants that two names have in common at least, to be one with other vowels."""
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]")


def misspelt(one: str, other: str) -> bool:
    """Return whether two surnames may be one: a letter is another (of long ones, two), or doubled, or the vowels are
    others. They are folded, as names in parts are.

    >>> misspelt("lindqvist", "lindquist"), misspelt("corbett", "corbbet"), misspelt("varga", "vargo")
    (True, True, True)
    >>> misspelt("brown", "browning")
    False
    """
    if not _comparable(one, other):
        return False
    wrong = 2 if min(len(one), len(other)) >= _VERY_LONG else 1
    return OSA.distance(one, other, score_cutoff=wrong) <= wrong or _same_sounds(one, other)


def given_misspelt(one: str, other: str) -> bool:
    """Return whether two given names may be one: with another letter, or a vowel more. One more consonant, or another
    end, makes another name of it more often: *Ivana* and *Ivanka*, *Carol* and *Carla*.

    >>> given_misspelt("reinhard", "rienhard"), given_misspelt("reinhold", "renhold"), given_misspelt("ivana", "ivanka")
    (True, True, False)
    """
    if not _comparable(one, other) or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    return len(one) == len(other) or (one[-1] == other[-1] and _same_sounds(one, other))


def _comparable(one: str, other: str) -> bool:
    return one != other and one[:1] == other[:1] and min(len(one), len(other)) >= LONG


def _same_sounds(one: str, other: str) -> bool:
    consonants = _consonants(one)
    return len(consonants) >= _CONSONANTS and consonants == _consonants(other) and OSA.distance(one, other) <= 2


def _consonants(name: str) -> str:
    return _VOWELS.sub("", _DOUBLED.sub(r"\1", name))
