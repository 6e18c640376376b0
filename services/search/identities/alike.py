"""Names that may be one person's, body's or place's, though the rules do not say so, and how they agree.

More may agree here than in :mod:`services.search.identities.people`, :mod:`services.search.identities.bodies` and
:mod:`services.search.identities.places`, which decide: a person judges.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from services.search.identities.body_names import body_words
from services.search.identities.evidence import CountedName
from services.search.identities.kinds import kind_of
from services.search.identities.person_names import PersonName, likeness, person_name
from services.search.identities.place_names import place_name, written_words
from services.search.identities.short_bodies import acronyms_of, is_acronym

AlikeKind = Literal["same_words", "longer_name", "nickname", "initial", "misspelling", "order", "acronym"]

_LONG, _LONGER = 5, 8
"""Letters of a word from which on one letter, and two, may be a misspelling."""
_LONG_BODY, _LONGER_BODY = 8, 16
"""The same of all words of a body together."""
_LONG_PLACE, _LONGER_PLACE = 6, 10
"""The same of a word of a place."""
_SMALL = frozenset(("the", "of", "and", "for", "on", "in", "to", "at", "a", "an"))
_DIGITS = re.compile(r"\d+")
_MORE_WORDS = 2
"""Words that a body's longer name has more, at most."""


@dataclass(frozen=True)
class Alike:
    """How two names agree."""

    kind: AlikeKind
    weight: float
    """Bits, about, by which that makes it likelier that both are one: by judgement, not measured."""
    text: str
    """In plain words."""


def alike(one: CountedName, other: CountedName) -> Alike | None:
    """Return how two names of one kind (``person``, ``org``, ``place``) agree; None where nothing in them says so."""
    match kind_of(one.id):
        case "person":
            return _people(one.name, other.name)
        case "org":
            return _bodies(one, other)
    return _places(one, other)


def _people(one: str, other: str) -> Alike | None:
    one, other = sorted((one, other), key=lambda name: len("".join(person_name(name).words[:1])))
    short, long = person_name(one), person_name(other)
    if not (short.full and long.full):
        return None
    match likeness(short, long):
        case "same" if short.words == long.words:
            return Alike("same_words", 4, f"{one} and {other} have the same words")
        case "same" | "near" if {*short.words} != {*long.words}:
            few, many = sorted((one, other), key=lambda name: len(person_name(name).words))
            return Alike("longer_name", 3.5, f"{many} has all words of {few}")
        case "short" if len(long.given) - len(short.given) == 1 and long.given.startswith(short.given):
            return Alike("misspelling", 3, f"{one} and {other} differ by one letter")
        case "short":
            return Alike("nickname", 3, f"{one} may be short for {other}")
        case "initial":
            return Alike("initial", 2, f"{one} may be short for {other}")
        case "near":
            return Alike("order", 3, f"{one} and {other} have the same words in another order")
    return _misspelt_people(one, other, short, long)


def _misspelt_people(one: str, other: str, short: PersonName, long: PersonName) -> Alike | None:
    """Return how names agree but for a letter or two of the given name, or of the surname."""
    if short.surname == long.surname:
        if not _near(short.given, long.given, _LONG, _LONGER):
            return None
        weight, rest = 1.5, likeness(PersonName((long.given, *short.words[1:]), short.generation), long)
    elif _near(short.surname, long.surname, _LONG, _LONGER):
        weight, rest = 2.5, likeness(PersonName((*short.words[:-1], long.surname), short.generation), long)
    else:
        return None
    if rest not in ("same", "short"):
        return None
    return Alike("misspelling", weight - (rest == "short"), f"{one} and {other} differ by a letter or two")


def _bodies(one: CountedName, other: CountedName) -> Alike | None:
    words, others = body_words(one.name), body_words(other.name)
    telling, other_telling = ([word for word in each if word not in _SMALL] for each in (words, others))
    if not telling or not other_telling:
        return None
    if Counter(telling) == Counter(other_telling):
        return Alike("same_words", 4, f"{one.name} and {other.name} have the same words")
    for short, long, letters in ((one, other, words), (other, one, others)):
        if len(letters) == 1 and is_acronym(short) and letters[0] in acronyms_of(long.name):
            return Alike("acronym", 2.5, f"{short.name} are the initials of {long.name}")
    few, many = sorted((telling, other_telling), key=len)
    if len(few) > 1 and len(many) - len(few) <= _MORE_WORDS and not Counter(few) - Counter(many):
        shorter, longer = sorted((one.name, other.name), key=lambda name: len(body_words(name)))
        return Alike("longer_name", 1, f"{longer} has all words of {shorter}")
    joined, other_joined = " ".join(telling), " ".join(other_telling)
    if _DIGITS.findall(joined) == _DIGITS.findall(other_joined) and _near(
        joined, other_joined, _LONG_BODY, _LONGER_BODY
    ):
        return Alike("misspelling", 2.5, f"{one.name} and {other.name} differ by a letter or two")
    return None


def _places(one: CountedName, other: CountedName) -> Alike | None:
    own, others = place_name(one.name), place_name(other.name)
    if not own.words or not others.words or own.nowhere or others.nowhere:
        return None
    if own.words == others.words:
        if own.which and others.which and own != others:
            return None  # one in Illinois, one in Massachusetts
        if own == others:
            return Alike("same_words", 4, f"{one.name} and {other.name} have the same words")
        shorter, longer = (one.name, other.name) if others.which else (other.name, one.name)
        return Alike("longer_name", 2, f"{longer} may be meant by {shorter}")
    for short, long in ((one, other), (other, one)):
        letters = place_name(short.name).words
        if is_acronym(short) and len(letters) == 1 and letters[0] in acronyms_of(long.name):
            return Alike("acronym", 2.5, f"{short.name} are the initials of {long.name}")
    if own.which == others.which and len(own.words) == len(others.words):
        wrong = [(a, b) for a, b in zip(own.words, others.words, strict=True) if a != b]
        if len(wrong) == 1 and _near(*wrong[0], _LONG_PLACE, _LONGER_PLACE):
            return Alike("misspelling", 2.5, f"{one.name} and {other.name} differ by a letter or two")
    return None


def _near(one: str, other: str, long: int, longer: int) -> bool:
    """Return whether words differ by one letter if they are ``long``, by two if they are ``longer``."""
    letters = min(len(one), len(other))
    most = (letters >= long) + (letters >= longer)
    return bool(most) and one[0] == other[0] and OSA.distance(one, other, score_cutoff=most) <= most


def blocking_words(name: CountedName) -> frozenset[str]:
    """Return the words by which names that may agree with this one are looked up: of a person the given name and the
    surname, of a body its telling words, of a place the first and the last, and what these may be abbreviated to."""
    if name.id.startswith("person:"):
        parts = person_name(name.name)
        return frozenset(word for word in (parts.given, parts.surname) if len(word) > 1) if parts.full else frozenset()
    if kind_of(name.id) == "place":
        place = place_name(name.name)
        return frozenset({*place.words[:1], *written_words(place.word)} - {""}) | acronyms_of(name.name)
    words = [word for word in body_words(name.name) if word not in _SMALL]
    return frozenset(words[:_BODY_WORDS]) | acronyms_of(name.name)


_BODY_WORDS = 3
"""Words of a body by which others are looked up: a bound on the work."""
