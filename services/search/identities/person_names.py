"""Names of people: taken apart, and compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nicknames import NickNamer

from services.search.identities.misspellings import given_misspelt
from shared.text import fold

MAX_NAME_CHARS = 100
"""Characters of a name that are looked at; what is longer is a sentence that was taken for a name."""

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*\.?")
_POSSESSIVE = re.compile(r"['’]s?$")
_GENERATIONS = {"jr": "jr", "jnr": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "senior": "sr"} | {
    numeral: numeral for numeral in ("ii", "iii", "iv", "v")
}
_TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "prof", "professor", "president", "senator",
     "sen", "governor", "gov", "representative", "rep", "congressman", "congresswoman", "chancellor", "minister",
     "mayor", "judge", "justice", "king", "queen", "prince", "princess", "pope", "saint", "st", "general", "gen",
     "colonel", "col", "captain", "capt", "lieutenant", "lt", "sergeant", "sgt", "rev", "reverend", "bishop",
     "cardinal", "imam", "sheikh", "ayatollah", "ag", "vp", "amb", "ambassador", "adm", "admiral", "sgt", "cmdr",
     "commander", "archbishop", "pastor")
)  # fmt: skip
_PARTICLES = frozenset(
    ("al", "el", "bin", "ibn", "bint", "da", "das", "de", "del", "della", "der", "den", "di", "do", "dos", "du", "la",
     "las", "le", "lo", "los", "ter", "ten", "van", "von")
)  # fmt: skip
_NICKNAMER = NickNamer()
_ENDEARING = re.compile(r"(?:ie|i|y)$")
_OWN = frozenset(["gary"])
"""Given names that are hardly ever short for another one, whatever the list of short forms says."""
_NOT_SHORT = {
    "bill": frozenset(["robert"]), "billy": frozenset(["robert"]), "robert": frozenset(["bill", "billy"]),
}  # fmt: skip
"""Names that the list takes these short forms for, as hardly anybody does."""
_STEM = 3
"""Letters of a given name that a short form of it has, before its *y* or *ie*."""

Likeness = Literal["same", "short", "initial", "near"]
"""How two names agree: to the letter; one given name is short for the other; one is the initial of the other; with a
letter changed, with the surname first, or with another surname behind."""


@dataclass(frozen=True)
class PersonName:
    """A name of a person in its parts, in small letters and without accents."""

    words: tuple[str, ...]
    """All words of the name itself, without titles and generation; an initial is one letter."""
    generation: str = ""
    """*jr*, *sr*, *ii* …"""

    @property
    def full(self) -> bool:
        """Whether it has a given name and a surname."""
        return len(self.words) > 1

    @property
    def given(self) -> str:
        """The first word."""
        return self.words[0]

    @property
    def surname(self) -> str:
        """The last word: what newspapers call people by."""
        return self.words[-1]

    @property
    def middles(self) -> tuple[str, ...]:
        """The words between, without particles of the surname."""
        return tuple(word for word in self.words[1:-1] if word not in _PARTICLES)


@lru_cache(maxsize=2**14)
def person_name(name: str) -> PersonName:
    """Return the parts of a name.

    >>> person_name("President Robert F. Kennedy, Jr.")
    PersonName(words=('robert', 'f', 'kennedy'), generation='jr')
    >>> person_name("Sen. Jean-Marie Le Pen").words
    ('jean', 'marie', 'le', 'pen')
    """
    shown = _POSSESSIVE.sub("", fold(name[:MAX_NAME_CHARS]))
    words = [word.replace("’", "'") for word in _WORD.findall(shown)]
    parts = [part for word in words for part in _initials(word)]
    while len(parts) > 1 and parts[0] in _TITLES:
        parts.pop(0)
    generation = ""
    while len(parts) > 1 and parts[-1] in _GENERATIONS:
        generation = _GENERATIONS[parts.pop()]
    return PersonName(tuple(parts), generation)


def named_by(id: str) -> PersonName:
    """Return the parts of the name that a name id is made of.

    >>> named_by("person:tom-haldane-jr").surname
    'haldane'
    """
    return person_name(id.partition(":")[2].replace("-", " "))


def _initials(word: str) -> Sequence[str]:
    """Return the letters of *J.K.*, else the word without full stops."""
    pieces = [piece for piece in word.split(".") if piece]
    return pieces if len(pieces) > 1 and all(len(piece) == 1 for piece in pieces) else ["".join(pieces)]


def given_likeness(one: str, other: str) -> Likeness | None:
    """Return how two given names agree; None if they are of two people."""
    if one == other:
        return "same"
    if 1 in (len(one), len(other)):
        return "initial" if one[:1] == other[:1] else None
    if min(len(one), len(other)) > 2 and (one.startswith(other) or other.startswith(one)):
        return "short"
    if _OWN & {one, other}:
        return None
    return "short" if other in _formal(one) or one in _formal(other) or _formal(one) & _formal(other) else None


def likeness(one: PersonName, other: PersonName, *, misspelt: bool = False) -> Likeness | None:
    """Return how the full names of one person may agree; None if they are of two people. ``misspelt``: whether one of
    the given names may be.

    Surnames are the same, or the one name has all words of the other (*Hillary Rodham*, *Hillary Rodham Clinton*; but
    not *John Paul II*, *John Paul Lindqvist*).
    Middle names may be left out, and be initials. Generations may be left out, too: whether *Jr.* is somebody else is
    not for the names to tell.
    """
    if not (one.full and other.full) or (one.generation and other.generation and one.generation != other.generation):
        return None
    shorter, longer = sorted((one, other), key=lambda name: len(name.words))
    if len(longer.words) == 2 and one.words == other.words[::-1]:
        return "near"
    given = given_likeness(one.given, other.given)
    if given is None and misspelt and one.surname == other.surname and given_misspelt(one.given, other.given):
        given = "near"
    if given is None:
        return None
    if one.surname != other.surname:
        within = given == "same" and len(shorter.words) < len(longer.words) and _in_order(shorter.words, longer.words)
        return "near" if within and not shorter.generation else None
    if not _middles_agree(one.middles, other.middles):
        return None
    return given


def _middles_agree(one: Sequence[str], other: Sequence[str]) -> bool:
    few, many = sorted((one, other), key=len)
    return not few or any(
        all(_same_middle(a, b) for a, b in zip(few, many[start:], strict=False))
        for start in range(1 if len(few[0]) == 1 else len(many) - len(few) + 1)
    )


def _same_middle(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _in_order(few: Sequence[str], many: Sequence[str]) -> bool:
    rest = iter(many)
    return all(word in rest for word in few)


def short_for(short: str, given: str) -> bool:
    """Return whether one given name is a usual short form of the other: *Jim*, *Condi*.

    >>> short_for("jim", "james"), short_for("condi", "condoleezza"), short_for("robert", "bob")
    (True, True, False)
    """
    if given in _canonical(short) and len(short) <= len(given):
        return True
    stem = _ENDEARING.sub("", short)
    return stem != short and len(stem) >= _STEM and len(given) > len(short) and given.startswith(stem)


@lru_cache(maxsize=2**12)
def _formal(given: str) -> frozenset[str]:
    """Return the names that a given name is short for, and itself."""
    return frozenset((given, *_canonical(given)))


def _canonical(short: str) -> frozenset[str]:
    return frozenset(_NICKNAMER.canonicals_of(short)) - _NOT_SHORT.get(short, frozenset())
