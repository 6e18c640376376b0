"""Names of places: the words that tell one from others, whatever it is short for, and what it lies in.

Only forms are listed that mean one place wherever they are written: the press's abbreviations of states, and of a few
countries and cities. *Washington*, *New York* and *Georgia* are two places each: a name that says which has that behind
its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from services.search.identities.body_names import MAX_NAME_CHARS, WORD
from shared.text import fold

CITY, STATE, COUNTRY = "city", "state", "country"
_IN = "in "

SEVERAL: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("washington",): (CITY, STATE),
    ("new", "york"): (CITY, STATE),
    ("georgia",): (COUNTRY, STATE),
}
"""Words that are the name of several places which articles call by nothing else, and what these are."""

_STATES = {
    "alabama": "ala AL", "alaska": "AK", "arizona": "ariz AZ", "arkansas": "ark AR", "california": "calif CA",
    "colorado": "colo CO", "connecticut": "conn CT", "delaware": "del DE", "florida": "fla FL", "georgia": "ga GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "ill IL", "indiana": "ind IN", "iowa": "IA", "kansas": "kan kans KS",
    "kentucky": "ky KY", "louisiana": "LA", "maine": "ME", "maryland": "md MD", "massachusetts": "mass MA",
    "michigan": "mich MI", "minnesota": "minn MN", "mississippi": "miss MS", "missouri": "mo MO", "montana": "mont MT",
    "nebraska": "neb nebr NE", "nevada": "nev NV", "new hampshire": "nh NH", "new jersey": "nj NJ",
    "new mexico": "nm NM", "new york": "ny NY", "north carolina": "nc NC", "north dakota": "nd ND", "ohio": "OH",
    "oklahoma": "okla OK", "oregon": "ore OR", "pennsylvania": "pa penn penna PA", "rhode island": "ri RI",
    "south carolina": "sc SC", "south dakota": "sd SD", "tennessee": "tenn TN", "texas": "tex TX", "utah": "UT",
    "vermont": "vt VT", "virginia": "va VA", "washington": "wash WA", "west virginia": "wva WV",
    "wisconsin": "wis wisc WI", "wyoming": "wyo WY",
    "alberta": "alta AB", "british columbia": "bc BC", "nova scotia": "ns NS", "ontario": "ont ON",
    "saskatchewan": "sask SK", "new south wales": "nsw NSW",
}  # fmt: skip
"""States with what newspapers shorten them to, in small letters; and with their postal codes."""

_OTHERS = {
    "united states": ("us", "usa", "united states of america"),
    "united kingdom": ("uk", "britain", "great britain"),
    "united arab emirates": ("uae",),
    "soviet union": ("ussr",),
    "democratic republic of the congo": ("drc", "dr congo", "democratic republic of congo"),
}
_UNCLEAR_CODES = frozenset(
    ("AL", "CA", "CO", "DE", "HI", "ID", "IN", "LA", "ME", "MS", "OH", "OK", "OR", "MO", "NS", "BC", "AB", "ON", "SK")
)
"""Postal codes that are words or other places where no name of a city stands before them."""
_WITH_STOPS: Mapping[str, str] = {"L.A.": "los angeles"}
"""Short forms that are another place's without their full stops."""
_TOWNS = frozenset(("city", "town", "village", "municipality"))
_REALMS = frozenset(("state", "commonwealth"))
_NOT_THE_CITY = frozenset([("london",)])
"""Whose *City of* is another place than the one by that name."""
_SPELT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point"}
_SIDES = {"n": "north", "s": "south", "e": "east", "w": "west"}
_LONG = 4
"""Letters of a word that has its side before it as a letter: *N. Korea*."""

_LETTERS = 4
"""Letters that a short form may be written with full stops between."""

_NOWHERE = frozenset(
    ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "central", "northern",
     "southern", "eastern", "western", "city", "town", "state", "county", "district", "territory", "region", "island",
     "coast", "capital", "downtown", "province", "village")
)  # fmt: skip
"""Words that alone are no name of a place: *the South* is one in every country."""


def _short_forms() -> dict[tuple[str, ...], PlaceName]:
    forms: dict[tuple[str, ...], PlaceName] = {}
    for words, short in _STATES.items():
        name = tuple(words.split())
        state = PlaceName(name, STATE if name in SEVERAL else "")
        forms |= {(form,): state for form in short.split() if form.islower()}
    for words, others in _OTHERS.items():
        forms |= {tuple(other.split()): PlaceName(tuple(words.split())) for other in others}
    capital = PlaceName(("washington",), CITY)
    forms |= dict.fromkeys([("dc",), ("washington", "dc"), ("district", "of", "columbia")], capital)
    return forms | dict.fromkeys([("nyc",), ("new", "york", "city")], PlaceName(("new", "york"), CITY))


@dataclass(frozen=True)
class PlaceName:
    """A name of a place in its parts, in small letters and without accents."""

    words: tuple[str, ...]
    """All words of the name itself, in full."""
    which: str = ""
    """Which of the places with these words it is: a city, a state, or what it lies in, with *in* before; empty: the
    name does not say."""

    @property
    def word(self) -> str:
        """The word by which the names of one place are resolved together: the last."""
        return self.words[-1] if self.words else ""

    @property
    def lies_in(self) -> str:
        """What the name says that it lies in; empty where it does not."""
        return self.which.removeprefix(_IN) if self.which.startswith(_IN) else ""

    @property
    def nowhere(self) -> bool:
        """Whether it is no name: *the North*."""
        return len(self.words) < 2 and _NOWHERE.issuperset(self.words) and not self.which


_SHORT_FORMS = _short_forms()
_CODES = {code: state for state, short in _STATES.items() for code in short.split() if code.isupper()}


def _short_words() -> dict[str, set[str]]:
    short: defaultdict[str, set[str]] = defaultdict(set)
    for form, name in _SHORT_FORMS.items():
        short[name.word].add(form[-1])
    for written, words in _WITH_STOPS.items():
        short[words.split()[-1]].add(written.lower().replace(".", ""))
    for code, state in _CODES.items():
        short[state.split()[-1]].add(code.lower())
    return short


_SHORT_WORDS: Mapping[str, set[str]] = _short_words()


def written_words(word: str) -> frozenset[str]:
    """Return the words, in one of which a name ends that is resolved by this word.

    >>> sorted(written_words("california"))
    ['ca', 'calif', 'california']
    """
    return frozenset({word, *_SHORT_WORDS.get(word, ())})


@lru_cache(maxsize=2**14)
def place_name(name: str) -> PlaceName:
    """Return the parts of a name.

    >>> place_name("the U.S."), place_name("Springfield, Ill.")
    (PlaceName(words=('united', 'states'), which=''), PlaceName(words=('springfield',), which='in illinois'))
    >>> place_name("State of Washington") == place_name("Wash."), place_name("Mt. Everest").words
    (True, ('mount', 'everest'))
    """
    head, _, behind = name[:MAX_NAME_CHARS].partition(",")
    short = head.strip()
    if short in _WITH_STOPS:
        own = PlaceName(tuple(_WITH_STOPS[short].split()))
    elif short in _CODES and short not in _UNCLEAR_CODES:
        own = _state(_CODES[short])
    else:
        own = _spelt_out(words_written(head))
    inside = behind.partition(",")[0].strip()
    return _within(own, inside) if inside and own.words else own


def names_alike(name: str) -> list[str]:
    """Return a name with the others that it is a form of, or that are short for it, as far as they are listed.

    >>> names_alike("Calif.")
    ['Calif.', 'california', 'calif']
    """
    place = place_name(name)
    full = " ".join(place.words)
    short = [" ".join(form) for form, other in _SHORT_FORMS.items() if other == place]
    short += [code for code, state in _CODES.items() if state == full]
    short += [" ".join(form) for form in short if len(form) <= _LETTERS]
    return list(dict.fromkeys((name, *(form for form in (full, *short) if place_name(form) == place))))


def place_by_id(id: str) -> PlaceName:
    """Return the parts of the name that a name id is made of, as far as it tells: it has no commas.

    >>> place_by_id("gpe:n-h").words
    ('new', 'hampshire')
    """
    return place_name(id.partition(":")[2].replace("-", " "))


def word_count(name: str) -> int:
    """Return the number of words of a name, letters in a row as one."""
    return len(words_written(name[:MAX_NAME_CHARS]))


def _within(own: PlaceName, inside: str) -> PlaceName:
    """Return a name with what it lies in."""
    around = _state(_CODES[inside]) if inside in _CODES else place_name(inside)
    where = " ".join(around.words)
    kinds = SEVERAL.get(own.words, ())
    if CITY in kinds and (around.which == CITY or around.words == own.words):
        return PlaceName(own.words, CITY)
    if COUNTRY in kinds and around.words == ("united", "states"):
        return PlaceName(own.words, STATE)
    return PlaceName(own.words, f"{_IN}{where}") if where and not own.which else own


def _state(words: str) -> PlaceName:
    name = tuple(words.split())
    return PlaceName(name, STATE if name in SEVERAL else "")


def words_written(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are written, letters in a row as one."""
    words: list[str] = []
    letters = False
    for found in WORD.findall(fold(name)):
        word = found.replace(".", "").replace("’", "'").removesuffix("'s")
        if letters and len(word) == 1:
            words[-1] += word
        elif word:
            words.append(word)
        letters = len(word) == 1
    while len(words) > 1 and words[0] == "the":
        words.pop(0)
    return tuple(words)


def _spelt_out(words: tuple[str, ...]) -> PlaceName:
    if short := _SHORT_FORMS.get(words):
        return short
    if len(words) > 1 and words[0] in _SPELT:
        words = (_SPELT[words[0]], *words[1:])
    if len(words) == 2 and words[0] in _SIDES and len(words[1]) >= _LONG:
        words = (_SIDES[words[0]], words[1])
    if len(words) > 2 and words[1] == "of" and words[0] in _TOWNS | _REALMS:
        kind, rest = CITY if words[0] in _TOWNS else STATE, words[3:] if words[2] == "the" else words[2:]
        if kind in SEVERAL.get(rest, ()):
            return PlaceName(rest, kind)
        if rest and rest not in _NOT_THE_CITY:
            return PlaceName(rest)
    if words[:2] == ("republic", "of") and COUNTRY in SEVERAL.get(words[2:], ()):
        return PlaceName(words[2:], COUNTRY)
    if words[-1:] and words[-1] in SEVERAL.get(words[:-1], ()):
        return PlaceName(words[:-1], words[-1])
    return PlaceName(words)
